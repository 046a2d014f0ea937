"""The manual's window: the list of pages beside the page. Reads nothing itself; asks for pages and is given them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.pages import ManualPage
from avatar_intake.qt.manual.topics import Topic

_SIZE: Final = QSize(142 * SPACE, 84 * SPACE)
_LIST_PX: Final = 33 * SPACE
_MARGIN_PX: Final = 3 * SPACE
_LINE_PERCENT: Final = 135
_PICTURE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"  # Qt's sign for one in a text
_CELL_PX: Final = 6


class _Browser(QTextBrowser):
    """Takes pictures from memory only: a page must not reach for a file, or a network, by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[str, QImage] = {}

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002, ARG002 - Qt's own names
        """What the page brought along under this name."""
        return self.pictures.get(name if isinstance(name, str) else name.toString())


class ManualWindow(QWidget):
    """Shows the page that it was given last; `page_wanted` for every other one."""

    page_wanted = Signal(object)  # a `Topic`
    titles_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._page: ManualPage | None = None
        self._behind: list[Topic] = []
        self._is_going_back = False
        self.setObjectName("manualWindow")
        self.resize(_SIZE)
        self._build()
        look.changed.connect(self._show)
        self.retranslate()

    @property
    def topic(self) -> Topic | None:
        """Which page is shown."""
        return self._page.topic if self._page else None

    @property
    def text(self) -> str:
        """What is shown, as plain text."""
        return self._browser.toPlainText()

    def show_titles(self, titles: dict[Topic, str]) -> None:
        """Fill the list of pages."""
        self._list.blockSignals(True)
        self._list.clear()
        for topic, title in titles.items():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, topic.value)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._mark()

    def show_page(self, page: ManualPage) -> None:
        """Show a page from its beginning."""
        if self._page is not None and self._page.topic is not page.topic and not self._is_going_back:
            self._behind.append(self._page.topic)
        self._is_going_back = False
        self._page = page
        self._back.setEnabled(bool(self._behind))
        self._mark()
        self._show()
        self._browser.verticalScrollBar().setValue(0)

    def retranslate(self) -> None:
        """Take all words anew, the pages too."""
        self.setWindowTitle(self.tr("Manual — Avatar Intake"))
        self._back.setText(self.tr("Back"))
        self._close.setText(self.tr("Close"))
        for button in (self._back, self._close):
            button.setAccessibleName(button.text())
        self._list.setAccessibleName(self.tr("Pages of the manual"))
        self._browser.setAccessibleName(self.tr("Page"))
        self.titles_wanted.emit()
        if self._page is not None:
            self.page_wanted.emit(self._page.topic)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowIcon(self._look.app_icon())
        self._list = QListWidget()
        self._list.setObjectName("manualPages")
        self._list.setFixedWidth(_LIST_PX)
        self._list.setTabKeyNavigation(False)
        self._list.currentItemChanged.connect(self._on_chosen)
        self._browser = _Browser()
        self._browser.setObjectName("manualText")
        self._browser.setOpenLinks(False)
        self._browser.setTabChangesFocus(False)  # Tab goes from link to link
        self._browser.anchorClicked.connect(self._on_link)
        self._back = _button("manualBack")
        self._back.setEnabled(False)
        self._back.clicked.connect(self._on_back)
        self._close = _button("manualClose")
        self._close.clicked.connect(self.close)
        QShortcut(QKeySequence.StandardKey.Back, self, self._on_back)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        body = QHBoxLayout()
        body.setSpacing(2 * SPACE)
        body.addWidget(self._list)
        body.addWidget(self._browser, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(body, 1)
        column.addLayout(foot)
        self._browser.setFocus()

    def _show(self) -> None:
        if self._page is None:
            return
        document = self._browser.document()
        document.clear()
        document.setDocumentMargin(_MARGIN_PX)
        self._browser.pictures = self._page.pictures
        document.setMarkdown(self._page.markdown)
        self._space_out(document)

    def _space_out(self, document: QTextDocument) -> None:
        """Markdown of Qt is set solid, and its tables have no room: give both some."""
        block = document.begin()
        while block.isValid():
            is_heading, in_a_table = block.blockFormat().headingLevel() > 0, QTextCursor(block).currentTable()
            loose = QTextBlockFormat()
            percent = 100 if _PICTURE in block.text() else _LINE_PERCENT
            loose.setLineHeight(percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            loose.setTopMargin(2 * SPACE if is_heading else 0)
            loose.setBottomMargin(0 if in_a_table else SPACE // 2 if block.textList() else SPACE)
            QTextCursor(block).mergeBlockFormat(loose)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                form = frame.format()
                form.setCellPadding(_CELL_PX)
                form.setBorderCollapse(True)
                form.setBottomMargin(SPACE)
                form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(form)

    def _mark(self) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            if self._page is not None and item.data(Qt.ItemDataRole.UserRole) == self._page.topic.value:
                self._list.blockSignals(True)
                self._list.setCurrentItem(item)
                self._list.blockSignals(False)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and self._page is not None:  # a list that gets the focus chooses its first line by itself
            self.page_wanted.emit(Topic(item.data(Qt.ItemDataRole.UserRole)))

    def _on_link(self, url: QUrl) -> None:
        name = url.path().removesuffix(".md")
        if url.isRelative() and name in list(Topic):
            self.page_wanted.emit(Topic(name))
        elif url.scheme() == "https":
            QDesktopServices.openUrl(url)

    def _on_back(self) -> None:
        if self._behind:
            self._is_going_back = True
            self.page_wanted.emit(self._behind.pop())


def _button(name: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    set_kind(button, "quiet")
    return button
