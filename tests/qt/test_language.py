"""Which language the windows speak, and whether every sentence is there in each."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake import where
from avatar_intake.catalogue import LANGUAGES
from avatar_intake.qt import wording
from avatar_intake.qt.language import Language

PACKAGE = Path(where.__file__).parent
TS = {code: where.resources() / "i18n" / f"avatar_intake_{tongue.locale}.ts" for code, tongue in LANGUAGES.items()}


class Heard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.changes = 0

    def changeEvent(self, event: QEvent) -> None:
        self.changes += event.type() == QEvent.Type.LanguageChange
        super().changeEvent(event)


def test_chinese_can_be_chosen_while_windows_are_open(language: Language, qtbot: QtBot) -> None:
    widget = Heard()
    qtbot.addWidget(widget)
    with qtbot.waitSignal(language.changed):
        language.choose("zh")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
    assert language.current == "zh"
    assert widget.changes >= 1
    assert QCoreApplication.translate("IntakeWizard", "&Next") == "下一步(&N)"


def test_qts_own_buttons_speak_chinese_too(language: Language, qtbot: QtBot) -> None:
    language.choose("zh")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


def test_going_back_to_english_leaves_no_chinese(language: Language) -> None:
    language.choose("zh")
    language.choose("en")
    assert QCoreApplication.translate("IntakeWizard", "&Next") == "&Next"
    assert language.locale.language() == QLocale.Language.English


def test_choosing_the_same_again_says_nothing(language: Language, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(language.changed):
        language.choose("en")


def test_an_unknown_language_means_the_systems(language: Language) -> None:
    language.choose("tlh")
    assert language.chosen == "system"
    assert language.current in LANGUAGES


def test_english_has_a_singular_and_a_plural(language: Language) -> None:
    assert wording.about(60) == "about 1 minute"
    assert wording.about(300) == "about 5 minutes"
    language.choose("zh")
    assert wording.about(300) == "约 5 分钟"


@pytest.mark.parametrize("code", TS)
def test_no_sentence_is_left_untranslated(code: str) -> None:
    unfinished = [
        f"{context.findtext('name')}: {message.findtext('source')}"
        for context in ET.parse(TS[code]).getroot().findall("context")
        for message in context.findall("message")
        if _is_wanted(code, message)
        and (message.find("translation").get("type") is not None or not _words_of(message.find("translation")))
    ]
    assert unfinished == []


def _is_wanted(code: str, message: ET.Element) -> bool:
    """The code speaks English: only a number's two forms stand in the English file."""
    return code != "en" or message.get("numerus") == "yes"


def _words_of(translation: ET.Element) -> str:
    return (translation.text or "").strip() or "".join(form.text or "" for form in translation)


@pytest.mark.parametrize("code", TS)
def test_a_translation_has_the_same_placeholders_as_the_source(code: str) -> None:
    for message in ET.parse(TS[code]).getroot().iter("message"):
        source, words = message.findtext("source") or "", _words_of(message.find("translation"))
        if not words:
            continue  # said by another test
        for mark in ("%n", "{name}", "{things}", "{material}", "{moment}", "{number}", "{count}", "{time}", "{target}"):
            assert (mark in source) == (mark in words), source


@pytest.mark.parametrize("code", TS)
def test_the_translation_file_has_every_sentence_of_the_code(code: str, tmp_path: Path) -> None:
    copy = tmp_path / TS[code].name
    shutil.copy(TS[code], copy)
    before = _sources(code, copy)
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    files = [str(path) for path in sorted((PACKAGE / "qt").rglob("*.py"))]
    subprocess.run(
        [str(tool), *files, "-locations", "none", "-no-obsolete", "-ts", str(copy)], check=True, capture_output=True
    )
    assert _sources(code, copy) == before


def _sources(code: str, path: Path) -> set[tuple[str | None, str | None]]:
    return {
        (context.findtext("name"), message.findtext("source"))
        for context in ET.parse(path).getroot().findall("context")
        for message in context.findall("message")
        if _is_wanted(code, message)
    }


@pytest.mark.parametrize("code", TS)
def test_the_compiled_file_is_as_new_as_its_source(code: str, tmp_path: Path) -> None:
    made = tmp_path / "made.qm"
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    subprocess.run([str(tool), str(TS[code]), "-qm", str(made)], check=True, capture_output=True)
    assert made.read_bytes() == TS[code].with_suffix(".qm").read_bytes()
