"""What has changed at the service and was not looked at yet: one notification a change, a mark, a badge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from avatar_intake.domain.board import Change
from avatar_intake.domain.review import Shown, shown
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.rows import is_news
from avatar_intake.qt.wording import Wording

# What is told first where several changes come at once: what needs somebody.
_ORDER = (Shown.REJECTED, Shown.YOUR_TURN, Shown.DONE, Shown.SUSPENDED, Shown.TURNED_DOWN, Shown.TRAINING)


def most_urgent(changes: Iterable[Change]) -> tuple[tuple[Shown, int], ...]:
    """The new states with how many there are of each, what needs somebody first; those of gone jobs are left out."""
    counted = Counter(shown(change.after) for change in changes if not change.is_gone)
    ranks = {state: rank for rank, state in enumerate(_ORDER)}
    return tuple(sorted(counted.items(), key=lambda item: ranks.get(item[0], len(_ORDER))))


class News(QObject):
    """Keeps no name: others may see the screen on which a notification appears."""

    changed = Signal(object)  # the ids of the intakes with unseen news

    def __init__(self, background: Background, wording: Wording, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._wording = wording
        self._unseen: set[str] = set()

    @property
    def unseen(self) -> frozenset[str]:
        """The intakes with unseen news."""
        return frozenset(self._unseen)

    def tell(self, changes: Iterable[Change], seen_id: str = "") -> None:
        """Take in the changes of one look; ``seen_id`` is the intake whose page is being looked at.

        Whoever asks for this marks them itself, together with what else has changed.
        """
        news = [change for change in changes if is_news(change)]
        if not news:
            return
        self._notify(news)
        self._unseen |= {change.intake_id for change in news if change.intake_id != seen_id}
        self._show_badge()

    def see(self, intake_id: str) -> None:
        """Somebody looks at this intake."""
        self._set(self._unseen - {intake_id})

    def keep_only(self, intake_ids: Iterable[str]) -> None:
        """Forget intakes that are here no more."""
        self._set(self._unseen & set(intake_ids))

    def _set(self, unseen: set[str]) -> None:
        if unseen != self._unseen:
            self._unseen = unseen
            self._show_badge()
            self.changed.emit(self.unseen)

    def _show_badge(self) -> None:
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.setBadgeNumber(len(self._unseen))

    def _notify(self, news: list[Change]) -> None:
        text = self.tr("Open Avatar Intake to see which intake it is.")
        if len(news) == 1:
            change = news[0]
            title = self.tr("A job is gone") if change.is_gone else self._wording.shown(shown(change.after))
            self._background.notify(title, text)
            return
        counts = [f"{self._wording.shown(state)}: {count}" for state, count in most_urgent(news)]
        self._background.notify(self.tr("News about %n intake(s)", "", len(news)), self.tr(" · ").join(counts) or text)
