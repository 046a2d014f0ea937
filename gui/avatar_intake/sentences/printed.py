"""What the command line says of its own: Chinese and English side by side."""

from __future__ import annotations

PRINTED: dict[str, tuple[str, str]] = {
    "repairing": ("开始修复（大约 {left}）：", "Repairing (about {left}):"),
    "asks": ("需要您决定：", "If you ask for it:"),
    "nothing-to-repair-unasked": ("没有可以直接修复的内容。", "Nothing to repair without your decision."),
    "nothing-to-repair": ("没有可以修复的内容。", "There is nothing to repair."),
    "repair-stopped": ("已停止，没有留下新文件。", "Stopped; no new file was left behind."),
    "check-stopped": ("已停止检查。", "The check was stopped."),
    "no-job-elsewhere": ("没有在别处建立的任务。", "No job was made elsewhere."),
    "reported": ("已保存，可以先打开查看；不会自动发送。", "Saved; look at it first. Nothing is sent by itself."),
    "nothing-to-do": ("没有未完成的任务。", "Nothing is under way."),
    "stopped": ("已停止。用 avatar-intake resume 继续。", "Stopped. `avatar-intake resume` goes on."),
    "error-count": ("{count} 个错误", "{count} error(s)"),
}
