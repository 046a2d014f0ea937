"""Pictures of every window in both languages and both schemes, over a desk with a script. Sends nothing anywhere.

`python packaging/screenshots.py FOLDER [WORD]` writes small PNG files of 1280×720; with a word, only those whose name
holds it.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "helpers"), str(ROOT / "gui")]

from certificates import Authority  # noqa: E402
from desk_samples import (  # noqa: E402
    board_detail,
    board_jobs,
    full_script,
    wrong_size_view,
    your_turn_view,
)
from fake_desk import ACCOUNT, FakeDesk, Script, good_facts, sample_intake  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QEvent, QEventLoop, QSize, QTimer  # noqa: E402, TID251
from PySide6.QtGui import QImage  # noqa: E402, TID251
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget  # noqa: E402, TID251

from avatar_intake.catalogue import LANGUAGES  # noqa: E402
from avatar_intake.domain.board import BoardPage  # noqa: E402
from avatar_intake.domain.decisions import Action  # noqa: E402
from avatar_intake.domain.endpoint import parse_endpoint  # noqa: E402
from avatar_intake.domain.intake import Role  # noqa: E402
from avatar_intake.domain.media import FilmContent, Finding, MediaFacts, Severity, SoundLevels, Span  # noqa: E402
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode  # noqa: E402
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan  # noqa: E402
from avatar_intake.domain.review import Shown  # noqa: E402
from avatar_intake.domain.settings import Settings  # noqa: E402
from avatar_intake.domain.verdicts import tasks_of  # noqa: E402
from avatar_intake.errors import (  # noqa: E402
    Barrier,
    IntakeError,
    MaterialMissing,
    NetworkUnreachable,
    SignInPage,
    TransportRefused,
)
from avatar_intake.flow.model import KnownAccounts, RunOptions  # noqa: E402
from avatar_intake.flow.network import Network  # noqa: E402
from avatar_intake.qt.desk.about import AboutDialog  # noqa: E402
from avatar_intake.qt.desk.account_dialog import AccountDialog  # noqa: E402
from avatar_intake.qt.desk.control import DeskControl  # noqa: E402
from avatar_intake.qt.desk.decision_dialog import DecisionDialog  # noqa: E402
from avatar_intake.qt.desk.foot import Contact  # noqa: E402
from avatar_intake.qt.desk.kept_settings import KeptSettings  # noqa: E402
from avatar_intake.qt.desk.questions import QuestionDialog, decision_question, leave_question  # noqa: E402
from avatar_intake.qt.desk.redo import redo_of  # noqa: E402
from avatar_intake.qt.desk.redo_wizard import RedoWizard  # noqa: E402
from avatar_intake.qt.desk.settings_dialog import SettingsDialog, SettingsTools  # noqa: E402
from avatar_intake.qt.desk.surroundings import Surroundings  # noqa: E402
from avatar_intake.qt.desk.window import DeskWindow  # noqa: E402
from avatar_intake.qt.language import Language  # noqa: E402
from avatar_intake.qt.look import Look  # noqa: E402
from avatar_intake.qt.manual.help import Help  # noqa: E402
from avatar_intake.qt.manual.topics import Topic  # noqa: E402
from avatar_intake.qt.runs import Runs  # noqa: E402
from avatar_intake.qt.tasks import Tasks  # noqa: E402
from avatar_intake.qt.widgets.drop_area import DropArea  # noqa: E402
from avatar_intake.qt.wizard.cover_picker import CoverPicker  # noqa: E402
from avatar_intake.qt.wizard.repair_dialog import RepairDialog  # noqa: E402
from avatar_intake.qt.wizard.same_person import SamePerson  # noqa: E402
from avatar_intake.qt.wizard.wizard import IntakeWizard  # noqa: E402
from avatar_intake.qt.wizard.workbench import PageId, Workbench  # noqa: E402
from avatar_intake.qt.wording import Wording  # noqa: E402
from avatar_intake.store.secrets import SessionSecrets  # noqa: E402

SIZE = QSize(1280, 720)
COLOURS = 128
_BREATH_MS = 60


@dataclass
class Studio:
    """What every picture is taken with: one program, whose language and colours are changed between pictures."""

    app: QApplication
    look: Look
    language: Language
    tasks: Tasks

    def surroundings(self) -> Surroundings:
        """What the desk's window works with."""
        return Surroundings(self.look, self.language, self.tasks, KeptSettings(Settings(), lambda _settings: None))

    def settle(self) -> None:
        """Let workers and events come to rest."""
        self.tasks.wait_idle()
        breathe(_BREATH_MS)
        self.tasks.wait_idle()


