"""The command line as a program sees it: real processes, the practice studio over real sockets, exit codes and JSON."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import films
import pytest
from PIL import Image
from wrong_files import JOB, VIDEO, WRONG_FILES

from avatar_intake.practice.certificate import new_certificate
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio, StudioOptions
from avatar_intake.practice.world import PutCount, PutKey

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
PROGRAM = [sys.executable, "-m", "avatar_intake"]
# A process begins with the peak of the one that it was forked from, so a small one stands between.
MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
VIDEO_ROLE, DOCUMENTS_BYTES = "training_video", 160_000
FINDING_KEYS = {"role", "rule", "severity", "found", "needed"}
RESULT_KEYS = {"event", "intake_id", "job_id", "state", "materials", "findings", "requests", "error"}


@dataclass(frozen=True)
class Studio:
    """A practice studio, here or in a process of its own."""

    endpoint: str
    project_id: str
    ak: str
    sk: str
    token: str
    data: Path

    def stored_video(self) -> Path:
        (video,) = (self.data / "files").rglob("training_video")
        return video


@dataclass(frozen=True)
class Ended:
    code: int
    lines: list[dict[str, Any]]
    errors: str
    peak_mb: float

    @property
    def result(self) -> dict[str, Any]:
        return self.lines[-1]


@pytest.fixture
def start_studio(tmp_path: Path) -> Iterator[Any]:
    started: list[subprocess.Popen[str]] = []

    def start(*more: str) -> Studio:
        data = tmp_path / f"studio{len(started)}"
        command = [*PROGRAM, "practice", "--data", str(data), *more]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return Studio(**json.loads(process.stdout.readline()), data=data)

    yield start
    for process in started:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio in this process, which is there at once."""
    with PracticeStudio(StudioOptions(tmp_path / "studio")) as here:
        yield Studio(here.endpoint, here.project_id, here.ak, here.sk, here.token, tmp_path / "studio")


