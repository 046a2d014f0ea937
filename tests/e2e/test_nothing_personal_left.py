"""Real processes: what they leave behind in files, what others may read of them while they run, and after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from folder_watch import FolderWatch

from avatar_intake import where
from avatar_intake.practice.server import PracticeStudio, StudioOptions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and inotify")

SAMPLES = where.resources() / "samples"
NAME, PHONE, IDENTITY = "王小明示例", "13912345678", "110101199003078515"
FILES = {
    "training_video": ("training.mp4", f"{IDENTITY}-film.mp4"),
    "id_card_image1": ("id-card-portrait.jpg", f"{IDENTITY}-front.jpg"),
    "id_card_image2": ("id-card-emblem.jpg", f"{IDENTITY}-back.jpg"),
    "grant_file": ("letter.pdf", f"{IDENTITY}-letter.pdf"),
}


class Computer:
    """A data folder, a folder for temporary files and one with materials; a studio elsewhere."""

    def __init__(self, folder: Path, studio: PracticeStudio) -> None:
        self.home, self.temporary, self.materials = folder / "home", folder / "tmp", folder / "materials"
        self.temporary.mkdir()
        self.materials.mkdir()
        lines = [f'[job]\nname = "{NAME}"\ncontact = "{PHONE}"\nvideo_multipart_count = 2\n[materials]']
        for role, (sample, name) in FILES.items():
            shutil.copy2(SAMPLES / sample, self.materials / name)
            lines.append(f'{role} = "{name}"')
        lines.append(f'[service]\nendpoint = "{studio.endpoint}"\nproject_id = "{studio.project_id}"\n')
        self.intake = self.materials / "intake.toml"
        self.intake.write_text("\n".join(lines), encoding="utf-8")
        self.secrets = (studio.ak, studio.sk)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CLOUD_SDK", "AVATAR_INTAKE"))}
        self.environment = kept | {
            "AVATAR_INTAKE_HOME": str(self.home), "AVATAR_INTAKE_LOG": "debug", "AVATAR_INTAKE_PATIENCE": "20",
            "TMPDIR": str(self.temporary), "CLOUD_SDK_AK": studio.ak, "CLOUD_SDK_SK": studio.sk,
        }  # fmt: skip

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "avatar_intake", *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, umask=0, stdout=pipe, stderr=pipe, text=True)

    def open_to_others(self) -> list[str]:
        """What of the data folder somebody else could read."""
        wrong = []
        for path in (self.home, *self.home.rglob("*")):
            mode, wanted = stat.S_IMODE(path.stat().st_mode), 0o700 if path.is_dir() else 0o600
            wrong += [f"{path.relative_to(self.home)} {mode:o}"] if mode != wanted else []
        return wrong


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    with PracticeStudio(StudioOptions(tmp_path / "studio", rate_per_s=None)) as studio:
        yield Computer(tmp_path, studio)


def children_of(pid: int) -> set[int]:
    """Every process below this one."""
    parents = {}
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return found


def read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def core_limit_of(pid: int) -> set[str]:
    """How large a dump of this process's memory may become; empty when it has gone."""
    lines = read(pid, "limits").splitlines()
    return {line.split()[4] for line in lines if line.startswith("Max core file size")}


def watched(process: subprocess.Popen[str]) -> tuple[dict[str, str], int, set[str]]:
    """The arguments and environments of all that belongs to a process, until its end; and how many children it had.

    And how large a dump of a child's memory could have become.
    """
    core_limits: set[str] = set()
    said: dict[str, str] = {}
    children: set[int] = set()
    while process.poll() is None:
        now = children_of(process.pid)
        children |= now
        own = read(process.pid, "cmdline")
        said[f"{process.pid} cmdline"] = own or said.get(f"{process.pid} cmdline", "")
        for pid in now:
            core_limits.update(core_limit_of(pid))
            if read(pid, "cmdline") == own:
                continue  # only a copy of its parent, for the moment until it becomes another program
            for name in ("cmdline", "environ"):
                said[f"{pid} {name}"] = read(pid, name) or said.get(f"{pid} {name}", "")
        time.sleep(0.002)
    return said, len(children), core_limits


