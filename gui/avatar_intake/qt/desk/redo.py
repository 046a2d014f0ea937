"""Which pages a rejection leads through, and what has to be chosen anew there. Pure: no Qt, no words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from avatar_intake.domain.intake import IDENTITY_ROLES, Intake, Role
from avatar_intake.domain.verdicts import Cause, RedoTask
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.wizard.workbench import PageId

_VIDEOS = frozenset({Role.TRAINING_VIDEO, Role.ACTION_VIDEO})
_ALWAYS = (PageId.REVIEW, PageId.UPLOAD, PageId.SUBMIT, PageId.DONE)


@dataclass(frozen=True, slots=True)
class Redo:
    """A way through the wizard. ``intake`` lacks what has to be chosen anew; ``before`` are the files that it had.

    ``pages`` are in the wizard's order; ``tasks`` by the page on which they are put right.
    """

    intake: Intake
    pages: tuple[PageId, ...]
    tasks: Mapping[PageId, tuple[RedoTask, ...]]
    before: Mapping[Role, str]

    def roles_on(self, page: PageId) -> tuple[Role, ...]:
        """What has to be chosen anew on a page."""
        return tuple(role for role in self.before if page_of_role(role) is page)


def page_of_role(role: Role) -> PageId:
    """The page on which a material is chosen."""
    if role in _VIDEOS:
        return PageId.VIDEO
    return PageId.DOCUMENTS if role in IDENTITY_ROLES else PageId.EXTRAS


def redo_of(view: IntakeView, tasks: Iterable[RedoTask]) -> Redo:
    """The way for these tasks: exactly the pages that they concern, then review, upload, submit, done.

    Where no task names a material or a field, nobody knows what is wrong: every page is on the way, and nothing but
    the ID pictures has to be chosen anew.
    """
    tasks = tuple(tasks)
    again = {role for task in tasks for role in task.roles}
    stored = {item.role: item.path for item in view.materials}
    before = {**stored, **view.intake.materials}
    before = {role: path for role, path in before.items() if role in again}
    kept = {role: path for role, path in view.intake.materials.items() if role not in again}
    by_page = _by_page(tasks)
    if any(task.cause is Cause.GENERAL and not task.roles and not task.fields for task in tasks):
        pages: Collection[PageId] = (PageId.JOB, PageId.VIDEO, PageId.DOCUMENTS, PageId.EXTRAS)
    else:
        pages = by_page.keys()
    ordered = tuple(page for page in PageId if page in pages or page in _ALWAYS)
    return Redo(replace(view.intake, materials=kept), ordered, by_page, before)


def _by_page(tasks: Iterable[RedoTask]) -> dict[PageId, tuple[RedoTask, ...]]:
    found: dict[PageId, list[RedoTask]] = {}
    for task in tasks:
        pages = {page_of_role(role) for role in task.roles}
        if task.fields:
            pages.add(PageId.JOB)
        for page in pages:
            found.setdefault(page, []).append(task)
    return {page: tuple(items) for page, items in found.items()}
