"""Out of sight but not gone: an icon in the tray where there is one, a minimised window elsewhere. Knows no run."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from avatar_intake.qt.desk.overall import Overall
from avatar_intake.qt.look import Look


def come_to_front(window: QWidget) -> None:
    """Show a window in front of the others; one that filled the screen fills it again."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


class Background(QObject):
    """Hides a window and brings it back. Notifications never name a person: others may see the screen."""

    show_requested = Signal()
    quit_requested = Signal()
    notified = Signal(str)  # the title of what was said

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look = look
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._overall: Overall | None = None

    def hide(self) -> None:
        """Take the window out of sight."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon().show()
            self._window.hide()
        else:
            self._window.showMinimized()

    def bring_back(self) -> None:
        """Show the window again, in front of the others."""
        if self._tray is not None:
            self._tray.hide()
        come_to_front(self._window)

    def show_overall(self, overall: Overall | None) -> None:
        """How far the uploads are, for whoever points at the icon."""
        if overall != self._overall:
            self._overall = overall
            self._retranslate()

    @property
    def words(self) -> str:
        """What the icon in the tray says."""
        now = self._overall
        if now is None:
            return self.tr("Avatar Intake: nothing is being uploaded")
        if now.stands:
            return self.tr("Avatar Intake: {percent} % uploaded, waiting").format(percent=now.percent)
        if now.count > 1:
            said = self.tr("Avatar Intake: %n uploads, {percent} %", "", now.count)
            return said.format(percent=now.percent)
        return self.tr("Avatar Intake: {percent} % uploaded").format(percent=now.percent)

    def notify(self, title: str, text: str) -> None:
        """Say something to a person who looks elsewhere; nothing where the window is in front anyway."""
        if QApplication.activeWindow() is not None:
            return
        self.notified.emit(title)
        if self._tray is not None and self._tray.isVisible():
            self._tray.showMessage(title, text, self._look.app_icon())
        else:
            QApplication.alert(self._window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the words of the tray's menu anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)

    def _icon(self) -> QSystemTrayIcon:
        if self._tray is None:
            menu = QMenu(self._window)
            self._open = QAction(menu)
            self._open.triggered.connect(self.show_requested)
            self._quit = QAction(menu)
            self._quit.triggered.connect(self.quit_requested)
            menu.addActions([self._open, self._quit])
            self._tray = QSystemTrayIcon(self._look.app_icon(), self)
            self._tray.setContextMenu(menu)
            self._tray.activated.connect(self._on_activated)
            self._tray.messageClicked.connect(self.show_requested)
            self._window.installEventFilter(self)
            self._retranslate()
        return self._tray

    def _retranslate(self) -> None:
        if self._tray is not None:
            self._tray.setToolTip(self.words)
            self._open.setText(self.tr("Open Avatar Intake"))
            self._quit.setText(self.tr("Quit"))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.show_requested.emit()
