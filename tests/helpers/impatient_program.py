"""The program with little patience for a keyring that does not answer; all else is as it is shipped."""

from __future__ import annotations

import sys
from functools import partial

from avatar_intake import app

PATIENCE_S = 4.0  # more than the two seconds after which the window says where to look, so that it can be read

if __name__ == "__main__":
    app.make_desk = partial(app.make_desk, keyring_patience_s=PATIENCE_S)  # type: ignore[assignment]
    sys.exit(app.main(sys.argv[1:]))
