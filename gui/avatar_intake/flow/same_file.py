"""Whether a file is still the one whose upload began. Compares; sends nothing and changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.flow.run import Run
from avatar_intake.store.journal import PlannedMaterial
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.source import identity_of, md5_of_part, open_source
from avatar_intake.transfer.task import MaterialUpload


def identity_if_same(run: Run, item: PlannedMaterial) -> FileIdentity | None:
    """The file's identity as it is now, or ``None`` when it is another file.

    One that only has another number on its drive is the same, if it has exactly the bytes of every part that is stored
    already: drives without numbers of their own (FAT, exFAT) are given new ones each time they are plugged in.
    Raises `MaterialMissing`, `MaterialUnreadable` and `Cancelled`.
    """
    found = identity_of(item.role, item.path)
    if found == item.identity:
        return found
    if replace(found, file_id=item.identity.file_id) != item.identity:
        return None
    stored = run.journal.stored_parts(run.intake.intake_id, item.role)
    as_it_is = MaterialUpload(item.role, item.path, found, plan_parts(found.size_bytes, item.part_count), ())
    return found if has_content_of(as_it_is, stored, run.control) else None


def touched_ns(path: str) -> int:
    """When anything about the file was last changed, its times included, as far as the system says so; else 0.

    Who writes to a file and puts its times back leaves his mark here. Windows has none.
    """
    try:
        return 0 if sys.platform == "win32" else os.stat(path).st_ctime_ns  # noqa: PTH116
    except OSError:
        return 0  # whoever opens it says why


def has_content_of(item: MaterialUpload, stored: Mapping[int, StoredPart], stop: StopSignal) -> bool:
    """Whether a file has exactly the bytes of the ``stored`` parts. Raises as `open_source` does, and `Cancelled`."""
    with open_source(item.role, item.path, item.identity) as source:
        known = (part for part in item.parts if part.number in stored)
        return all(md5_of_part(source, part, stop) == stored[part.number].md5 for part in known)
