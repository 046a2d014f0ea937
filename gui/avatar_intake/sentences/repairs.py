"""What is said about repairs."""

from __future__ import annotations

from avatar_intake.sentences.message import STOP, Message, t

MESSAGES: tuple[Message, ...] = (
    Message(
        "P01",
        STOP,
        t(
            "这个文件修复不了",
            "修复没有完成，没有留下任何新文件，原文件没有改动。请换一个文件，或用拍摄软件重新导出。",
            "选择其他文件",
        ),
        t(
            "This file can't be repaired",
            "The repair did not finish. No new file was left behind and your original is unchanged. Choose another "
            "file, or export it again.",
            "Choose another file",
        ),
    ),
)
