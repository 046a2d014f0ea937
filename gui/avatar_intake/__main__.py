"""`python -m avatar_intake` and the `avatar-intake` command."""

from __future__ import annotations

import sys

from avatar_intake.app import main

if __name__ == "__main__":
    sys.exit(main())
