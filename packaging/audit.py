"""Ask the advisory service about every package that is locked, and say plainly when it could not be asked.

pip-audit ends well when a package is unknown to the service, or when the index has no advisories at all; here that is
no good end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONSTRAINTS = Path(__file__).resolve().parent / "constraints"
CLEAN, VULNERABLE, NOT_ASKED = 0, 1, 3


@dataclass(frozen=True)
class Verdict:
    """What an audit came to, in lines, with the exit code."""

    code: int
    lines: tuple[str, ...]


def main(rest: list[str]) -> int:
    """Audit all sets; what is given is passed on to pip-audit, for example ``-s osv``."""
    files = [word for file in sorted(CONSTRAINTS.glob("*.txt")) for word in ("-r", str(file))]
    command = [sys.executable, "-m", "pip_audit", *files, "--require-hashes", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", *rest]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    found = verdict(done.stdout, done.stderr)
    print("\n".join(found.lines), file=sys.stderr if found.code else sys.stdout)
    return found.code


def verdict(output: str, complaint: str) -> Verdict:
    """What pip-audit's answer means; ``complaint`` is what it wrote beside."""
    try:
        packages = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = complaint.strip().splitlines()[-1:] or ["pip-audit said nothing"]
        return Verdict(NOT_ASKED, ("The advisory service could not be asked, so nothing is known:", *last))
    flaws = [told(one, flaw) for one in packages for flaw in one.get("vulns", ())]
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if len(unknown) == len(packages):
        return Verdict(NOT_ASKED, ("This index has no advisories, so nothing is known of any package.",))
    gaps = [f"The advisory service has no answer about {', '.join(unknown)}."] if unknown else []
    if flaws:
        return Verdict(VULNERABLE, (*flaws, *gaps))
    if unknown:
        return Verdict(NOT_ASKED, tuple(gaps))
    return Verdict(CLEAN, (f"No advisory about any of {len(packages)} packages.",))


def told(package: dict[str, Any], flaw: dict[str, Any]) -> str:
    """One advisory in a line."""
    mended = ", ".join(flaw.get("fix_versions", ())) or "no release yet"
    return f"{package['name']} {package['version']}: {flaw['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