class Person:
    """Someone at a command line, with a data folder and an intake file."""

    def __init__(self, folder: Path, studio: Studio | PracticeStudio | None) -> None:
        self.folder, self.studio = folder, studio
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("CLOUD_SDK", "AVATAR_INTAKE", "LANG", "LC_", "REQUESTS_CA"))
        }
        self.environment |= {"AVATAR_INTAKE_HOME": str(folder / "home"), "AVATAR_INTAKE_PATIENCE": "0"}
        if studio is not None:
            self.environment |= {"CLOUD_SDK_AK": studio.ak, "CLOUD_SDK_SK": studio.sk}

    def intake(
        self,
        *,
        video: Path | str = SAMPLES / "training.mp4",
        job: str = "",
        service: str | None = None,
        cover: Path | None = None,
    ) -> Path:
        if service is None and self.studio is not None:
            service = f'[service]\nendpoint = "{self.studio.endpoint}"\nproject_id = "{self.studio.project_id}"\n'
        path = self.folder / "intake.toml"
        cover_line = f'cover = "{cover}"' if cover else ""
        path.write_text(
            f'[job]\nname = "示例讲师"\ncontact = "13800138000"\n{job}\n[materials]\ntraining_video = "{video}"\n'
            f'id_card_image1 = "{SAMPLES}/id-card-portrait.jpg"\nid_card_image2 = "{SAMPLES}/id-card-emblem.jpg"\n'
            f'grant_file = "{SAMPLES}/letter.pdf"\n'
            f"{cover_line}\n{service or ''}",
            encoding="utf-8",
        )
        return path

    def does(self, *arguments: str | Path, **environment: str) -> Ended:
        run = subprocess.run(
            [sys.executable, "-S", "-c", MEASURE, *PROGRAM, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment | environment,
        )
        output, (*errors, peak_kb) = run.stdout, run.stderr.splitlines()
        assert "Traceback" not in run.stdout + run.stderr
        lines = [json.loads(line) for line in output.splitlines()] if "--json" in arguments else []
        return Ended(run.returncode, lines, "\n".join(errors), int(peak_kb) / 1024)


@pytest.fixture
def person(tmp_path: Path, studio: Studio) -> Person:
    return Person(tmp_path, studio)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_submission_ends_with_the_promised_result(tmp_path: Path, start_studio: Any) -> None:
    studio = start_studio()
    person = Person(tmp_path, studio)
    ended = person.does("submit", person.intake(job="video_multipart_count = 2"), "--json")

    result = ended.result
    assert ended.code == 0
    assert set(result) == RESULT_KEYS
    assert result["error"] is None
    assert result["job_id"]
    assert {item["role"] for item in result["materials"]} == {
        "training_video", "id_card_image1", "id_card_image2", "grant_file"}  # fmt: skip
    (video,) = (item for item in result["materials"] if item["role"] == "training_video")
    assert video["sha256"] == sha256(SAMPLES / "training.mp4") == sha256(studio.stored_video())
    assert [part["number"] for part in video["parts"]] == [1, 2]
    assert all(part["md5"] == part["etag"] and part["attempts"] == 1 for part in video["parts"])
    assert all(set(finding) - {"spans"} == FINDING_KEYS for finding in result["findings"])
    assert {finding["severity"] for finding in result["findings"]} <= {"ok", "warning"}
    assert [item["step"] for item in result["requests"]] == [
        "list", "create", "parts", "confirm", "show", "submit", "show",
    ]  # fmt: skip
    assert all(item["request_id"] and item["status"] == 200 for item in result["requests"])
    assert any(line["event"] == "progress" and line["stored"] == line["total"] for line in ended.lines)


def test_an_upload_is_no_faster_than_its_limit(person: Person, studio: Studio) -> None:
    intake = person.intake(job="video_multipart_count = 2")
    rate, begun_s = 300_000, time.monotonic()

    ended = person.does("submit", intake, "--limit", "300K", "--connections", "2", "--json")

    took_s, total = time.monotonic() - begun_s, ended.lines[-2]["total"]
    assert ended.code == 0
    assert took_s >= 0.9 * total / rate
    assert sha256(studio.stored_video()) == sha256(SAMPLES / "training.mp4")


def test_the_same_intake_again_makes_no_second_job(person: Person) -> None:
    first = person.does("submit", person.intake(), "--json").result
    second = person.does("submit", person.intake(), "--json")

    assert (second.code, second.result["job_id"], second.result["intake_id"]) == (
        0, first["job_id"], first["intake_id"])  # fmt: skip


def test_without_review_it_stops_and_resume_goes_on(person: Person) -> None:
    stopped = person.does("submit", person.intake(), "--no-review", "--json")
    resumed = person.does("resume", "--json")

    assert (stopped.code, stopped.result["state"]) == (0, "WAIT_FILE_UPLOAD")
    assert resumed.code == 0
    assert resumed.result["job_id"] == stopped.result["job_id"]
    assert resumed.result["state"] != "WAIT_FILE_UPLOAD"


def test_status_tells_what_is_here_and_at_the_service(person: Person) -> None:
    job_id = person.does("submit", person.intake(), "--json").result["job_id"]

    (row,) = person.does("status", "--json").result["intakes"]

    assert (row["job_id"], row["stage"], row["name"]) == (job_id, "submitted", "示例讲师")


def test_a_token_does_as_well_as_a_key(person: Person, studio: Studio) -> None:
    del person.environment["CLOUD_SDK_AK"]

    assert person.does("submit", person.intake(), "--json", AVATAR_INTAKE_TOKEN=studio.token).code == 0


def test_it_works_over_tls_with_a_company_root_and_not_without(tmp_path: Path, start_studio: Any) -> None:
    certificate, key = new_certificate(tmp_path)
    studio = start_studio("--tls", str(certificate), str(key))
    person = Person(tmp_path, studio)
    assert studio.endpoint.startswith("https://")

    refused = person.does("submit", person.intake(), "--json")
    accepted = person.does("submit", person.intake(), "--json", REQUESTS_CA_BUNDLE=str(certificate))

    assert (refused.code, refused.result["error"]["code"]) == (5, "N03")
    assert accepted.code == 0


def test_a_wrong_key_ends_with_code_6_and_creates_nothing(person: Person, studio: Studio) -> None:
    ended = person.does("submit", person.intake(), "--json", CLOUD_SDK_SK="wrong" * 8)

    assert (ended.code, ended.result["error"]["code"]) == (6, "A02")
    assert not list((studio.data / "jobs").glob("*"))


def test_without_credentials_it_ends_with_code_6(tmp_path: Path) -> None:
    person = Person(tmp_path, None)
    intake = person.intake(service='[service]\nregion = "cn-north-4"\nproject_id = "p"\n')

    ended = person.does("submit", intake, "--json", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")

    assert ended.code == 6
    assert ended.result["error"]["next"]


def test_a_failed_check_ends_with_code_3_and_creates_nothing(person: Person, studio: Studio) -> None:
    ended = person.does("submit", person.intake(video=SAMPLES / "cover.jpg"), "--json")

    assert (ended.code, ended.result["error"]["code"], ended.result["job_id"]) == (3, "C03", "")
    assert [item["rule"] for item in ended.result["findings"] if item["severity"] == "error"] == ["video-container"]
    assert not list((studio.data / "jobs").glob("*"))


def test_a_refusal_by_the_service_ends_with_code_4(person: Person, tmp_path: Path, studio: Studio) -> None:
    assert person.does("submit", person.intake(), "--json").code == 0
    (tmp_path / "other").mkdir()
    other = Person(tmp_path / "other", studio)

    ended = other.does("submit", other.intake(job='batch_name = "autumn"'), "--json")

    assert ended.code == 4
    assert "MSS.10001005" in ended.result["error"]["detail"]


def test_the_same_intake_file_on_another_computer_makes_no_second_job_and_is_told_of(
    person: Person, tmp_path: Path, studio: Studio
) -> None:
    first = person.does("submit", person.intake(), "--json")
    (tmp_path / "other").mkdir()
    other = Person(tmp_path / "other", studio)

    ended = other.does("submit", other.intake(), "--json")

    assert (ended.code, ended.result["error"]["code"], ended.result["job_id"]) == (4, "R44", "")
    assert first.result["job_id"] in ended.result["error"]["detail"]
    assert [path.stem for path in (studio.data / "jobs").glob("*")] == [first.result["job_id"]]


def test_a_dead_network_ends_with_code_5(tmp_path: Path) -> None:
    person = Person(tmp_path, None)
    person.environment |= {"CLOUD_SDK_AK": "AK", "CLOUD_SDK_SK": "SK"}
    intake = person.intake(service='[service]\nendpoint = "http://127.0.0.1:9"\nproject_id = "p"\n')

    ended = person.does("submit", intake, "--json")

    assert (ended.code, ended.result["error"]["code"]) == (5, "U01")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[job]\nname = 'x'\ncolour = 'red'\n[materials]\n", "job.colour"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nsk = 'x'\n", "service.sk"),
        ("not toml", ""),
    ],
)
def test_a_wrong_intake_file_ends_with_code_2_and_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)

    ended = Person(tmp_path, None).does("submit", path, "--json")

    assert ended.code == 2
    assert place in ended.result["error"]["detail"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["submit"],
        ["check"],
        ["practice", "--port", "x"],
        ["submit", "a", "--jso"],
        ["submit", "a", "--limit", "fast"],
        ["resume", "--connections", "17"],
        ["--practice", "status"],
        ["check", "a", "--sk", "x"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_ends_with_code_2(tmp_path: Path, arguments: list[str]) -> None:
    ended = Person(tmp_path, None).does(*arguments)

    assert ended.code == 2
    assert "usage" in ended.errors


def test_check_tells_each_finding_and_needs_no_account(tmp_path: Path) -> None:
    person = Person(tmp_path, None)

    ended = person.does("check", SAMPLES / "intake.toml", SAMPLES / "letter.pdf", "--json")
    wrong = person.does("check", SAMPLES / "cover.jpg", tmp_path / "none.mp4", "--json")

    assert ended.code == 0
    assert {item["severity"] for item in ended.result["findings"]} == {"ok"}
    assert wrong.code == 3
    assert "file-missing" in {item["rule"] for item in wrong.result["findings"]}


def test_check_refuses_every_wrong_file_for_its_own_reason(tmp_path: Path) -> None:
    expected: dict[str, str] = {}
    for number, (name, (role, job, file_name, make, rule, _)) in enumerate(WRONG_FILES.items()):
        # A file that stands alone is checked as what its ending suggests, for a standard job.
        if job is JOB and (role is not VIDEO or file_name.endswith((".mp4", ".mov"))) and "letter" not in name:
            (tmp_path / str(number)).mkdir()
            path = tmp_path / str(number) / file_name
            make(path)
            expected[str(path)] = rule
    ended = Person(tmp_path, None).does("check", *expected, "--json")

    paths = [item["path"] for item in ended.result["materials"]]
    errors = [item["rule"] for item in ended.result["findings"] if item["severity"] == "error"]
    assert ended.code == 3
    assert paths == list(expected)
    assert errors == list(expected.values())
    assert len(expected) >= 25


def test_messages_are_in_the_language_of_the_locale(tmp_path: Path) -> None:
    person = Person(tmp_path, None)

    chinese = person.does("submit", tmp_path / "none.toml", LANG="zh_CN.UTF-8", PYTHONIOENCODING="utf-8")
    english = person.does("submit", tmp_path / "none.toml", LANG="C.UTF-8")

    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese.errors)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english.errors)