def breathe(for_ms: int) -> None:
    """Let events run for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(for_ms, loop.quit)
    loop.exec()


Scene = Callable[[Studio], Iterator[QWidget]]  # yields the window once it is as it should be, then clears it away


def desk_window(studio: Studio, script: Script, intake_id: str = "", *, is_practice: bool = False) -> Iterator[QWidget]:
    """The desk with this script, on one intake's page if an id is given."""
    window = DeskWindow(studio.look, studio.language, is_practice=is_practice)
    window.furnish()
    window.resize(SIZE)
    control = DeskControl(window, studio.surroundings())
    window.show()
    control.use(FakeDesk(script))
    studio.settle()
    if intake_id:
        window.list.open_requested.emit(intake_id)
        studio.settle()
    yield window
    control.close()
    window.leave()
    window.deleteLater()


def desk_empty(studio: Studio) -> Iterator[QWidget]:
    """Nothing yet."""
    return desk_window(studio, Script())


def desk_newcomer(studio: Studio) -> Iterator[QWidget]:
    """Nothing yet, and no account."""
    return desk_window(studio, Script(account=None))


def desk_rehearsal(studio: Studio) -> Iterator[QWidget]:
    """Nothing yet, in a rehearsal."""
    return desk_window(studio, Script(), is_practice=True)


def desk_list(studio: Studio) -> Iterator[QWidget]:
    """A studio's day."""
    return desk_window(studio, full_script())


def desk_rejected(studio: Studio) -> Iterator[QWidget]:
    """The page of an intake whose review said no."""
    return desk_window(studio, full_script(), "s6")


def desk_stopped(studio: Studio) -> Iterator[QWidget]:
    """The page of an intake whose upload has stopped."""
    return desk_window(studio, full_script(), "s2")


def script_of_rejected() -> Script:
    """A studio's day with a rejection of several points."""
    script = full_script()
    script.views["s6"] = wrong_size_view(replace(script.rows[5], state="AUTO_VERIFY_FAILED"))
    script.actions["s6"] = (Action.AMEND, Action.DELETE_VIDEOS, Action.DELETE_JOB)
    return script


def desk_tasks(studio: Studio) -> Iterator[QWidget]:
    """A rejection of several points as a list of tasks."""
    return desk_window(studio, script_of_rejected(), "s6")


def script_of_verdict() -> Script:
    """A result that waits for a verdict."""
    script = full_script()
    item = replace(script.rows[6], shown=Shown.YOUR_TURN, state="WAIT_USER_CONFIRM")
    script.rows = (*script.rows[:6], item, script.rows[7])
    script.views["s7"] = your_turn_view(item)
    script.actions["s7"] = (Action.ACCEPT, Action.REJECT, Action.SUSPEND, Action.ASK_REPAIR, Action.DELETE_JOB)
    return script


def desk_verdict(studio: Studio) -> Iterator[QWidget]:
    """A result that waits for a verdict, with what can be decided."""
    return desk_window(studio, script_of_verdict(), "s7")


