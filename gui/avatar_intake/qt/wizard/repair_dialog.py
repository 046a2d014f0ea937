"""One repair from the question to the choice: what will be done, the work, before and after. Decides nothing itself."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import Final

import shiboken6
from PySide6.QtCore import QElapsedTimer, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.errors import IntakeError
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import card, label, scrolling
from avatar_intake.qt.wizard.repair_ask import Ask, RemedyAsk
from avatar_intake.qt.wizard.repair_desk import repair_desk
from avatar_intake.qt.wizard.repair_place import RepairPlace
from avatar_intake.qt.wizard.repair_result import RepairResult
from avatar_intake.qt.wizard.repair_run import Prospect, RepairRun, Wish
from avatar_intake.qt.wizard.repair_words import estimate_words, remedy_words

_SIZE: Final = QSize(900, 672)
_LEAST_SIZE: Final = QSize(720, 480)
_LOOK_MS: Final = 200
_KNOWN_AFTER_MS: Final = 5000  # before that the plan's estimate is better than the share
_KNOWN_SHARE: Final = 0.03
_CORNERS_PX: Final = 1200


class Stand(IntEnum):
    """Which side of the dialog is shown."""

    ASKING = 0
    RUNNING = 1
    DONE = 2


class RepairDialog(QDialog):
    """Open it with `open`. Closing it while a file is being made asks first; nothing half-made stays behind."""

    def __init__(
        self,
        bench: Bench,
        role: Role,
        ask: Ask,
        checked: Checked | None,
        parent: QWidget,
        *,
        is_everything: bool = False,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._role = role
        self._ask = ask
        self._checked = checked
        self._is_everything = is_everything
        self._folder = ""
        self._prospect: Prospect | None = None
        self._is_awaited = False  # begun by the person, while what it comes to is still being found out
        self._made: Checked | None = None
        self._question: QMessageBox | None = None
        desk = repair_desk(bench.workbench.desk)
        self.run = RepairRun(bench.repairs, desk, bench.workbench.tasks, bench.draft.job, self)
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._begun = QElapsedTimer()
        self._build()
        self._connect()
        self.retranslate()
        self._show_stand(Stand.ASKING)
        self._look_ahead()
        self._want_picture()

    @property
    def stand(self) -> Stand:
        """Which side is shown."""
        return Stand(self._sides.currentIndex())

    # --- of QDialog -------------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; while a file is being made, after a question."""
        if self.run.is_running:
            self._ask_before_loss()
        else:
            super().reject()

    def done(self, result: int) -> None:
        """Close for good: what is under way is given up."""
        self.run.cancel()
        self._watch.stop()
        super().done(result)

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Take all words anew."""
        word = self._bench.wording.role(self._role)
        title = self._ask.title(word)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._title.setText(title)
        self._bar.setAccessibleName(self.tr("Progress of the repair"))
        self._show_words()
        self._show_share()

    # --- the sides --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("repairDialog")
        explain(self, Topic.REPAIRS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = self._bench.workbench.look
        self._title, self._subtitle = label("title"), label("muted")
        self._banner = Banner(look)
        self._banner.setObjectName("repairBanner")
        self.place = RepairPlace(look)
        self.comparison = RepairResult(self._bench, self._role)
        self._bar = QProgressBar()
        self._bar.setObjectName("repairBar")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._share, self._doing = label("strong"), label("muted")
        self._share.setObjectName("repairShare")
        self._sides = QStackedWidget()
        for side in (self._asking_side(), self._running_side(), self._result_side()):
            self._sides.addWidget(side)
        self._first, self._second = QPushButton(), QPushButton()
        self._first.setObjectName("repairGoOn")
        self._second.setObjectName("repairLeave")
        set_kind(self._first, "primary")
        self._first.setDefault(True)
        self._problem = label("bad")
        self._problem.setObjectName("repairProblem")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._problem, 1)
        foot.addWidget(self._second)
        foot.addWidget(self._first)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addWidget(self._banner)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._sides, 1)
        column.addLayout(foot)
        self.setMinimumSize(_LEAST_SIZE)
        self.resize(_SIZE)

    def _asking_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        asked, inside = card()
        self._asked = scrolling(self._ask)
        inside.addWidget(self._asked)
        told, where = card()
        where.addWidget(self.place)
        column.addWidget(asked, 1)
        column.addWidget(told)
        return side

    def _running_side(self) -> QWidget:
        side, column = card(spacing=SPACE + 4)
        column.addStretch(1)
        for widget in (self._share, self._bar, self._doing):
            column.addWidget(widget)
        column.addStretch(2)
        return side

    def _result_side(self) -> QWidget:
        side, column = card()
        column.addWidget(self.comparison)
        return side

    def _connect(self) -> None:
        self._first.clicked.connect(self._on_first)
        self._second.clicked.connect(self._on_second)
        self._ask.changed.connect(self._on_ask_changed)
        self._ask.unfolded.connect(self._on_unfolded)
        self.place.folder_chosen.connect(self._on_folder)
        self._banner.action_requested.connect(self._on_banner)
        self.run.planned.connect(self._on_planned)
        self.run.plan_failed.connect(self._on_plan_failed)
        self.run.done.connect(self._on_made)
        self.run.failed.connect(self._on_failed)
        self._watch.timeout.connect(self._show_share)

    def _show_stand(self, stand: Stand) -> None:
        self._sides.setCurrentIndex(stand)
        self._show_words()
        (self._second if stand is Stand.RUNNING else self._first).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_words(self) -> None:
        texts = {
            Stand.ASKING: (
                self.tr("This is what will be done. It makes a new file."),
                self._ask.verb(),
                self.tr("Not now"),
            ),
            Stand.RUNNING: (
                self.tr("The new file is being made. Your original stays as it is."),
                "",
                self.tr("Cancel"),
            ),
            Stand.DONE: (
                self.tr("Compare both and choose which one is to be used."),
                self.tr("Use the repaired file"),
                self.tr("Keep the original"),
            ),
        }
        subtitle, first, second = texts[self.stand]
        self._subtitle.setText(subtitle)
        self._first.setVisible(bool(first))
        for button, text in ((self._first, first), (self._second, second)):
            button.setText(text)
            button.setAccessibleName(text)
        problem = self._ask.problem() if self._problem.text() and self.stand is Stand.ASKING else ""
        self._problem.setText(problem)

    # --- asking -----------------------------------------------------------------------------------

    def _on_ask_changed(self) -> None:
        self._show_words()
        self._look_ahead()

    def _on_unfolded(self, widget: QWidget) -> None:
        QTimer.singleShot(0, partial(self._bring_to_sight, widget))  # it has its size once the layout has run

    def _bring_to_sight(self, widget: QWidget) -> None:
        if shiboken6.isValid(self) and widget.isVisible():
            self._asked.ensureWidgetVisible(widget, 0, 2 * SPACE)

    def _look_ahead(self) -> None:
        remedies, paths = self._ask.remedies(), self._ask.paths()
        self._prospect = None
        self._is_awaited = False
        if remedies and paths:
            checked = self._checked if self._checked is not None and paths == (self._checked.path,) else None
            self.run.plan(Wish(self._role, paths, remedies, self._folder, checked))
        else:
            self.run.forget_plan()
            self.place.show_prospect(None)

    def _on_planned(self, prospect: Prospect) -> None:
        self._prospect = prospect
        self._banner.clear()
        self.place.show_prospect(prospect)
        if self._is_awaited:
            self._start()

    def _on_plan_failed(self, error: IntakeError) -> None:
        self._is_awaited = False
        self._banner.show_notice(self._bench.wording.error(error, (self.place.change.text(),)))
        self.place.change.setEnabled(True)

    def _on_folder(self, folder: str) -> None:
        self._folder = folder
        self._look_ahead()

    def _on_banner(self, _key: object) -> None:
        if self._prospect is None:
            self.place.change.click()
        else:
            self._start()

    def _want_picture(self) -> None:
        if isinstance(self._ask, RemedyAsk) and self._ask.needs_picture:
            desk, path = self._bench.workbench.desk, self._ask.paths()[0]
            look = partial(desk.picture_preview, path, _CORNERS_PX)
            self._bench.workbench.tasks.run(f"corners.{path}", look, self._ask.show_picture)

    def _on_first(self) -> None:
        if self.stand is Stand.DONE:
            self._use()
        else:
            self._start()

    def _start(self) -> None:
        problem = self._ask.problem()
        self._problem.setText(problem)
        if problem:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, problem))
        self._is_awaited = not problem and self._prospect is None
        if problem or self._prospect is None:
            return
        self._banner.clear()
        order = RepairOrder(
            self._role,
            self._prospect.wish.paths,
            self._prospect.target,
            self._prospect.wish.remedies,
            self._ask.keep(),
            self._ask.corners_px(),
            self._ask.turn_deg(),
        )
        self._begun.start()
        self.run.start(order, is_everything=self._is_everything)
        self._watch.start()
        self._show_share()
        self._show_stand(Stand.RUNNING)

    # --- running ----------------------------------------------------------------------------------

    def _show_share(self) -> None:
        if self._prospect is None:
            return
        share = self.run.share
        self._bar.setValue(min(999, int(share * 1000)))
        left = self.tr("{time} left").format(time=estimate_words(self._left_s(share)))
        self._share.setText(self.tr("{percent} % · {left}").format(percent=min(99, int(share * 100)), left=left))
        self._bar.setAccessibleDescription(self._share.text())
        self._doing.setText(self.tr("; ").join(remedy_words(remedy) for remedy in self._prospect.plan.remedies))

    def _left_s(self, share: float) -> float:
        passed_ms = self._begun.elapsed() if self._begun.isValid() else 0
        estimate_s = self._prospect.plan.estimate_s if self._prospect else 0.0
        if passed_ms < _KNOWN_AFTER_MS or share < _KNOWN_SHARE:
            return estimate_s * (1 - share)
        return passed_ms / 1000 * (1 - share) / share

    def _on_second(self) -> None:
        if self.run.is_running:
            self._give_up()
        else:
            self.reject()

    def _give_up(self) -> None:
        self.run.cancel()
        self._watch.stop()
        self._show_stand(Stand.ASKING)
        self._look_ahead()

    def _ask_before_loss(self) -> None:
        if self._question is not None:
            return
        question = QMessageBox(self)
        question.setObjectName("repairQuestion")
        question.setIcon(QMessageBox.Icon.Warning)
        question.setText(self.tr("A file is still being repaired"))
        question.setInformativeText(self.tr("If you leave now, the new file is lost. Your original stays as it is."))
        leave = question.addButton(self.tr("Stop and leave"), QMessageBox.ButtonRole.DestructiveRole)
        stay = question.addButton(self.tr("Go on repairing"), QMessageBox.ButtonRole.RejectRole)
        leave.setObjectName("stopAndLeave")
        stay.setObjectName("goOnRepairing")
        question.setDefaultButton(stay)
        leave.clicked.connect(self._on_leave)
        question.finished.connect(self._on_question_over)
        self._question = question
        question.open()

    def _on_leave(self) -> None:
        self.run.cancel()
        QTimer.singleShot(0, self.reject)

    def _on_question_over(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    # --- the end ----------------------------------------------------------------------------------

    def _on_made(self, made: Checked) -> None:
        self._end_question()
        self._made = made
        self._watch.stop()
        before = self._checked or (self._prospect.checked if self._prospect else made)
        keep = self._ask.keep()
        self.comparison.show_result(before, made, keep.start_s if keep else 0.0)
        self._show_stand(Stand.DONE)
        done = self.tr("The new file is ready.")
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, done))

    def _on_failed(self, error: IntakeError) -> None:
        self._end_question()
        self._watch.stop()
        self._show_stand(Stand.ASKING)
        self._banner.show_notice(self._bench.wording.error(error, (self.tr("Try again"),)))

    def _end_question(self) -> None:
        """What it asks about is over: no answer would be true any more."""
        if self._question is not None:
            self._question.close()

    def _use(self) -> None:
        if self._made is not None:
            self._bench.repairs.use(self._role, self._ask.paths()[0], self._made)
        self.accept()


def open_repair(
    bench: Bench, role: Role, chosen: frozenset[Remedy], parent: QWidget, *, is_everything: bool = False
) -> RepairDialog | None:
    """Ask for the repair of a role's file; nothing happens where nothing can be repaired."""
    checked, outlook = bench.checks.result(role), bench.repairs.outlook(role)
    if checked is None or not outlook.offers:
        return None
    ask = RemedyAsk(bench.workbench.look, bench.wording, checked, outlook.offers, chosen)
    dialog = RepairDialog(bench, role, ask, checked, parent, is_everything=is_everything)
    dialog.open()
    return dialog