def test_ctrl_c_stops_in_order_and_resume_sends_only_the_rest(tmp_path: Path, start_studio: Any) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(
        json.dumps([{"step": "put", "role": "training_video", "part_number": 2, "action": "stall", "seconds": 60}])
    )
    studio = start_studio("--faults", str(faults))
    person = Person(tmp_path, studio)
    intake = person.intake(job="video_multipart_count = 2")
    process = subprocess.Popen(
        [*PROGRAM, "submit", str(intake), "--json"], stdout=subprocess.PIPE, text=True, env=person.environment
    )
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "progress" and event["stored"] > 0:
                process.send_signal(signal.SIGINT)
                break
        last = json.loads(process.stdout.read().splitlines()[-1])
    assert process.wait(20) == 5
    assert last["job_id"]

    resumed = person.does("resume", "--json", AVATAR_INTAKE_PATIENCE="30")

    assert resumed.code == 0
    assert resumed.result["job_id"] == last["job_id"]
    assert sha256(studio.stored_video()) == sha256(SAMPLES / "training.mp4")


@pytest.fixture
def studio_here(tmp_path: Path) -> Iterator[PracticeStudio]:
    """A studio in this process, so that a test can be its reviewer."""
    with PracticeStudio(StudioOptions(tmp_path / "studio", rate_per_s=None)) as studio:
        yield studio


