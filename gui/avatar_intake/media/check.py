"""Check one material, or compare several: facts, contents, verdicts. Changes no file and lets no bad file raise."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Sequence

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Facts, Finding, Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.archive import archive_facts
from avatar_intake.media.contents import content_findings, content_of
from avatar_intake.media.judging import Purpose
from avatar_intake.media.letter import letter_facts
from avatar_intake.media.opening import name_of, open_regular, size_of_path
from avatar_intake.media.picture import picture_facts
from avatar_intake.media.probe import video_facts
from avatar_intake.media.rules import findings_for, same_file_severity

__all__ = ["StopSignal", "check_material", "same_file_findings"]

# Up to here a file is recognised by all of its content; above, by being the very same file on the disk.
_HASHED_UP_TO_BYTES = 64 << 20
_BLOCK_BYTES = 1 << 20


def check_material(role: Role, path: str, job: JobFields, stop: StopSignal | None = None) -> Checked:
    """Gather the facts of the file at ``path`` and judge them for ``role`` in ``job``; good lines are findings too.

    Never raises for a bad file, whatever it holds. Raises `Cancelled` when ``stop`` is set. Call it in a worker: a
    film takes 0.1 to 2 seconds.
    """
    raise_if_stopped(stop)
    facts = _reader(role)(path, stop)
    raise_if_stopped(stop)
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122 - a bare path, which may hold anything
    purpose = Purpose(role, job, suffix)
    content = content_of(path, facts, stop)
    findings = (*findings_for(facts, purpose), *content_findings(facts, content, purpose))
    return Checked(role, path, facts, findings, content)


def same_file_findings(checked: Sequence[Checked]) -> tuple[Finding, ...]:
    """One finding ``same-file-twice`` for each material whose content another role has too.

    Files up to 64 MiB are compared by size and SHA-256, bigger ones by being one file on the disk. ``found`` names the
    files. A warning among cover and beauty pictures, otherwise an error. Files that cannot be read are left out.
    """
    by_size: defaultdict[int, list[Checked]] = defaultdict(list)
    for item in checked:
        size_bytes = size_of_path(item.path)
        if size_bytes:
            by_size[size_bytes].append(item)
    by_content: defaultdict[str, list[Checked]] = defaultdict(list)
    for items in by_size.values():
        for item in items if len(items) > 1 else ():
            by_content[_content_key(item.path)].append(item)
    twice = {item.role: items for key, items in by_content.items() if key and len(items) > 1 for item in items}
    return tuple(_twice(item, twice[item.role]) for item in checked if item.role in twice)


def _reader(role: Role) -> Callable[[str, StopSignal | None], Facts]:
    if role.is_multipart:
        return video_facts
    if role is Role.AUDIO:
        return archive_facts
    if role is Role.GRANT_FILE:
        return lambda path, _: letter_facts(path)
    return lambda path, _: picture_facts(path)


def _twice(item: Checked, items: Sequence[Checked]) -> Finding:
    names = dict.fromkeys(name_of(other.path) for other in items)
    severity = same_file_severity([Role(other.role) for other in items])
    return Finding(item.role, "same-file-twice", severity, " = ".join(names))


def _content_key(path: str) -> str:
    """A text that is the same for the same content; empty for a file that cannot be read any more."""
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return ""
    with file:
        status = os.fstat(file.fileno())
        if status.st_size > _HASHED_UP_TO_BYTES:
            return f"file {status.st_dev} {status.st_ino}"
        digest = hashlib.sha256()
        try:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
        except OSError:
            return ""
        return f"content {digest.hexdigest()}"
