"""The languages of the program: one table names them; what a further one does not know is said in English."""

from __future__ import annotations

import json
import string
from typing import get_args

import pytest

from avatar_intake import catalogue, errors, languages
from avatar_intake.domain.repair import Remedy
from avatar_intake.languages import LANGUAGES, SOURCE, Language, known_language
from avatar_intake.printer import language_of
from avatar_intake.sentences import every_english

OTHERS = [language for language in LANGUAGES if language not in ("zh", SOURCE)]  # those with a table of their own


@pytest.fixture
def half_german(monkeypatch: pytest.MonkeyPatch) -> Language:
    """A further language, of which somebody has translated a little."""
    entry = catalogue.MESSAGES["C01"]
    known = {
        entry.en.title: "Diese Zugangsdaten gelten nicht",
        "Nothing is under way.": "Nichts ist unterwegs.",
        "d": "Tage",
        "{count} error(s)": "{count} Fehler",
    }
    german = languages.Tongue("Deutsch", "de", lambda: known)
    monkeypatch.setitem(languages.LANGUAGES, "de", german)  # type: ignore[arg-type]
    return "de"  # type: ignore[return-value]


def test_the_table_has_every_language_and_no_other() -> None:
    assert tuple(LANGUAGES) == get_args(Language)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh_CN.UTF-8", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh", "zh"),
        ("en_GB", "en"),
        ("ZH_TW", "zh"),
        ("C.UTF-8", None),
        ("system", None),
        ("tlh_QO", None),
        ("", None),
    ],
)
def test_the_name_of_a_locale_says_the_language(name: str, language: Language | None) -> None:
    assert known_language(name) == language


def test_a_further_language_is_found_by_its_locale(half_german: Language) -> None:
    assert language_of({"LC_ALL": "de_AT.UTF-8"}) == half_german
    assert language_of({"LANG": "tlh_QO.UTF-8"}) == "en"


def test_a_further_language_says_what_it_knows(half_german: Language) -> None:
    assert catalogue.tell("C01", {}, half_german).title == "Diese Zugangsdaten gelten nicht"
    assert catalogue.printed("nothing-to-do", half_german) == "Nichts ist unterwegs."
    assert catalogue.printed("error-count", half_german, count="2") == "2 Fehler"
    assert catalogue.duration_text(176_400, half_german) == "2 Tage 1 h"


def test_what_a_further_language_does_not_know_is_said_in_english(half_german: Language) -> None:
    english = catalogue.tell("C01", {}, "en")
    said = catalogue.tell("C01", {}, half_german)
    assert (said.explanation, said.actions) == (english.explanation, english.actions)
    assert catalogue.say(errors.ClockWrong(-1200), half_german) == catalogue.say(errors.ClockWrong(-1200), "en")
    remedy = next(iter(Remedy))
    assert catalogue.remedy_word(remedy, half_german) == catalogue.remedy_word(remedy, "en")


def test_the_list_for_translators_has_every_sentence_once() -> None:
    lines = every_english()
    assert len(lines) == len(set(lines))
    assert all(lines)
    for message in catalogue.MESSAGES.values():
        assert {line for line in message.en.lines if line} <= set(lines)


def missing_in(language: Language) -> list[str]:
    """What nobody has translated, as lines for the language's table."""
    own = LANGUAGES[language].sentences
    return [f'    {json.dumps(line, ensure_ascii=False)}: "",' for line in every_english() if not own.get(line)]


def test_what_is_missing_is_named(half_german: Language) -> None:
    missing = missing_in(half_german)
    assert len(missing) == len(every_english()) - len(LANGUAGES[half_german].sentences)
    assert '    "There is nothing to repair.": "",' in missing
    assert '    "Nothing is under way.": "",' not in missing


def test_every_sentence_is_there_in_every_further_language() -> None:
    for language in OTHERS:
        missing = missing_in(language)
        if missing:
            pytest.fail("\n".join([f"{len(missing)} sentences are missing in {language}:", *missing]), pytrace=False)


def test_a_further_language_says_nothing_that_is_not_asked_for_and_uses_the_same_facts() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for language in OTHERS:
        own = LANGUAGES[language].sentences
        assert set(own) <= set(every_english())
        for english, words in own.items():
            assert names(words) == names(english), english