def desk_news(studio: Studio) -> Iterator[QWidget]:
    """A list with unseen news, offline, and a long wait."""
    script = full_script()
    window = DeskWindow(studio.look, studio.language)
    window.furnish()
    window.resize(SIZE)
    control = DeskControl(window, studio.surroundings())
    window.show()
    script.rows = (replace(script.rows[1], problem="N03"), *script.rows[2:])
    control.use(FakeDesk(script))
    studio.settle()
    window.list.show_news(("s6", "s8"))
    window.list.foot.show_contact(Contact(1_795_600_000.0, 1_795_600_600.0))
    studio.settle()
    yield window
    control.close()
    window.leave()
    window.deleteLater()


def desk_several(studio: Studio) -> Iterator[QWidget]:
    """Several intakes selected."""
    for window in desk_window(studio, full_script()):
        window.list.select("s2", "s5", "s6", "s7", "s8")
        studio.settle()
        yield window


def desk_nothing(studio: Studio) -> Iterator[QWidget]:
    """A filter under which nothing stands."""
    script = full_script()
    script.rows = tuple(row for row in script.rows if row.shown is not Shown.REJECTED)
    for window in desk_window(studio, script):
        window.findChild(QPushButton, "filter_rejected").click()
        studio.settle()
        yield window


def board_script() -> Script:
    """A service with many jobs."""
    jobs = board_jobs(120)
    pages = {0: BoardPage(jobs[:50], 120, 50), 50: BoardPage(jobs[50:100], 120, 100), 100: BoardPage(jobs[100:], 120)}
    script = full_script()
    script.pages = pages
    script.jobs = {job.job_id: board_detail(job) for job in jobs}
    return script


def desk_board(studio: Studio) -> Iterator[QWidget]:
    """All jobs at the service."""
    for window in desk_window(studio, board_script()):
        window.findChild(QPushButton, "viewService").click()
        studio.settle()
        yield window


def desk_board_job(studio: Studio) -> Iterator[QWidget]:
    """A job that was made elsewhere, to be looked at."""
    for window in desk_window(studio, board_script()):
        window.findChild(QPushButton, "viewService").click()
        studio.settle()
        window.board.open_requested.emit(window.board.model.jobs[2])
        studio.settle()
        yield window


def dialog_reject(studio: Studio) -> Iterator[QWidget]:
    """Turning a result down."""
    dialog = DecisionDialog(studio.look, Wording(studio.language), Action.REJECT, "Dan Muster")
    dialog.findChild(QWidget, "decisionTitle").setText("口型" if studio.language.current == "zh" else "Lips")
    dialog.add_files(["/films/lips.mp4", "/films/lips-2.png"])
    dialog.show()
    studio.settle()
    dialog.findChild(QPushButton, "sendDecisionButton").click()
    studio.settle()
    yield dialog
    dialog.close()


def dialog_delete(studio: Studio) -> Iterator[QWidget]:
    """Deleting a job whose finished avatar would go too."""
    item = replace(full_script().rows[7], state="JOB_SUCCESS")
    question = decision_question(Action.DELETE_JOB, item)
    dialog = QuestionDialog(studio.look, question)
    dialog.show()
    studio.settle()
    dialog.findChild(QPushButton, "answer_do_it").click()
    studio.settle()
    yield dialog
    dialog.close()


def wizard_redo(studio: Studio, page: PageId | None = None) -> Iterator[QWidget]:
    """The wizard on what a rejection concerns."""
    view = script_of_rejected().views["s6"]
    bench = workbench(studio, FakeDesk(Script()))
    wizard = RedoWizard(bench, redo_of(view, tasks_of(view.detail)))
    wizard.resize(SIZE)
    wizard.show()
    studio.settle()
    if page is not None:
        wizard.show_page(page)
        studio.settle()
    yield wizard
    wizard.reject()
    wizard.deleteLater()


def workbench(studio: Studio, desk: FakeDesk, *, has_account: bool = True) -> Workbench:
    """What a wizard works with."""
    return Workbench(
        desk=desk,
        tasks=studio.tasks,
        runs=Runs(desk, studio.app),
        look=studio.look,
        language=studio.language,
        settings=Settings(),
        save_settings=lambda _settings: None,
        account=ACCOUNT if has_account else None,
    )