def test_a_second_process_is_turned_away_and_goes_on_at_once_when_the_first_is_killed(tmp_path: Path) -> None:
    stall = Fault(step="put", role="training_video", part_number=2, action=Action.STALL, seconds=60.0)
    options = StudioOptions(tmp_path / "studio", rate_per_s=None, faults=(stall,))
    with PracticeStudio(options) as studio:
        person = Person(tmp_path, studio)
        command = [*PROGRAM, "submit", str(person.intake(job="video_multipart_count = 2")), "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=person.environment) as first:
            assert first.stdout is not None
            wait_for_first_part(first.stdout)
            second = person.does(*command[len(PROGRAM) :])
            first.kill()
        assert (second.code, second.result["error"]["code"]) == (5, "S09")
        (job,) = studio.world.all_jobs()

        third = person.does(*command[len(PROGRAM) :], AVATAR_INTAKE_PATIENCE="30")

        assert (third.code, third.result["job_id"], third.result["error"]) == (0, job.job_id, None)
        assert [event for event in third.lines if event["event"] == "journal_damaged"] == []
        counts = {key.part_number: count for key, count in studio.world.put_counts.items() if key.role == VIDEO_ROLE}
        assert (counts[1].attempts, counts[1].stored, counts[2].stored) == (1, 1, 1)
        assert studio.world.object_path(job.job_id, VIDEO_ROLE).read_bytes() == (SAMPLES / "training.mp4").read_bytes()


def wait_for_first_part(output: IO[str]) -> None:
    for line in output:
        event = json.loads(line)
        if event["event"] == "progress" and event["stored"] > DOCUMENTS_BYTES:
            return


def puts_since(studio: PracticeStudio, before: dict[PutKey, PutCount]) -> dict[str, int]:
    """How often any part of a role was put since then."""
    now = {key: count.attempts - before.get(key, PutCount()).attempts for key, count in studio.world.put_counts.items()}
    return {key.role: count for key, count in now.items() if count}


REJECTIONS = {
    "人证不匹配：视频和身份证不是同一人": "Review: face and ID don't match",
    "封面不清晰，请更换": "Review not passed",
}


def test_after_a_rejection_the_same_files_are_refused_and_only_what_has_changed_is_sent(
    tmp_path: Path, studio_here: PracticeStudio
) -> None:
    person = Person(tmp_path, studio_here)
    intake = person.intake(job="video_multipart_count = 2", cover=SAMPLES / "cover.jpg")
    job_id = person.does("submit", intake, "--json").result["job_id"]
    video = studio_here.world.stored_path(job_id, "training_video")
    before = studio_here.world.put_counts

    for text, title in REJECTIONS.items():
        studio_here.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text=text)
        same = person.does("submit", intake, "--json")
        assert (same.code, same.result["error"]["code"]) == (4, "R02")
        assert same.result["error"]["message"].startswith(title)
        assert puts_since(studio_here, before) == {}
    asked = len(same.result["requests"])

    cover = tmp_path / "better cover.png"
    with Image.open(SAMPLES / "cover.jpg") as picture:
        picture.save(cover)
    amended = person.does("submit", person.intake(job="video_multipart_count = 2", cover=cover), "--json")

    assert (amended.code, amended.result["error"], amended.result["job_id"]) == (0, None, job_id)
    assert puts_since(studio_here, before) == {"cover": 1, "id_card_image1": 1, "id_card_image2": 1}
    assert [item["step"] for item in amended.result["requests"][asked:]] == ["show", "update", "show", "submit", "show"]
    stored = {role: studio_here.world.stored_path(job_id, role) for role in ("cover", "training_video")}
    assert stored["training_video"] == video
    assert sha256(stored["cover"]) == sha256(cover)  # type: ignore[arg-type]
    assert sha256(stored["training_video"]) == sha256(SAMPLES / "training.mp4")  # type: ignore[arg-type]
    assert {item["role"] for item in amended.result["materials"]} == {
        "training_video", "id_card_image1", "id_card_image2", "grant_file", "cover"}  # fmt: skip
    assert len(studio_here.world.job_ids()) == 1


