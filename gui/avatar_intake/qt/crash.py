"""What happens when this program itself is at fault: a plain dialog, and a report that holds no value of any variable.

The text of an exception may quote a path, a name or an address, so it is left out: kinds and places are kept.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from avatar_intake import __version__
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.redaction import kinds_and_places

_SIZE: Final = QSize(72 * SPACE, 46 * SPACE)
_log = logging.getLogger(__name__)


def redacted_report(error: BaseException) -> str:
    """Kinds of exceptions and places in the code, newest last; no message, no argument, no path."""
    about = f"Avatar Intake {__version__}, Python {sys.version_info.major}.{sys.version_info.minor}, {sys.platform}"
    return "\n".join([about, *kinds_and_places(error)])


class CrashNotice(QObject):
    """Takes over the hooks for unhandled exceptions of all threads. One dialog at a time; the program goes on."""

    _happened = Signal(str)

    def __init__(self, look: Look, find_parent: Callable[[], QWidget | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._find_parent = find_parent
        self._dialog: CrashDialog | None = None
        self._before = sys.excepthook, threading.excepthook
        self._happened.connect(self._show)

    def install(self) -> None:
        """Hear of every unhandled exception from now on."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def report(self, error: BaseException) -> None:
        """Show what happened, from any thread."""
        _log.error("a defect", exc_info=error)
        self._happened.emit(redacted_report(error))

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            self._before[0](kind, error, trace)
            return
        self.report(error)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and isinstance(args.exc_value, Exception):
            self.report(args.exc_value)

    def _show(self, report: str) -> None:
        if self._dialog is None:
            self._dialog = CrashDialog(self._look, report, self._find_parent())
            self._dialog.finished.connect(self._on_closed)
            self._dialog.open()

    def _on_closed(self) -> None:
        self._dialog = None


class CrashDialog(QDialog):
    """Says what it means for the person's work; the report is there to be looked at before it is copied."""

    def __init__(self, look: Look, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        explain(self, Topic.TROUBLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(look.app_icon())
        self.setWindowTitle(self.tr("Something went wrong in this program"))
        self.resize(_SIZE)
        title = QLabel(self.tr("Something went wrong in this program"))
        set_kind(title, "subtitle")
        words = QLabel(
            self.tr(
                "Your files and what is already uploaded are safe. You can go on; if something looks odd, quit and "
                "open the program again. The report below holds no names, paths or secrets, and nobody is sent it "
                "unless you pass it on. If you add words of your own then, leave names and numbers out."
            )
        )
        words.setWordWrap(True)
        self._report = QPlainTextEdit(report)
        self._report.setObjectName("crashReport")
        self._report.setReadOnly(True)
        self._report.setTabChangesFocus(True)
        self._report.setAccessibleName(self.tr("Report"))
        copy = QPushButton(self.tr("Copy the report"))
        copy.setObjectName("copyReportButton")
        copy.setAccessibleName(self.tr("Copy the report"))
        copy.clicked.connect(self._on_copy)
        close = QPushButton(self.tr("Go on"))
        close.setObjectName("goOnButton")
        close.setAccessibleName(self.tr("Go on"))
        close.clicked.connect(self.accept)
        set_kind(close, "primary")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addStretch(1)
        foot.addWidget(copy)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(self._report, 1)
        column.addLayout(foot)
        close.setFocus()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())
