"""A newcomer's first minute: from the start of the program to a finished rehearsal, by as few keys as there can be.

Run as `drive_keyboard.py` is, whose hand it lends. The last line of output is one JSON object: how many keys were
pressed, how many seconds it took from the start of the program, and the windows' titles on the way.
"""

from __future__ import annotations

import sys
import time

from drive_keyboard import Hand, drive
from drive_wizard import WORDS


def rehearse(hand: Hand) -> dict[str, object]:
    """The first button, *Next* as long as there is one, the consent, the button that sends, the one that submits."""
    begun = time.monotonic()
    hand.arrives("先演练一次")
    hand.keyboard.press("space")
    for page in ("job", "video", "documents", "extras"):
        hand.screen_says(WORDS[f"page {page}"][1])
        hand.keyboard.press("alt+n")
    hand.screen_says("检查全部通过")
    hand.keyboard.press("alt+a")
    hand.keyboard.press("alt+c")
    hand.arrives("提交审核")
    hand.keyboard.press("space")
    hand.screen_says(WORDS["page done"][1])
    seconds = time.monotonic() - begun
    hand.keyboard.press("Return")
    hand.arrives("任务列表")
    return {"presses": hand.keyboard.presses, "seconds": round(seconds, 1), "nameless": sorted(hand.nameless)}


if __name__ == "__main__":
    sys.exit(drive(sys.argv[1:], rehearse))