def dialog_account(studio: Studio) -> Iterator[QWidget]:
    """The account in a dialog."""
    east = replace(ACCOUNT, region="cn-east-3", user="AKEXAMPLE2", name="示例上海工作室")
    known = KnownAccounts((replace(ACCOUNT, name="示例北京工作室"), east), east)
    dialog = AccountDialog(workbench(studio, FakeDesk()), known)
    dialog.show()
    studio.settle()
    yield dialog
    dialog.close()


def dialog_leave(studio: Studio) -> Iterator[QWidget]:
    """Closing while something is uploaded."""
    window = DeskWindow(studio.look, studio.language)
    window.furnish()
    dialog = QuestionDialog(studio.look, leave_question(window.wording, None))
    dialog.show()
    studio.settle()
    yield dialog
    dialog.close()
    window.leave()


def dialog_network(studio: Studio) -> Iterator[QWidget]:
    """The settings of the network, with a company's root and a proxy that wants a password."""
    with TemporaryDirectory() as folder:
        company = Authority(Path(folder) / "company", "示例公司根证书")
        network = Network(Path(folder), Settings, SessionSecrets())
        endpoint = parse_endpoint("https://metastudio.cn-north-4.myhuaweicloud.com")
        tools = SettingsTools(network, endpoint, studio.look, Wording(studio.language), studio.tasks)
        dialog = SettingsDialog(tools, ProxyChoice(ProxyMode.OWN, "http://proxy.example:8080", "clerk"))
        dialog.show()
        dialog.choose_root(str(company.root))
        studio.settle()
        dialog.show_error(TransportRefused(endpoint.host, Barrier.PROXY_SIGN_IN))
        studio.settle()
        yield dialog
        dialog.close()


def dialog_about(studio: Studio) -> Iterator[QWidget]:
    """About and licences."""
    dialog = AboutDialog(studio.look)
    dialog.show_credits((ROOT / "resources" / "CREDITS.md").read_text(encoding="utf-8"))
    dialog.show()
    studio.settle()
    yield dialog
    dialog.close()


@dataclass(frozen=True)
class Moment:
    """How far an upload is, and how fast it may be."""

    share: float = 0.4
    time_left_s: float = 700.0
    deadline_left_s: float | None = None
    limit_bytes_per_s: int | None = None


HALFWAY = Moment()
LATE = Moment(0.1, 90_000.0, 60_000.0, 40_000)


def wizard_on(
    page: PageId, script: Script | None = None, moment: Moment = HALFWAY, *, is_practice: bool = False
) -> Scene:
    """The wizard on one page, with the sample person's materials."""

    def scene(studio: Studio) -> Iterator[QWidget]:
        desk = FakeDesk(script or Script())
        desk.may_finish.clear()
        bench = workbench(studio, desk, has_account=page is not PageId.ACCOUNT)
        bench = replace(bench, settings=Settings(bytes_per_s=moment.limit_bytes_per_s))
        intake = sample_intake()
        wizard = IntakeWizard(bench, replace(intake, service=replace(intake.service, is_practice=is_practice)))
        wizard.resize(SIZE)
        wizard.show()
        studio.settle()
        wizard.show_page(page)
        studio.settle()
        if page is PageId.UPLOAD and desk.progress_source is not None:
            show_moment(desk, moment)
            studio.settle()
            studio.settle()
        if page is PageId.DONE:
            desk.may_finish.set()
            studio.settle()
        yield wizard
        desk.may_finish.set()
        for run in bench.runs.under_way():
            run.control.cancel()
        studio.settle()
        wizard.reject()
        wizard.deleteLater()

    return scene


def show_moment(desk: FakeDesk, moment: Moment) -> None:
    """Let the run under way stand at this moment."""
    source = desk.progress_source
    if source is not None:
        source.share, source.time_left_s = moment.share, moment.time_left_s
        source.deadline_left_s = moment.deadline_left_s
        source.bytes_per_s = moment.limit_bytes_per_s or source.bytes_per_s


