"""`python -m avatar_intake` and the `avatar-intake` command."""

from __future__ import annotations

import sys

if getattr(sys, "frozen", False):  # a frozen program is started anew to be one of its other processes
    import multiprocessing

    multiprocessing.freeze_support()

from avatar_intake.app import main

if __name__ == "__main__":
    sys.exit(main())
