"""The band above the desk: the product's name, *New intake*, *Account*, the menu, and the mark of a rehearsal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.settings import KEEP_CHOICES
from avatar_intake.languages import LANGUAGES
from avatar_intake.qt.desk.account_button import AccountButton
from avatar_intake.qt.look import SPACE, Look, set_kind

if TYPE_CHECKING:
    from avatar_intake.flow.model import KnownAccounts

_MARK_PX: Final = 4 * SPACE
_ICON_PX: Final = 20
_LANGUAGES: Final = ("system", *LANGUAGES)
_SCHEMES: Final = ("system", "light", "dark")
_KEEP: Final = {str(days or "ever"): days for days in KEEP_CHOICES}  # after an intake's end


class Header(QFrame):
    """Asks, and shows what is set; changes nothing itself."""

    new_requested = Signal()
    here_requested = Signal()
    service_requested = Signal()
    account_requested = Signal()
    account_chosen = Signal(str)
    sample_requested = Signal()
    language_chosen = Signal(str)
    scheme_chosen = Signal(str)
    settings_requested = Signal()
    keep_days_chosen = Signal(object)  # days, or None for ever
    report_requested = Signal()
    about_requested = Signal()
    manual_requested = Signal()
    quit_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None, *, is_practice: bool = False) -> None:
        super().__init__(parent)
        self._look = look
        self._build()
        self._lay_out()
        self._band.setVisible(is_practice)
        self._account_button.setVisible(not is_practice)
        self._connect()
        self.retranslate()

    def furnish(self) -> None:
        """Draw the mark and the icons. Reading SVG takes a while, so the skeleton stands without them."""
        self._mark.setPixmap(self._look.app_icon().pixmap(QSize(_MARK_PX, _MARK_PX), self.devicePixelRatioF()))
        self._look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def show_accounts(self, known: KnownAccounts) -> None:
        """Say whose account is used, and which others there are."""
        self._account_button.show_accounts(known)

    def show_choices(self, language: str, scheme: str) -> None:
        """Tick what is set."""
        self._languages[language].setChecked(True)
        self._schemes[scheme].setChecked(True)

    def show_keep_days(self, days: int | None) -> None:
        """Tick how long a person's details are kept; nothing for a number that is none of the choices."""
        for name, action in self._keep.items():
            action.setChecked(_KEEP[name] == days)

    def enable(self, *, is_ready: bool) -> None:
        """Whether there is a desk that could do what is asked for."""
        for button in (self._new, self._account_button, self._sample, self._service):
            button.setEnabled(is_ready)
        self._settings.setEnabled(is_ready)

    def show_place(self, *, is_service: bool) -> None:
        """Mark which of the two lists is shown: the intakes here, or all jobs at the service."""
        (self._service if is_service else self._here).setChecked(True)

    def retranslate(self) -> None:
        """Take all words anew."""
        self._name.setText(self.tr("Avatar Intake"))
        self._new.setText(self.tr("New intake"))
        self._here.setText(self.tr("My intakes"))
        self._service.setText(self.tr("At the service"))
        self._service.setToolTip(self.tr("All jobs that the service has, whoever made them"))
        self._menu_button.setText(self.tr("Menu"))
        self._band_title.setText(self.tr("Rehearsal"))
        self._band_words.setText(
            self.tr("Jobs go to a practice studio inside this program. Nothing leaves this computer.")
        )
        self._sample.setText(self.tr("Use the sample materials"))
        for button in (self._new, self._menu_button, self._sample, self._here, self._service):
            button.setAccessibleName(button.text())
        self._language_menu.setTitle(self.tr("Language"))
        self._scheme_menu.setTitle(self.tr("Appearance"))
        # A language is called by its own name, so that it is found by whoever cannot read the one in use.
        own_names = (tongue.own_name for tongue in LANGUAGES.values())
        for action, text in zip(self._languages.values(), (self.tr("As the system"), *own_names), strict=True):
            action.setText(text)
        for action, text in zip(
            self._schemes.values(), (self.tr("As the system"), self.tr("Light"), self.tr("Dark")), strict=True
        ):
            action.setText(text)
        self._manual.setText(self.tr("Manual (F1)"))
        self._settings.setText(self.tr("Network…"))
        self._keep_menu.setTitle(self.tr("Erase names and numbers"))
        for action, text in zip(
            self._keep.values(),
            (
                self.tr("30 days after the end of an intake"),
                self.tr("90 days after the end of an intake"),
                self.tr("Never by itself"),
            ),
            strict=True,
        ):
            action.setText(text)
        self._report.setText(self.tr("Save a report for support…"))
        self._about.setText(self.tr("About and licences"))
        self._quit.setText(self.tr("Quit"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._mark = QLabel()
        self._mark.setFixedSize(_MARK_PX, _MARK_PX)
        self._name = QLabel()
        self._name.setFont(self._look.title_font(1.3))
        self._new = _button("newIntakeButton", "primary")
        self._here = _button("viewHere", "quiet")
        self._service = _button("viewService", "quiet")
        self._views = QButtonGroup(self)
        for view in (self._here, self._service):
            view.setCheckable(True)
            view.setAutoExclusive(True)  # a screen reader says *one of several*, and not *on or off*
            self._views.addButton(view)
        self._here.setChecked(True)
        self._account_button = AccountButton()
        self._menu_button = _button("menuButton", "quiet")
        self._menu_button.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        self._band = QFrame()
        self._band.setObjectName("rehearsalBand")
        self._band.setProperty("severity", "warn")
        set_kind(self._band, "banner")
        self._flask = QLabel()
        self._flask.setFixedSize(_ICON_PX, _ICON_PX)
        self._band_title = QLabel()
        set_kind(self._band_title, "subtitle")
        self._band_words = QLabel()
        self._sample = _button("useSamplesButton", "")
        self._build_menu()

    def _build_menu(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("mainMenu")
        self._language_menu = menu.addMenu("")
        self._scheme_menu = menu.addMenu("")
        self._languages = _choices(self._language_menu, _LANGUAGES, "language")
        self._schemes = _choices(self._scheme_menu, _SCHEMES, "scheme")
        self._settings = menu.addAction("")
        self._settings.setObjectName("settingsAction")
        menu.addSeparator()
        self._manual = menu.addAction("")
        self._manual.setObjectName("manualAction")
        self._keep_menu = menu.addMenu("")
        self._keep = _choices(self._keep_menu, tuple(_KEEP), "keep")
        menu.addSeparator()
        self._report = menu.addAction("")
        self._report.setObjectName("reportAction")
        self._about = menu.addAction("")
        self._about.setObjectName("aboutAction")
        self._quit = menu.addAction("")
        self._quit.setObjectName("quitAction")
        menu.aboutToShow.connect(self._on_menu_opened)
        self._menu_button.setMenu(menu)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._mark)
        row.addSpacing(SPACE // 2)
        row.addWidget(self._name)
        row.addSpacing(2 * SPACE)
        row.addWidget(self._here)
        row.addWidget(self._service)
        row.addStretch(1)
        for button in (self._account_button, self._menu_button, self._new):
            row.addWidget(button)
        band = QHBoxLayout(self._band)
        band.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        band.setSpacing(SPACE + 4)
        band.addWidget(self._flask)
        band.addWidget(self._band_title)
        band.addWidget(self._band_words, 1)
        band.addWidget(self._sample)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, SPACE)
        column.setSpacing(SPACE + 4)
        column.addLayout(row)
        column.addWidget(self._band)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_requested)
        QShortcut(QKeySequence.StandardKey.New, self, self._new.click)
        self._here.clicked.connect(self.here_requested)
        self._service.clicked.connect(self.service_requested)
        self._account_button.dialog_requested.connect(self.account_requested)
        self._account_button.chosen.connect(self.account_chosen)
        self._sample.clicked.connect(self.sample_requested)
        self._manual.triggered.connect(self.manual_requested)
        self._settings.triggered.connect(self.settings_requested)
        self._report.triggered.connect(self.report_requested)
        self._about.triggered.connect(self.about_requested)
        self._quit.triggered.connect(self.quit_requested)
        for choice, action in self._languages.items():
            action.triggered.connect(partial(self.language_chosen.emit, choice))
        for choice, action in self._schemes.items():
            action.triggered.connect(partial(self.scheme_chosen.emit, choice))
        for name, action in self._keep.items():
            action.triggered.connect(partial(self.keep_days_chosen.emit, _KEEP[name]))
        nothing = QPixmap(_ICON_PX, _ICON_PX)
        nothing.fill(Qt.GlobalColor.transparent)
        for button in (self._new, self._account_button, self._menu_button, self._sample, self._here, self._service):
            button.setIcon(QIcon(nothing))  # the room for the icon that comes later, so that nothing moves then

    def _on_look_changed(self) -> None:
        self._flask.setPixmap(self._look.pixmap("rehearse", "warn", _ICON_PX, self.devicePixelRatioF()))
        self._new.setIcon(self._look.icon("plus", "accent_text"))
        self._here.setIcon(self._look.icon("list"))
        self._service.setIcon(self._look.icon("cloud"))
        self._account_button.setIcon(self._look.icon("account"))
        self._menu_button.setIcon(self._look.icon("more"))
        self._sample.setIcon(self._look.icon("rehearse"))

    def _on_menu_opened(self) -> None:
        self._language_menu.setIcon(self._look.icon("language"))
        self._scheme_menu.setIcon(self._look.icon("appearance"))
        self._manual.setIcon(self._look.icon("documents"))
        self._settings.setIcon(self._look.icon("settings"))
        self._keep_menu.setIcon(self._look.icon("shield"))
        self._report.setIcon(self._look.icon("file"))
        self._about.setIcon(self._look.icon("info"))
        self._quit.setIcon(self._look.icon("quit"))


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    if kind:
        set_kind(button, kind)
    return button


def _choices(menu: QMenu, choices: tuple[str, ...], name: str) -> dict[str, QAction]:
    group = QActionGroup(menu)
    actions: dict[str, QAction] = {}
    for choice in choices:
        action = menu.addAction("")
        action.setObjectName(f"{name}_{choice}")
        action.setCheckable(True)
        group.addAction(action)
        actions[choice] = action
    return actions
