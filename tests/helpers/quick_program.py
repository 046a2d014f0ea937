"""The program with a practice studio whose review takes no time worth waiting for; all else is as it is shipped."""

from __future__ import annotations

import sys
from functools import partial

from avatar_intake import app

PACE_S = 0.5  # between two states of a job

if __name__ == "__main__":
    app.make_desk = partial(app.make_desk, pace_s=PACE_S)  # type: ignore[assignment]
    sys.exit(app.main(sys.argv[1:]))
