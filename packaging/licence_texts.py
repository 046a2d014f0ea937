"""The licence texts of the libraries that a built program contains; asked by the spec, in the build environment."""

from __future__ import annotations

from collections.abc import Collection
from importlib import metadata
from pathlib import Path

_NAMES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "COPYRIGHT")


def of_distributions(names: Collection[str]) -> list[tuple[str, str, str]]:
    """PyInstaller's entries for the texts of every distribution that one of the modules or files is from."""
    tops = {name.replace("\\", "/").partition("/")[0].partition(".")[0] for name in names}
    owners = metadata.packages_distributions()
    distributions = {owner for top in tops for owner in owners.get(top, ())}
    entries = []
    for name in sorted(distributions, key=str.lower):
        for file in metadata.files(name) or ():
            is_in_their_folder = len(file.parts) > 2 and file.parts[1] == "licenses"
            if "__pycache__" in file.parts:
                continue
            is_a_text = is_in_their_folder or file.name.upper().startswith(_NAMES)
            if is_a_text and file.parts[0].endswith(".dist-info"):
                entries.append((Path("licences", name, *file.parts[1:]).as_posix(), str(file.locate()), "DATA"))
    return entries