def desk_uploading(moment: Moment, waiting: IntakeError | None = None, *, is_list: bool = False) -> Scene:
    """The desk while an intake is uploaded."""

    def scene(studio: Studio) -> Iterator[QWidget]:
        script = full_script()
        script.waiting = waiting
        desk = FakeDesk(script)
        desk.may_finish.clear()
        window = DeskWindow(studio.look, studio.language)
        window.furnish()
        window.resize(SIZE)
        control = DeskControl(window, studio.surroundings())
        window.show()
        control.use(desk)
        studio.settle()
        runs = control.findChild(Runs)
        runs.start(script.views["s2"].intake, RunOptions(bytes_per_s=moment.limit_bytes_per_s))
        studio.settle()
        show_moment(desk, moment)
        if not is_list:
            window.list.open_requested.emit("s2")
        for _ in range(6):
            studio.settle()
        yield window
        desk.may_finish.set()
        control.close()
        window.leave()
        window.deleteLater()

    return scene


def bad_film() -> Script:
    """A video that is refused for two reasons, and warned of for a third."""
    role = Role.TRAINING_VIDEO
    lines = (
        Finding(role, "video-container", Severity.OK, "MP4", "MP4"),
        Finding(role, "video-resolution", Severity.ERROR, "1280×720", "1920×1080 / 1080×1920 / 3840×2160 / 2160×3840"),
        Finding(role, "video-duration", Severity.ERROR, "2:15", "3:00–10:00"),
        Finding(role, "video-codec", Severity.WARNING, "H.265", "H.264"),
        Finding(role, "video-sound", Severity.OK, "AAC", ""),
    )
    return Script(findings={role: lines})


FILM = Role.TRAINING_VIDEO
CARD = Role.ID_CARD_IMAGE1


def repairable_film() -> Script:
    """A video of which much can be repaired, and in which a few places stand out."""
    sound = [-62.0] * 16 + [-24.0 - 9 * abs(math.sin(place * 0.7)) for place in range(684)]
    sound[150:153] = [-0.4] * 3
    lines = (
        Finding(FILM, "video-container", Severity.ERROR, "MOV", "MP4"),
        Finding(FILM, "video-resolution", Severity.ERROR, "1920×1440", "1920×1080 / 1080×1920 / 3840×2160 / 2160×3840"),
        Finding(FILM, "video-codec", Severity.WARNING, "H.265", "H.264"),
        Finding(FILM, "film-cuts", Severity.WARNING, "", "", (Span(83.0, 83.0), Span(201.0, 201.0))),
        Finding(FILM, "film-too-loud", Severity.HINT, "", "", (Span(166.0, 169.0),)),
        Finding(FILM, "video-duration", Severity.ERROR, "11:40", "3:00–10:00"),
        Finding(FILM, "video-sound", Severity.OK, "AAC", ""),
        Finding(FILM, "video-frame-rate", Severity.OK, "25", "25"),
    )
    offers = (
        Offer("video-container", Remedy.REMUX),
        Offer("video-resolution", Remedy.PAD, needs_consent=True),
        Offer("video-codec", Remedy.ENCODE),
        Offer("video-duration", Remedy.TRIM, needs_consent=True),
    )
    script = Script(findings={FILM: lines}, offers={FILM: offers})
    facts = good_facts(FILM)
    if isinstance(facts, MediaFacts):
        script.facts[FILM] = replace(facts, duration_s=700.0)
    script.contents[FILM] = FilmContent(SoundLevels(1.0, tuple(sound)))
    return script