def test_under_umask_000_a_submission_leaves_private_files_and_shows_nothing_to_others(computer: Computer) -> None:
    before = sorted(path.name for path in computer.materials.iterdir())
    folders = FolderWatch(computer.temporary, computer.materials)
    process = computer.start("submit", computer.intake, "--json")
    said, child_count, core_limits = watched(process)
    output, errors = process.communicate()

    assert process.returncode == 0, output + errors
    assert core_limits == {"0"}
    assert child_count  # the files were decoded in processes of their own
    assert [where_ for where_, text in said.items() if any(secret in text for secret in computer.secrets)] == []
    assert [where_ for where_, text in said.items() if any(word in text for word in (NAME, PHONE, IDENTITY))] == []
    assert [secret for secret in (*computer.secrets, PHONE, "Signature=") if secret in output + errors] == []
    assert computer.open_to_others() == []
    assert folders.new_names() == []
    assert sorted(path.name for path in computer.materials.iterdir()) == before
    log = (computer.home / "logs" / "avatar-intake.log").read_text("utf-8")
    assert "submitted" in log
    assert [word for word in (*computer.secrets, NAME, PHONE, IDENTITY, "Signature=") if word in log] == []
    folders.close()


_FORGET_ALL = """
from avatar_intake.app import make_desk
desk = make_desk(pace_s=0.0)
for row in desk.refresh(is_whole=True):
    desk.forget_person(row.intake_id)
"""


def test_a_rehearsal_s_files_are_private_and_go_with_the_person(computer: Computer) -> None:
    process = computer.start("submit", SAMPLES / "intake.toml", "--practice")
    output, errors = process.communicate(timeout=60)

    assert process.returncode == 0, output + errors
    jobs, files = computer.home / "practice" / "jobs", computer.home / "practice" / "files"
    assert any(jobs.iterdir())
    assert computer.open_to_others() == []
    name = tomllib.loads((SAMPLES / "intake.toml").read_text("utf-8"))["job"]["name"].encode()
    assert any(name in path.read_bytes() for path in computer.home.rglob("*") if path.is_file())
    subprocess.run([sys.executable, "-c", _FORGET_ALL], env=computer.environment, check=True, timeout=60)
    assert not any(jobs.iterdir())
    assert not any(files.iterdir())
    assert [path for path in computer.home.rglob("*") if path.is_file() and name in path.read_bytes()] == []


def test_a_repair_s_processes_are_given_no_secret_and_leave_no_copy(computer: Computer) -> None:
    picture = computer.materials / FILES["id_card_image1"][1]
    folders = FolderWatch(computer.temporary)
    process = computer.start("repair", picture, "--as", "id_card_image1", "--out", computer.materials / "new.jpg")
    said, child_count, _ = watched(process)
    output, errors = process.communicate()

    assert process.returncode == 0, output + errors
    assert child_count
    environments = {key: text for key, text in said.items() if key.endswith("environ")}
    assert [key for key, text in environments.items() if any(secret in text for secret in computer.secrets)] == []
    assert folders.new_names() == []
    folders.close()


def test_a_kill_leaves_no_copy_of_a_document_and_the_next_start_goes_on(computer: Computer) -> None:
    folders = FolderWatch(computer.temporary, computer.materials)
    process = computer.start("submit", computer.intake, "--json")
    while not children_of(process.pid):  # it is looking into a file
        assert process.poll() is None
        time.sleep(0.002)
    children = children_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    ends_at_s = time.monotonic() + 20
    while any(read(child, "cmdline") for child in children):
        assert time.monotonic() < ends_at_s
        time.sleep(0.01)
    again = computer.start("submit", computer.intake, "--json")
    output, errors = again.communicate(timeout=60)

    assert again.returncode == 0, output + errors
    assert folders.new_names() == []
    assert list(computer.temporary.iterdir()) == []
    assert computer.open_to_others() == []
    folders.close()