def test_after_a_rejection_a_new_video_is_uploaded_confirmed_and_submitted(
    tmp_path: Path, studio_here: PracticeStudio
) -> None:
    person = Person(tmp_path, studio_here)
    job_id = person.does("submit", person.intake(), "--json").result["job_id"]
    studio_here.world.set_state(job_id, "AUTO_VERIFY_FAILED", text="分辨率不符合要求", error_code="44005901")
    before = studio_here.world.put_counts
    video = films.big_film(tmp_path / "better.mp4", 3_000_000)

    amended = person.does("submit", person.intake(video=video, job="video_multipart_count = 3"), "--json")

    assert (amended.code, amended.result["job_id"]) == (0, job_id)
    assert puts_since(studio_here, before) == {"training_video": 1, "id_card_image1": 1, "id_card_image2": 1}
    assert sha256(studio_here.world.stored_path(job_id, "training_video")) == sha256(video)  # type: ignore[arg-type]
    (told,) = (item for item in amended.result["materials"] if item["role"] == "training_video")
    assert [part["number"] for part in told["parts"]] == [1, 2, 3]


def test_with_the_experts_option_a_wrong_video_is_rejected_by_the_studio_and_only_it_is_replaced(
    tmp_path: Path, studio_here: PracticeStudio
) -> None:
    person = Person(tmp_path, studio_here)
    small = films.film(tmp_path / "small.mp4", width=1280, height=720)
    intake = person.intake(video=small)

    rejected = person.does("submit", intake, "--json", AVATAR_INTAKE_UNCHECKED="1")
    told = person.does("status", "--json")
    before = studio_here.world.put_counts
    amended = person.does("submit", person.intake(), "--json")
    finished = person.does("status", "--json")

    assert (rejected.code, rejected.result["error"]["code"]) == (4, "R02")
    assert "video-resolution" in {it["rule"] for it in rejected.result["findings"] if it["severity"] == "warning"}
    (row,) = told.result["intakes"]
    assert [(task["cause"], task["roles"]) for task in row["tasks"]] == [
        ("resolution", ["training_video"]),
        ("id-again", ["id_card_image1", "id_card_image2"]),
    ]
    assert (amended.code, amended.result["job_id"]) == (0, rejected.result["job_id"])
    assert puts_since(studio_here, before).keys() == {"training_video", "id_card_image1", "id_card_image2"}
    assert [(row["state"], row["tasks"]) for row in finished.result["intakes"]] == [("JOB_SUCCESS", [])]


@pytest.mark.parametrize("parts", [50, 1000])
def test_memory_stays_flat_whatever_the_number_of_parts(person: Person, parts: int) -> None:
    video = films.big_film(person.folder / "big.mp4", 120_000_000)

    ended = person.does("submit", person.intake(video=video, job=f"video_multipart_count = {parts}"), "--json")

    (item,) = (item for item in ended.result["materials"] if item["role"] == "training_video")
    assert (ended.code, len(item["parts"])) == (0, parts)
    assert ended.peak_mb <= 120
