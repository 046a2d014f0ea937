"""The languages of the program: the one place that names them. Loads no sentence: the first window reads it too.

Chinese and English stand side by side in the tables of `sentences/`. Any other language brings one table of its own
there, with the English sentences as keys; what is not in it is said in English.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: what it calls itself, the locale that its files end with, and what loads its sentences.

    ``locale`` is Qt's name, such as ``pt_BR``: of `resources/i18n/avatar_intake_pt_BR.ts`, and of Qt's own texts.
    """

    own_name: str
    locale: str
    load: Callable[[], Mapping[str, str]] = dict

    @property
    def sentences(self) -> Mapping[str, str]:
        """Its sentences under the English ones; empty for the two that stand in the tables."""
        return self.load()


# The language that the sources are written in, and that is spoken where another is silent.
SOURCE: Final[Language] = "en"

# In the order of the menu.
LANGUAGES: Final[dict[Language, Tongue]] = {
    "zh": Tongue("中文", "zh_CN"),
    "en": Tongue("English", "en"),
}


def said_in(language: Language, zh: str, en: str) -> str:
    """A sentence in a language, from its Chinese and its English."""
    return zh if language == "zh" else LANGUAGES[language].sentences.get(en, en)


def known_language(name: str) -> Language | None:
    """The language of a locale's name, such as ``de_DE.UTF-8`` or ``zh-Hans-CN``; ``None`` for one not spoken here."""
    code = name.lower().replace("_", "-").replace(".", "-").partition("-")[0]
    return next((language for language in LANGUAGES if language == code), None)