def heic_card() -> Script:
    """ID pictures of a telephone: one to be converted, one to be straightened."""
    other = Role.ID_CARD_IMAGE2
    return Script(
        findings={
            CARD: (Finding(CARD, "picture-format", Severity.ERROR, "HEIC", "JPG / PNG"),),
            other: (Finding(other, "card-aslant", Severity.HINT), Finding(other, "picture-gps", Severity.WARNING)),
        },
        offers={
            CARD: (Offer("picture-format", Remedy.CONVERT),),
            other: (
                Offer("card-aslant", Remedy.CORNERS, needs_consent=True),
                Offer("picture-gps", Remedy.FORGET_PLACE),
            ),
        },
        plan=RepairPlan((), 24_000_000, 2.0, ".jpg"),
    )


def repair_on(step: str, remedy: Remedy | None = None, role: Role = FILM) -> Scene:
    """The dialog of a repair: before it, in its midst, or after it; with one more remedy ticked."""

    def scene(studio: Studio) -> Iterator[QWidget]:
        desk = FakeDesk(repairable_film() if role is FILM else heic_card())
        wizard = IntakeWizard(workbench(studio, desk), sample_intake())
        wizard.resize(SIZE)
        wizard.show()
        wizard.show_page(PageId.VIDEO if role is FILM else PageId.DOCUMENTS)
        studio.settle()
        name = "trainingVideoRepairAll" if role is FILM else "idCardEmblemRepairAll"
        wizard.findChild(QPushButton, name).click()
        studio.settle()
        dialog = wizard.findChild(RepairDialog)
        dialog.activateWindow()
        if remedy is not None:
            box = dialog.findChild(QCheckBox, f"remedy_{remedy.value}")
            box.setChecked(True)
            box.setFocus()
            studio.settle()
        if step != "before":
            desk.may_repair.clear()
            desk.repair_share = 0.42
            dialog.findChild(QPushButton, "repairGoOn").click()
            breathe(300)
        if step == "after":
            desk.may_repair.set()
            studio.settle()
        yield dialog
        desk.may_repair.set()
        studio.settle()
        wizard.done(0)
        wizard.deleteLater()

    return scene


def join_letter(studio: Studio) -> Iterator[QWidget]:
    """Several photos that become one letter."""
    desk = FakeDesk(Script(plan=RepairPlan((), 10_000_000, 2.0, ".pdf")))
    wizard = IntakeWizard(workbench(studio, desk), sample_intake())
    wizard.resize(SIZE)
    wizard.show()
    wizard.show_page(PageId.DOCUMENTS)
    studio.settle()
    wizard.findChild(DropArea, "letterDrop").take_all(["/papers/page1.jpg", "/papers/page2.heic", "/papers/page3.png"])
    studio.settle()
    yield wizard.findChild(RepairDialog)
    wizard.done(0)
    wizard.deleteLater()


def same_person(studio: Studio) -> Iterator[QWidget]:
    """The portrait beside the video, blurred as it opens."""
    wizard = IntakeWizard(workbench(studio, FakeDesk()), sample_intake())
    wizard.resize(SIZE)
    wizard.show()
    wizard.show_page(PageId.DOCUMENTS)
    studio.settle()
    wizard.findChild(QPushButton, "compareWithVideo").click()
    studio.settle()
    yield wizard.findChild(SamePerson)
    wizard.done(0)
    wizard.deleteLater()


def cover_part(studio: Studio) -> Iterator[QWidget]:
    """The page of the cover while a part of a picture is chosen."""
    for wizard in wizard_on(PageId.EXTRAS)(studio):
        picker = wizard.findChild(CoverPicker)
        picker.shape.setCurrentIndex(2)
        picker.shape.activated.emit(2)
        picker.time.go_to(83.4)
        picker.picture.setFocus()
        studio.settle()
        yield wizard


def manual(studio: Studio, topic: Topic = Topic.FILM) -> Iterator[QWidget]:
    """A page of the manual."""
    helps = Help(studio.look, studio.language, studio.tasks)
    helps.show(topic)
    studio.settle()
    assert helps.window is not None
    yield helps.window
    helps.close()


