"""From the bundle: a disk image that Gatekeeper lets through. `tasks.py build` calls it on macOS.

    python3 packaging/build_macos.py

What PyInstaller has signed is checked, put into an image, and where there is an identity notarised and stapled:
`AVATAR_INTAKE_SIGN_IDENTITY` names a certificate ("Developer ID Application: …"), `AVATAR_INTAKE_NOTARY_PROFILE` what
`xcrun notarytool store-credentials` has put into the keychain. Neither is ever in the repository.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import release

ROOT = release.ROOT
BUNDLE = ROOT / "dist" / f"{release.NAME}.app"


def steps(bundle: Path, staging: Path, image: Path, identity: str, profile: str) -> list[list[str]]:
    """The commands in their order. PyInstaller has signed the bundle from the inside out, with the hardened runtime."""
    volume = ["-volname", release.NAME, "-srcfolder", str(staging), "-fs", "APFS", "-format", "ULMO"]
    made = [
        ["codesign", "--verify", "--deep", "--strict", "--verbose=2", str(bundle)],
        ["ditto", str(bundle), str(staging / bundle.name)],
        ["ln", "-s", "/Applications", str(staging / "Applications")],
        ["hdiutil", "create", *volume, "-ov", str(image)],
    ]
    if identity:
        made.append(["codesign", "--sign", identity, "--timestamp", str(image)])
    if identity and profile:
        made += [
            ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"],
            ["xcrun", "stapler", "staple", str(image)],
            ["xcrun", "stapler", "validate", str(image)],
            ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", "-v", str(image)],
        ]
    return made


def main() -> int:
    """Make the image; returns the exit code."""
    if not BUNDLE.exists():
        print("There is no bundle yet: `python3 packaging/tasks.py build` first, on macOS.", file=sys.stderr)
        return 2
    identity, profile = (os.environ.get(f"AVATAR_INTAKE_{name}", "") for name in ("SIGN_IDENTITY", "NOTARY_PROFILE"))
    if not (identity and profile):
        print(
            "Without a certificate or a notary profile Gatekeeper will warn. See packaging/README.md.", file=sys.stderr
        )
    staging = ROOT / "build" / "image"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    image = ROOT / "dist" / f"avatar-intake-{release.version()}-macos-{platform.machine()}.dmg"
    for step in steps(BUNDLE, staging, image, identity, profile):
        print("$", *step, file=sys.stderr)
        code = subprocess.run(step, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
