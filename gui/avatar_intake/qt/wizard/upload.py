"""Page 7: the upload as it goes. Polls ten times a second, asks the run to pause, and uploads nothing itself."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import UPLOAD_ORDER, Role
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import MaterialProgress, Progress
from avatar_intake.errors import (
    AddressesExpired,
    AddressesLost,
    CredentialsMissing,
    CredentialsRejected,
    IntakeError,
    JobElsewhere,
    KeyringUnavailable,
    MaterialChanged,
    MaterialMissing,
    MaterialsRejected,
    MaterialUnreadable,
    ReviewRejected,
    SignInPage,
    StoredBytesDiffer,
)
from avatar_intake.flow.model import IntakeView, Outcome, RunOptions
from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, Look, restyle, set_kind
from avatar_intake.qt.runs import Run
from avatar_intake.qt.share import ALL, shown_thousandths
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.part_map import PartLegend, PartMap
from avatar_intake.qt.widgets.speed_limit import SpeedLimit
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import Heading, Page, card, label
from avatar_intake.qt.wizard.workbench import PageId

POLL_MS: Final = 100
_SPOKEN_STEP: Final = 10  # per cent between two announcements
_SAME_DEADLINE_S: Final = 90.0  # what is left is told by two clocks; a new job's end is far from the old one's
# Answers over plain http, as a sign-in page needs it; Windows itself opens it for that, and no account is asked for.
SIGN_IN_URL: Final = "http://www.msftconnecttest.com/redirect"

_MATERIAL_ERRORS = (MaterialsRejected, MaterialMissing, MaterialChanged, MaterialUnreadable, ReviewRejected)
# For these the catalogue's own first action is what pressing the button does: the run begins again.
_BEGIN_ANEW_ERRORS = (AddressesExpired, AddressesLost, StoredBytesDiffer)
_ACCOUNT_ERRORS = (CredentialsMissing, CredentialsRejected, JobElsewhere, KeyringUnavailable)


class MaterialRow(QWidget):
    """One material: its icon, its name, a thin bar, and where it stands in words."""

    def __init__(self, look: Look, role: Role) -> None:
        super().__init__()
        self.role = role
        self._icon = IconLabel(look, wording.ROLE_ICONS[role], "muted", 20)
        self._name = label("", wraps=False)
        self._state = label("small", wraps=False)
        self.bar = QProgressBar()
        self.bar.setObjectName(f"bar_{role}")
        self.bar.setRange(0, ALL)
        self.bar.setTextVisible(False)
        set_kind(self.bar, "thin")
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._icon)
        head.addWidget(self._name, 1)
        head.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addWidget(self.bar)

    def show_name(self, name: str) -> None:
        """Name the material."""
        self._name.setText(name)
        self.bar.setAccessibleName(name)

    def show_progress(self, item: MaterialProgress, stored: str) -> None:
        """Show one moment; ``stored`` is the word for being completely there."""
        is_stored = item.stored_bytes >= item.total_bytes
        share = item.stored_bytes * ALL // item.total_bytes if item.total_bytes else 0
        self.bar.setValue(ALL if is_stored else share)
        if self.bar.property("state") != ("good" if is_stored else ""):
            self.bar.setProperty("state", "good" if is_stored else "")
            restyle(self.bar)
        self._icon.show_icon("good" if is_stored else wording.ROLE_ICONS[self.role], "good" if is_stored else "muted")
        total = wording.size(item.total_bytes)
        self._state.setText(f"{total} · {stored}" if is_stored else f"{wording.size(item.stored_bytes)} / {total}")


class UploadPage(Page):
    """Shows a run; the run itself lives in `Runs` and goes on when the wizard is closed."""

    finished = Signal(object)  # the outcome of a run that did all that was asked
    stopped = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.UPLOAD)
        self._run: Run | None = None
        # Opened directly, it goes on with an upload and never submits unasked.
        settings = bench.preferences.settings
        self._options = RunOptions(submit_review=False, workers=settings.workers, bytes_per_s=settings.bytes_per_s)
        self._deadline_s: float | None = None
        self._spoken = 0
        self._rows: dict[Role, MaterialRow] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._make_widgets(bench.workbench.look)
        self._lay_out_upload(bench.workbench.look)
        self._connect_upload()
        self.retranslate()

    @property
    def run(self) -> Run | None:
        """The run being shown."""
        return self._run

    # --- of Page ----------------------------------------------------------------------------------

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Upload"),
            self.tr(
                "What is stored stays stored: neither sleep nor a bad connection nor closing the program loses it."
            ),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._total.setAccessibleName(self.tr("Progress of the upload"))
        self._map_title.setText(self.tr("The training video, piece by piece"))
        for role, row in self._rows.items():
            row.show_name(self.bench.wording.role(role))
        self._show_pause()
        self._show_deadline()
        if self._run is not None:
            self._show_run(self._run)

    def initializePage(self) -> None:
        """Begin when the page is come to: show the run under way, or start one."""
        super().initializePage()
        self._make_rows()
        self.bench.draft.flush()
        self.begin()

    def isComplete(self) -> bool:
        """The page moves on by itself; it has no *Next*."""
        return False

    # --- running ----------------------------------------------------------------------------------

    def set_options(self, options: RunOptions) -> None:
        """How the next run is to go."""
        self._options = options

    def begin(self, options: RunOptions | None = None) -> None:
        """Start the run, or show the one under way. ``options`` hold for this run only."""
        self._banner.clear()
        run = self.bench.workbench.runs.start(self.bench.draft.intake, options or self._options)
        if run is not self._run:
            self._attach(run)
        self._timer.start()

    def stop(self) -> None:
        """End the run, to be continued another day; `stopped` follows."""
        if self._run is None or self._run.is_over:
            self.stopped.emit()
        else:
            self._run.control.cancel()

    def _attach(self, run: Run) -> None:
        self._run = run
        self._spoken = 0
        run.stage_changed.connect(self._on_stage)
        run.waiting.connect(self._on_waiting)
        run.going_on.connect(self._on_going_on)
        run.ended.connect(self._on_ended)
        run.cancelled.connect(self._on_cancelled)
        run.broke.connect(self._on_broke)
        self._limit.show_limit(run.control.bytes_per_s)
        self._show_run(run)
        self._show_pause()

    # --- building ---------------------------------------------------------------------------------

    def _make_widgets(self, look: Look) -> None:
        self._banner = Banner(look)
        self._banner.setObjectName("uploadBanner")
        self._phase = label("subtitle", wraps=False)
        self._phase.setObjectName("uploadPhase")
        self._percent = QLabel()
        self._percent.setObjectName("uploadPercent")
        set_kind(self._percent, "title")
        self._total = QProgressBar()
        self._total.setObjectName("totalBar")
        self._total.setRange(0, ALL)
        self._total.setTextVisible(False)
        self._facts, self._deadline = label("muted", wraps=False), label("muted", wraps=False)
        self._facts.setObjectName("uploadFacts")
        self._deadline.setObjectName("uploadDeadline")
        self._map_title = label("strong")
        self.part_map = PartMap(look)
        self.part_map.setObjectName("partMap")
        self._pause = QPushButton()
        self._pause.setObjectName("pauseButton")
        self._limit = SpeedLimit()

    def _lay_out_upload(self, look: Look) -> None:
        total, column = card()
        head = QHBoxLayout()
        head.addWidget(self._phase, 1)
        head.addWidget(self._percent)
        under = QHBoxLayout()
        under.addWidget(self._facts, 1)
        under.addWidget(self._deadline)
        column.addLayout(head)
        column.addWidget(self._total)
        column.addLayout(under)
        materials, self._row_column = card(spacing=SPACE + 2)
        self._row_column.addStretch(1)
        parts, part_column = card()
        part_column.addWidget(self._map_title)
        part_column.addWidget(self.part_map, 1)
        part_column.addWidget(PartLegend(look))
        panels = QHBoxLayout()
        panels.setSpacing(2 * SPACE)
        panels.addWidget(materials, 5)
        panels.addWidget(parts, 6)
        controls = QHBoxLayout()
        controls.setSpacing(SPACE)
        controls.addWidget(self._pause)
        controls.addSpacing(SPACE)
        controls.addWidget(self._limit)
        controls.addStretch(1)
        self.body.addWidget(self._banner)
        self.body.addWidget(total)
        self.body.addLayout(panels, 1)
        self.body.addLayout(controls)

    def _connect_upload(self) -> None:
        self._timer.timeout.connect(self._on_tick)
        self._pause.clicked.connect(self._on_pause)
        self._limit.limit_chosen.connect(self._on_limit)
        self._banner.action_requested.connect(self._on_banner_action)
        self._banner.second_action_requested.connect(self._on_second_action)

    def _make_rows(self) -> None:
        wanted = [role for role in UPLOAD_ORDER if role in self.bench.draft.intake.materials]
        if list(self._rows) == wanted:
            return
        for row in self._rows.values():
            self._row_column.removeWidget(row)
            row.deleteLater()
        self._rows = {role: MaterialRow(self.bench.workbench.look, role) for role in wanted}
        for place, (role, row) in enumerate(self._rows.items()):
            row.show_name(self.bench.wording.role(role))
            self._row_column.insertWidget(place, row)

    # --- showing ----------------------------------------------------------------------------------

    def _show_run(self, run: Run) -> None:
        self._phase.setText(self.bench.wording.stage(run.stage) if run.stage else self.tr("Checking the files"))
        if run.wait_reason is not None:
            self._show_waiting(run.wait_reason)
        elif run.outcome is not None and run.outcome.error is not None:
            self._show_error(run.outcome.error)

    def _show_progress(self, progress: Progress) -> None:
        is_over = self._run is not None and self._run.is_over
        share = shown_thousandths(progress.thousandths, is_confirmed=is_over and self._is_success())
        self._total.setValue(share)
        percent = share // 10
        self._percent.setText(f"{percent} %")
        self._speak(percent)
        facts = [f"{wording.size(progress.stored_bytes)} / {wording.size(progress.total_bytes)}"]
        if self._run is not None and not self._run.control.is_paused and not is_over:
            facts.append(wording.speed(progress.bytes_per_s))
            if progress.time_left_s is not None:
                facts.append(self.tr("{time} left").format(time=wording.about(progress.time_left_s)))
        self._facts.setText(" · ".join(facts))
        stored = self.tr("stored")
        for item in progress.materials:
            row = self._rows.get(item.role)
            if row is not None:
                row.show_progress(item, stored)
            if item.role is Role.TRAINING_VIDEO:
                self.part_map.show_states(item.states)

    def _show_pause(self) -> None:
        is_paused = self._run is not None and self._run.control.is_paused
        text = self.tr("Go on") if is_paused else self.tr("Pause")
        self._pause.setText(text)
        self._pause.setAccessibleName(text)
        self._pause.setIcon(self.bench.workbench.look.icon("play" if is_paused else "pause", "text", 18))

    def _show_deadline(self) -> None:
        text = ""
        if self._deadline_s is not None:
            text = self.tr("Has to be finished by {moment}").format(moment=self.bench.wording.moment(self._deadline_s))
        self._deadline.setText(text)

    def _show_waiting(self, error: IntakeError) -> None:
        actions: tuple[str, ...] = (self.tr("Try now"),)
        if isinstance(error, SignInPage):
            actions = (self.bench.wording.first_action(error), *actions)
        self._banner.show_notice(self.bench.wording.error(error, actions, is_waiting=True))

    def _show_late(self, run: Run, progress: Progress) -> None:
        """Say that the time limit may be missed, unless there is more to say; be silent when it may be met again."""
        notice = self._banner.notice
        if run.is_too_slow(progress) and self._deadline_s is not None:
            if notice is None or notice.key == wording.LATE:
                self._banner.show_notice(self.bench.wording.late(self._deadline_s, run.control.bytes_per_s))
        elif notice is not None and notice.key == wording.LATE:
            self._banner.clear()

    def _show_error(self, error: IntakeError) -> None:
        go_on, materials, account = self.tr("Continue"), self.tr("Change the materials"), self.tr("Change the account")
        if isinstance(error, _MATERIAL_ERRORS):
            actions: tuple[str, ...] = (materials, go_on)
        elif isinstance(error, _ACCOUNT_ERRORS):
            actions = (account, go_on)
        elif isinstance(error, _BEGIN_ANEW_ERRORS):
            actions = (self.bench.wording.first_action(error) or go_on,)
        else:
            actions = (go_on,)
        self._banner.show_notice(self.bench.wording.error(error, actions))

    def _speak(self, percent: int) -> None:
        if percent >= self._spoken + _SPOKEN_STEP:
            self._spoken = percent - percent % _SPOKEN_STEP
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._total, f"{self._spoken} %"))

    def _is_success(self) -> bool:
        return self._run is not None and self._run.outcome is not None and self._run.outcome.error is None

    # --- hearing ----------------------------------------------------------------------------------

    def _on_tick(self) -> None:
        progress = self._run.control.progress() if self._run is not None else None
        if self._run is not None and progress is not None:
            self._show_progress(progress)
            self._take_deadline(progress)
            self._show_late(self._run, progress)
        if self._run is None or self._run.is_over:
            self._timer.stop()

    def _take_deadline(self, progress: Progress) -> None:
        if progress.deadline_left_s is None:
            return
        deadline_s = round((time.time() + progress.deadline_left_s) / 60) * 60.0
        if self._deadline_s is None or abs(deadline_s - self._deadline_s) > _SAME_DEADLINE_S:
            self._deadline_s = deadline_s
            self._show_deadline()

    def _on_stage(self, stage: Stage) -> None:
        self._phase.setText(self.bench.wording.stage(stage))
        if stage is Stage.UPLOADING:
            intake_id = self.bench.draft.intake.intake_id
            work = partial(self.bench.workbench.desk.open, intake_id)
            self.bench.workbench.tasks.run(f"deadline.{intake_id}", work, self._on_view)

    def _on_view(self, view: IntakeView) -> None:
        if view.row.deadline is not None:
            self._deadline_s = view.row.deadline
            self._show_deadline()

    def _on_waiting(self, error: IntakeError, _seconds: float) -> None:
        self._show_waiting(error)

    def _on_going_on(self) -> None:
        self._banner.clear()

    def _on_ended(self, outcome: Outcome) -> None:
        self._on_tick()
        if outcome.error is None:
            self._banner.clear()
            self.finished.emit(outcome)
        else:
            self._show_error(outcome.error)

    def _on_cancelled(self) -> None:
        self._timer.stop()
        self.stopped.emit()

    def _on_broke(self) -> None:
        again = (self.tr("Continue"),)
        words = self.tr("The program made a mistake. What is stored stays stored.")
        self._banner.show_notice(Notice(Tone.BAD, self.tr("The upload has stopped"), words, again))

    def _on_pause(self) -> None:
        if self._run is None:
            return
        if self._run.control.is_paused:
            self._run.control.resume()
        else:
            self._run.control.pause()
        self._show_pause()
        self._on_tick()

    def _on_limit(self, limit: int | None) -> None:
        self.bench.preferences.limit_speed(limit)
        if self._run is not None:
            self._run.control.limit(limit)

    def _on_banner_action(self, key: object) -> None:
        if key == wording.LATE:
            self._limit.show_limit(None)
            self._on_limit(None)
        elif self._run is not None and not self._run.is_over:
            if isinstance(key, SignInPage):
                QDesktopServices.openUrl(QUrl(SIGN_IN_URL))
            else:
                self._try_now(self._run)
        elif isinstance(key, AddressesExpired):
            self.begin(replace(self._options, renews_expired=True))
        elif isinstance(key, _MATERIAL_ERRORS):
            self.page_wanted.emit(int(PageId.REVIEW))
        elif isinstance(key, _ACCOUNT_ERRORS):
            self.page_wanted.emit(int(PageId.ACCOUNT))
        else:
            self.begin()

    def _on_second_action(self, _key: object) -> None:
        if self._run is not None and not self._run.is_over:
            self._try_now(self._run)
        else:
            self.begin()

    def _try_now(self, run: Run) -> None:
        run.try_now()
        self._show_pause()
        self._on_tick()
