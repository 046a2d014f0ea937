"""The main window: header, a message, the list or one intake's page. Layout only; `control.py` does what is asked.

It stands at once as a skeleton and is furnished when the loop runs: most of its modules are read only then.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from avatar_intake.qt.desk.header import Header
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.manual.topics import Topic, explain

if TYPE_CHECKING:
    from avatar_intake.errors import IntakeError
    from avatar_intake.qt.desk.board import Board
    from avatar_intake.qt.desk.intake_page import IntakePage
    from avatar_intake.qt.desk.job_page import BoardJobPage
    from avatar_intake.qt.desk.list_page import ListPage
    from avatar_intake.qt.widgets.banner import Banner
    from avatar_intake.qt.widgets.notice import Notice
    from avatar_intake.qt.wording import Wording

_SIZE: Final = QSize(1280, 720)
_LEAST_SIZE: Final = QSize(1040, 640)


class DeskWindow(QMainWindow):
    """Closing it asks first: `leave_requested`, and `leave` when it may really go.

    ``list``, ``page`` and ``wording`` are there once `furnish` was called.
    """

    leave_requested = Signal()
    first_painted = Signal()
    action_requested = Signal(object)  # the key of the notice whose button was pressed
    network_requested = Signal()
    refresh_requested = Signal()
    files_dropped = Signal(object)  # their paths

    list: ListPage
    page: IntakePage
    wording: Wording

    def __init__(self, look: Look, language: Language, *, is_practice: bool = False) -> None:
        super().__init__()
        self._look = look
        self._language = language
        self._is_practice = is_practice
        self._may_go = False
        self._was_painted = False
        self._can_retry = False
        self._banner: Banner | None = None
        self._board: Board | None = None
        self._job_page: BoardJobPage | None = None
        self._build()
        self.retranslate()

    def furnish(self) -> None:
        """Put in what the skeleton lacks."""
        from avatar_intake.qt.desk.intake_page import IntakePage
        from avatar_intake.qt.desk.list_page import ListPage
        from avatar_intake.qt.widgets.banner import Banner
        from avatar_intake.qt.wording import Wording

        self.setWindowIcon(self._look.app_icon())
        self.setAcceptDrops(True)
        self.header.furnish()
        self.wording = Wording(self._language)
        self._banner = Banner(self._look)
        self._banner.setObjectName("deskBanner")
        self._banner.action_requested.connect(self._on_action)
        self._banner.second_action_requested.connect(self._on_network)
        self._message.addWidget(self._banner)
        self.list = ListPage(self._look, self.wording)
        self.page = IntakePage(self._look, self.wording)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.list)
        QShortcut(QKeySequence.StandardKey.Refresh, self, self.refresh_requested.emit)
        self._warn_of_missing_font()

    @property
    def is_practice(self) -> bool:
        """Whether everything in this window is a rehearsal."""
        return self._is_practice

    @property
    def board(self) -> Board:
        """All jobs at the service; made when it is first wanted."""
        if self._board is None:
            from avatar_intake.qt.desk.board import Board

            self._board = Board(self._look, self.wording)
            self._stack.addWidget(self._board)
        return self._board

    @property
    def job_page(self) -> BoardJobPage:
        """A job of the board that is not followed here; made when it is first wanted."""
        if self._job_page is None:
            from avatar_intake.qt.desk.job_page import BoardJobPage

            self._job_page = BoardJobPage(self._look, self.wording)
            self._stack.addWidget(self._job_page)
        return self._job_page

    @property
    def is_at_the_service(self) -> bool:
        """Whether the board, or a job of it, is shown."""
        return self._stack.currentWidget() in (self._board, self._job_page)

    @property
    def notice(self) -> Notice | None:
        """What is said across the window."""
        return self._banner.notice if self._banner else None

    def show_list(self) -> None:
        """Show the list."""
        self.header.show_place(is_service=False)
        self._stack.setCurrentWidget(self.list)
        self.list.focus_first()

    def show_page(self) -> None:
        """Show the page of the intake that it was given."""
        self.header.show_place(is_service=False)
        self._stack.setCurrentWidget(self.page)
        self.page.focus_first()

    def show_board(self) -> None:
        """Show all jobs at the service."""
        self.header.show_place(is_service=True)
        self._stack.setCurrentWidget(self.board)
        self.board.focus_first()

    def show_job_page(self) -> None:
        """Show the job of the board that its page was given."""
        self._stack.setCurrentWidget(self.job_page)
        self.job_page.focus_first()

    def show_notice(self, notice: Notice) -> None:
        """Say something across the window until `clear_notice`."""
        if self._banner is not None:
            self._banner.show_notice(notice)

    def show_error(self, error: IntakeError, *, can_retry: bool = False) -> None:
        """Say what went wrong, with a button that takes the message away or tries again; its key is the error.

        What the settings of the network may put right gets a second button that leads there.
        """
        from avatar_intake.errors import BadCompanyRoot, ProxyUnreachable, TransportRefused
        from avatar_intake.flow.logbook import log_error

        log_error(error)
        action = self.tr("Try again") if can_retry else self.tr("Close")
        is_about_the_network = isinstance(error, BadCompanyRoot | ProxyUnreachable | TransportRefused)
        self._can_retry = can_retry
        more = (self.tr("Network settings"),) if is_about_the_network else ()
        self.show_notice(self.wording.error(error, (action, *more)))

    def clear_notice(self, key: object = None) -> None:
        """Say nothing any more; with a key only if what is said is about it."""
        notice = self.notice
        if self._banner is not None and notice is not None and (key is None or notice.key is key):
            self._banner.clear()

    def leave(self) -> None:
        """Close without asking."""
        self._may_go = True
        self.close()

    def restore(self, geometry: str) -> None:
        """Take the size and place of the last time; nothing for an empty text."""
        if geometry:
            self.restoreGeometry(QByteArray.fromHex(geometry.encode("ascii", "ignore")))

    @property
    def geometry_text(self) -> str:
        """The size and place as text for the settings."""
        return self.saveGeometry().toHex().toStdString()

    def retranslate(self) -> None:
        """Take all words anew."""
        title = self.tr("Avatar Intake")
        if self._is_practice:
            title = self.tr("Avatar Intake (rehearsal)")
        self.setWindowTitle(title)
        if self._banner is not None:
            self._retranslate_notice()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before going."""
        if not self._may_go:
            self.leave_requested.emit()  # the answer may come at once
        event.setAccepted(self._may_go)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let in what may become an intake: files of this computer."""
        if _local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pass on the files."""
        event.acceptProposedAction()
        self.files_dropped.emit(_local_files(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, after the first time, that there is something to look at."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("deskWindow")
        explain(self, Topic.DESK)
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST_SIZE)
        self.header = Header(self._look, is_practice=self._is_practice)
        self.header.enable(is_ready=False)
        self._message = QVBoxLayout()
        self._message.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 0)
        self._stack = QStackedWidget()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.header)
        column.addLayout(self._message)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)

    def _on_action(self, key: object) -> None:
        self.clear_notice(key)
        self.action_requested.emit(key)

    def _on_network(self, key: object) -> None:
        self.clear_notice(key)
        self.network_requested.emit()

    def _retranslate_notice(self) -> None:
        from avatar_intake.errors import IntakeError

        self._warn_of_missing_font()
        if self.notice is not None and isinstance(self.notice.key, IntakeError):
            self.show_error(self.notice.key, can_retry=self._can_retry)

    def _warn_of_missing_font(self) -> None:
        from avatar_intake.qt.widgets.notice import Notice, Tone

        if self._language.current == "zh" and not self._language.can_show_chinese:
            # In English on purpose: what this is about is that Chinese cannot be read here.
            title = "No font with Chinese characters is installed"
            self.show_notice(Notice(Tone.WARN, title, "Install one, such as Noto Sans CJK, or choose English."))


def _local_files(mime: QMimeData) -> tuple[Path, ...]:
    """The files and folders of this computer that are being dragged."""
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
