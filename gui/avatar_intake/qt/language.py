"""Which language the windows speak: the system's or a chosen one, changeable while they are open. Holds no sentence."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from avatar_intake.languages import LANGUAGES, SOURCE, known_language
from avatar_intake.languages import Language as Code
from avatar_intake.where import resources


class Language(QObject):
    """Installs the translations of this program and of Qt itself.

    Qt sends every widget a `LanguageChange` event by itself; a widget answers it with its `retranslate`.
    `changed` is for those that are not widgets.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._chosen = "system"
        self._current: Code | None = None
        self._translators: list[QTranslator] = []
        self._locale = QLocale.system()
        self.choose("system")

    @property
    def chosen(self) -> str:
        """What was asked for: ``system``, or the code of a language."""
        return self._chosen

    @property
    def current(self) -> Code:
        """The language in use."""
        return self._current or SOURCE

    @property
    def locale(self) -> QLocale:
        """The locale for dates and numbers: the system's own where it speaks the language in use."""
        return self._locale

    @property
    def can_show_chinese(self) -> bool:
        """Whether a font with Chinese characters is installed; without one every character is a box."""
        return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))

    def choose(self, choice: str) -> None:
        """Speak ``zh``, ``en`` …, or with ``system`` what the system speaks; English where no font has Chinese."""
        chosen = known_language(choice)
        self._chosen = chosen or "system"
        wanted = chosen or system_language()
        if self._chosen == "system" and wanted == "zh" and not self.can_show_chinese:
            wanted = SOURCE
        if wanted != self._current:
            self._current = wanted
            self._install(LANGUAGES[wanted].locale)
            self.changed.emit()

    def close(self) -> None:
        """Take the translations away again, so that another object can speak for the same program."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._translators = []
        self._current = None

    def _install(self, territory: str) -> None:
        for translator in self._translators:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        system = QLocale.system()
        speaks_it = system.language() == QLocale(territory).language() and system.name() != "C"
        self._locale = system if speaks_it else QLocale(territory)
        QLocale.setDefault(self._locale)
        places = (
            (f"qtbase_{territory}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (f"avatar_intake_{territory}", str(resources() / "i18n")),
        )
        self._translators = []
        for name, folder in places:
            translator = QTranslator(self)
            if translator.load(name, folder):
                self._translators.append(translator)
                self._app.installTranslator(translator)


def system_language() -> Code:
    """What the system speaks first, where it is spoken here, else English."""
    return known_language(next(iter(QLocale.system().uiLanguages()), SOURCE)) or SOURCE
