"""The menu at a line of the list: what can be done with one intake, or with several. Does nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from avatar_intake.domain.decisions import Action
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.bulk import Bulk, bulk_of
from avatar_intake.qt.desk.decision_bar import ACTION_ICONS, IN_THE_WIZARD, text_of
from avatar_intake.qt.desk.rows import Step, next_step
from avatar_intake.qt.look import Look
from avatar_intake.qt.wording import Wording


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu. ``name`` is for whoever looks for it by program; an empty text is a line between groups."""

    name: str
    text: str = ""
    icon: str = ""
    act: Callable[[], None] | None = None


def menu_of(entries: Iterable[Entry], look: Look, parent: QWidget) -> QMenu:
    """A menu with these entries, which is deleted when it closes."""
    menu = QMenu(parent)
    menu.setObjectName("lineMenu")
    menu.aboutToHide.connect(menu.deleteLater)
    for entry in entries:
        if entry.act is None:
            menu.addSeparator()
            continue
        action = menu.addAction(look.icon(entry.icon), entry.text)
        action.setObjectName(entry.name)
        action.triggered.connect(entry.act)
    return menu


@dataclass(frozen=True, slots=True)
class LineActs:
    """What the entries do; each is given what it is about."""

    open: Callable[[str], None]
    step: Callable[[str], None]
    decide: Callable[[IntakeRow, Action], None]
    remove: Callable[[tuple[str, ...]], None]
    forget: Callable[[str], None]
    refresh: Callable[[], None]
    bulk: Callable[[Bulk, tuple[str, ...]], None]


def one_line(row: IntakeRow, actions: Iterable[Action], wording: Wording, acts: LineActs) -> tuple[Entry, ...]:
    """What can be done with one intake."""
    translate = QCoreApplication.translate
    step = next_step(row)
    entries = [Entry("menu_open", translate("LineMenu", "Open"), "eye", lambda: acts.open(row.intake_id))]
    if step is not Step.OPEN:
        entries.append(Entry("menu_step", words.step(step), "play", lambda: acts.step(row.intake_id)))
    decisions = [
        Entry(f"menu_{action.value}", text_of(action, wording), ACTION_ICONS[action], _deciding(row, action, acts))
        for action in actions
        if action not in IN_THE_WIZARD
    ]
    refresh = Entry("menu_refresh", translate("LineMenu", "Refresh"), "refresh", acts.refresh)
    remove = Entry("menu_remove", translate("LineMenu", "Remove…"), "remove", lambda: acts.remove((row.intake_id,)))
    forget = Entry(
        "menu_forget", translate("LineMenu", "Forget this person…"), "shield", lambda: acts.forget(row.intake_id)
    )
    line = Entry("line")
    last = (refresh, remove) if row.is_forgotten or row.is_running else (refresh, forget, remove)
    return (*entries, line, *decisions, *([line] if decisions else []), *last)


def several_lines(rows: tuple[IntakeRow, ...], texts: Callable[[Bulk, int], str], acts: LineActs) -> tuple[Entry, ...]:
    """What can be done with several intakes at once."""
    icons = {Bulk.RESUME: "play", Bulk.REFRESH: "refresh", Bulk.REMOVE_FINISHED: "remove"}
    return tuple(
        Entry(f"menu_{action.value}", texts(action, len(ids)), icons[action], _bulk(action, ids, acts))
        for action, ids in bulk_of(rows).items()
        if ids
    )


def _deciding(row: IntakeRow, action: Action, acts: LineActs) -> Callable[[], None]:
    return lambda: acts.decide(row, action)


def _bulk(action: Bulk, ids: tuple[str, ...], acts: LineActs) -> Callable[[], None]:
    return lambda: acts.bulk(action, ids)
