"""Makes the parts of the manual that follow from the program: the page of the checks, and the pictures of windows.

`python packaging/manual.py` writes them into `resources/manual/`; a test says when the page is out of date. The
pictures are made from `packaging/screenshots/`.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "gui"))

from avatar_intake.catalogue import MESSAGES, Language, Message, Urgency, tell  # noqa: E402

MANUAL = ROOT / "resources" / "manual"
SCREENSHOTS = ROOT / "packaging" / "screenshots"
PICTURES = {
    "review": "wizard-6-review",
    "account": "dialog-account",
    "upload": "wizard-7-upload",
    "film": "wizard-3-video",
}
WIDTH_PX, COLOURS = 720, 96
_LEFT_OVER = re.compile("这段视频[，。]")  # of a sentence that begins with a fact
_UNKNOWN = "—"  # what the catalogue says for a fact that it was not given


@dataclass(frozen=True)
class Words:
    """What stands around the catalogue's own sentences."""

    title: str
    begin: str
    groups: dict[str, str]
    weights: dict[Urgency, str]
    columns: tuple[str, str, str]
    what: str
    needed: dict[str, str]


_HEARD = ("V43", "V45", "V46", "V47", "V48", "V49", "V50")
_FROM_CONTENT = "V30"


def _group_of(message_id: str) -> str:
    if message_id in _HEARD:
        return "sound"
    if message_id[0] == "V":
        return "film" if message_id < _FROM_CONTENT else "content"
    return {"I": "papers", "M": "any"}[message_id[0]]


WORDS: dict[Language, Words] = {
    "en": Words(
        "The checks",
        "Every file is checked on this computer as soon as it is chosen. A line with a red mark has to be put right:\n"
        "it stands on a rule of the vendor, and the review would reject the file. An orange one asks you to look: the\n"
        "program may be mistaken, you decide. A grey one is only a thought. Where there is a button *Repair*, see\n"
        "[Repairs](repairs.md).",
        {
            "film": "The video: the file",
            "content": "The video: what is to be seen",
            "sound": "The video: what is to be heard",
            "papers": "ID card, letter, pictures and recordings",
            "any": "Any file",
        },
        {Urgency.STOP: "put right", Urgency.CHECK: "look", Urgency.HINT: "a thought", Urgency.WAITING: "wait"},
        ("Weight", "It says", "What it means"),
        "file",
        {
            "V01": "3 to 10 minutes (Flexus: 1 to 5)",
            "V02": "3 to 10 minutes (Flexus: 1 to 5)",
            "V03": "1920×1080, 1080×1920, 3840×2160, 2160×3840",
            "I03": "a JPG or PNG picture",
            "I07": "1000 pixels or more",
            "I16": "of the type that stands beside its field",
            "I10": "a PDF, or a JPG or PNG picture",
        },
    ),
    "zh": Words(
        "检查说明",
        "选择文件后，程序会立即在这台电脑上检查。红色标记的必须改正：它依据服务方的规定，审核会因此驳回。橙色标记的请您看一看：\n"
        "程序可能看错，由您决定。灰色的只是提醒。有 *修复* 按钮的，见[修复](repairs.md)。",
        {
            "film": "视频：文件",
            "content": "视频：画面",
            "sound": "视频：声音",
            "papers": "身份证、授权书、图片和录音",
            "any": "任何文件",
        },
        {Urgency.STOP: "须改正", Urgency.CHECK: "请看一看", Urgency.HINT: "提醒", Urgency.WAITING: "等待"},
        ("程度", "提示", "意思"),
        "素材",
        {
            "V01": "3 到 10 分钟（Flexus 为 1 到 5 分钟）",
            "V02": "3 到 10 分钟（Flexus 为 1 到 5 分钟）",
            "V03": "1920×1080、1080×1920、3840×2160、2160×3840",
            "I03": "JPG 或 PNG 图片",
            "I07": "不少于 1000 像素",
            "I16": "该项旁边写明的类型",
            "I10": "PDF，或 JPG、PNG 图片",
        },
    ),
}


def checks_page(language: Language) -> str:
    """The page about the checks, in Markdown."""
    words = WORDS[language]
    lines = [f"# {words.title}", "", words.begin, ""]
    checks = [message for message in MESSAGES.values() if _is_check(message)]
    for group, heading in words.groups.items():
        entries = [message for message in checks if _group_of(message.id) == group]
        lines += [f"## {heading}", "", "| {} | {} | {} |".format(*words.columns), "|---|---|---|"]
        for message in entries:
            facts = {"what": words.what, "needed": words.needed.get(message.id, "")}
            said = tell(message.id, facts, language)
            lines.append(f"| {words.weights[message.severity]} | {said.title} | {_without_facts(said.explanation)} |")
        lines.append("")
    return "\n".join(lines)


def _without_facts(explanation: str) -> str:
    """Without the sentences that need a file to be true."""
    sentences = re.findall(r".*?(?:[.!?](?:\s+|$)|[。！？]|$)", explanation)
    kept = "".join(sentence for sentence in sentences if _UNKNOWN not in sentence).strip()
    return _LEFT_OVER.sub("", kept)


def _is_check(message: Message) -> bool:
    letter, rest = message.id[:1], message.id[1:]
    return letter in "VIM" and rest.isdigit() and message.severity is not Urgency.GOOD


def make_pictures() -> None:
    """Small pictures of the windows, from the large ones."""
    from PIL import Image

    for name, source in PICTURES.items():
        for language in WORDS:
            picture = Image.open(SCREENSHOTS / f"{source}-{language}-light.png").convert("RGB")
            picture = picture.resize((WIDTH_PX, WIDTH_PX * picture.height // picture.width), Image.Resampling.LANCZOS)
            target = MANUAL / "pictures" / f"{name}-{language}.png"
            picture.quantize(COLOURS).save(target, optimize=True)


def main() -> None:
    """Write the pages and the pictures."""
    for language in WORDS:
        (MANUAL / language / "checks.md").write_text(checks_page(language), "utf-8")
    make_pictures()


if __name__ == "__main__":
    main()