SCENES: dict[str, Scene] = {
    "desk-empty": desk_empty,
    "desk-newcomer": desk_newcomer,
    "desk-rehearsal": desk_rehearsal,
    "desk-intakes": desk_list,
    "desk-rejected": desk_rejected,
    "desk-stopped": desk_stopped,
    "desk-tasks": desk_tasks,
    "desk-verdict": desk_verdict,
    "desk-news": desk_news,
    "desk-several": desk_several,
    "desk-nothing": desk_nothing,
    "desk-board": desk_board,
    "desk-board-job": desk_board_job,
    "dialog-reject": dialog_reject,
    "dialog-delete": dialog_delete,
    "wizard-redo-video": wizard_redo,
    "wizard-redo-documents": lambda studio: wizard_redo(studio, PageId.DOCUMENTS),
    "dialog-account": dialog_account,
    "dialog-leave": dialog_leave,
    "dialog-about": dialog_about,
    "manual": manual,
    "manual-checks": lambda studio: manual(studio, Topic.CHECKS),
    "dialog-network": dialog_network,
    **{f"wizard-{page.value + 1}-{page.name.lower()}": wizard_on(page) for page in PageId},
    "wizard-8-submit-rehearsal": wizard_on(PageId.SUBMIT, is_practice=True),
    "wizard-9-done-rehearsal": wizard_on(PageId.DONE, is_practice=True),
    "wizard-3-video-refused": wizard_on(PageId.VIDEO, bad_film()),
    "wizard-3-video-repairable": wizard_on(PageId.VIDEO, repairable_film()),
    "wizard-4-documents-repairable": wizard_on(PageId.DOCUMENTS, heic_card()),
    "wizard-5-extras-part": cover_part,
    "repair-before": repair_on("before"),
    "repair-before-trim": repair_on("before", Remedy.TRIM),
    "repair-before-corners": repair_on("before", Remedy.CORNERS, Role.ID_CARD_IMAGE2),
    "repair-running": repair_on("running"),
    "repair-after": repair_on("after"),
    "repair-after-card": repair_on("after", role=Role.ID_CARD_IMAGE2),
    "repair-join": join_letter,
    "dialog-same-person": same_person,
    "wizard-7-upload-waiting": wizard_on(PageId.UPLOAD, Script(waiting=NetworkUnreachable("store.example"))),
    "wizard-7-upload-drive": wizard_on(PageId.UPLOAD, Script(waiting=MaterialMissing("training_video", "lesson.mp4"))),
    "wizard-7-upload-sign-in": wizard_on(PageId.UPLOAD, Script(waiting=SignInPage("store.example"))),
    "wizard-7-upload-late": wizard_on(PageId.UPLOAD, moment=LATE),
    "desk-upload-late": desk_uploading(LATE),
    "desk-upload-waiting": desk_uploading(HALFWAY, MaterialMissing("training_video", "lesson.mp4"), is_list=True),
}


def save_small(window: QWidget, path: Path) -> None:
    """The window's picture with few colours: line art and text lose nothing by it."""
    shot = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = (shot.width(), shot.height())
    picture = Image.frombuffer("RGB", size, bytes(shot.constBits()), "raw", "RGB", shot.bytesPerLine(), 1)
    picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE).save(path, optimize=True)


def main(arguments: list[str]) -> int:
    """Take every picture that is asked for."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    folder = Path(arguments[0])
    wanted = arguments[1] if len(arguments) > 1 else ""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    studio = Studio(app, Look(app), Language(app), Tasks(app))
    for scheme in ("light", "dark"):
        studio.look.apply(scheme)
        for code in LANGUAGES:
            studio.language.choose(code)
            for name, scene in SCENES.items():
                stem = f"{name}-{code}-{scheme}"
                if wanted in stem:
                    for window in scene(studio):
                        save_small(window, folder / f"{stem}.png")
                    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # else the collector takes them, in no order
                    print(stem)
    studio.tasks.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
