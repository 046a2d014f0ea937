"""What is said about repairs: what may end one, and short words for what one does."""

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
    Message(
        "P02",
        STOP,
        t(
            "磁盘空间不够修复",
            "修复后的新文件最多需要 {needed}，这个磁盘还剩 {free}。请清理一些空间，或保存到别的磁盘。原文件没有改动。",
            "选择其他文件夹",
            "再试一次",
        ),
        t(
            "Not enough room for the repaired file",
            "It may need {needed}, and this disk has {free} left. Make some room, or save it to another disk. Your "
            "original is unchanged.",
            "Choose another folder",
            "Try again",
        ),
    ),
    Message(
        "P03",
        STOP,
        t(
            "已经有同名的文件",
            "“{name}”已经存在。我们从不覆盖文件，请换一个名字或文件夹。",
            "换一个名字",
        ),
        t(
            "There is a file of that name already",
            "{name} exists, and we never replace a file. Choose another name or folder.",
            "Choose another name",
        ),
    ),
    Message(
        "P04",
        STOP,
        t(
            "这个文件夹不能保存文件",
            "“{name}”不能写入新文件，可能是只读的存储卡或没有权限。请选择其他文件夹。",
            "选择其他文件夹",
        ),
        t(
            "Nothing can be saved in this folder",
            "No new file can be written into {name}. It may be a read-only card, or one that isn't yours. Choose "
            "another folder.",
            "Choose another folder",
        ),
    ),
    Message(
        "P05",
        STOP,
        t(
            "原文件在修复时被改动",
            "“{name}”在修复期间被其他程序改动，所以没有保存新文件。请等它写完后再修复一次。",
            "再修复一次",
        ),
        t(
            "The original changed during the repair",
            "Another program wrote to {name} meanwhile, so no new file was kept. Wait until it is done and repair it "
            "again.",
            "Repair again",
        ),
    ),
    Message(
        "P06",
        STOP,
        t(
            "不能这样修复这个文件",
            "“{found}”不适用于这个文件[，可以用：{needed}]。什么都没有改动。",
            "换一种方式",
        ),
        t(
            "This repair doesn't go with the file",
            "{found} doesn't fit[; this would: {needed}]. Nothing was changed.",
            "Choose another repair",
        ),
    ),
)

# What a remedy does, as a line of a list.
REMEDY_WORDS: dict[str, tuple[str, str]] = {
    "remux": ("换成标准的 MP4 文件，画面和声音不变", "into a standard MP4 file, picture and sound unchanged"),
    "encode": ("画面转换成通用的格式", "the picture into the format that plays everywhere"),
    "turn": ("把画面转正", "turn the picture upright"),
    "even-rate": ("让画面速度保持均匀", "make the picture run evenly"),
    "fit": ("调整到允许的画面尺寸", "bring the picture to an accepted size"),
    "pad": ("加黑边到允许的画面尺寸", "add bars to reach an accepted size"),
    "loudness": ("调整音量", "adjust the volume"),
    "sound": ("声音转换成通用的格式", "the sound into the format that plays everywhere"),
    "trim": ("剪掉开头或结尾", "cut off the beginning or the end"),
    "convert": ("转换成 JPG 图片", "into a JPG picture"),
    "upright": ("把图片转正", "turn the picture upright"),
    "corners": ("沿证件四角裁剪", "cut it out along the card's four corners"),
    "shrink": ("缩小图片", "make the picture smaller"),
    "forget-place": ("去掉拍摄地点", "remove the place where it was taken"),
    "join": ("把几张照片合成一个 PDF", "join the photos into one PDF"),
}
