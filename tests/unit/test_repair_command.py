"""What the arguments of `repair` mean, what it asks of the desk, and what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from avatar_intake.command_line import BAD_COMMAND, BAD_MATERIALS, DONE, STOPPED, parse, run
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import CardSeen, Checked, Finding, PictureContent, PictureFacts, Severity, Span
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import Cancelled
from avatar_intake.flow.desk import Desk
from avatar_intake.flow.repairing import Repaired
from avatar_intake.media.room import Progress
from avatar_intake.repair_command import _seconds

PLACES = (Span(12.0, 15.4), Span(63.0, 63.0))


class RepairDesk(Desk):
    """A desk that finds one defect in every file and does as it is told."""

    def __init__(self, *offers: Offer, errors_after: int = 0) -> None:
        self._offers = offers
        self._errors_after = errors_after
        self.orders: list[RepairOrder] = []
        self.checked: list[tuple[Role, str]] = []
        self.content: PictureContent | None = None
        self.is_stopped = False

    @property
    def journal_damage(self) -> None:
        return None

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        if self.is_stopped:
            raise Cancelled
        self.checked.append((role, Path(path).name))
        hint = Finding(role, "video-frame-rate", Severity.HINT, "24", "≥ 25", PLACES)
        finding = Finding(role, "picture-format", Severity.ERROR, "HEIC", "JPEG / PNG")
        return Checked(role, path, PictureFacts("HEIC", 1, 100, 70), (finding, hint), self.content)

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        return self._offers

    def repair_plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        if Remedy.REMUX in remedies:
            raise ValueError("not for a picture")
        return RepairPlan(tuple(sorted(remedies)), 1000, 75.0, ".jpg")

    def repair_everything(self, order: RepairOrder, job: JobFields, progress: Progress, stop: StopSignal) -> Repaired:
        self.orders.append(order)
        Path(order.target).write_bytes(b"new")
        progress(1.0)
        left = [Finding(order.role, "picture-size", Severity.ERROR)] * self._errors_after
        return Repaired(
            Checked(order.role, order.target, PictureFacts("JPEG", 3, 1, 1), tuple(left)),
            tuple(sorted(order.remedies)),
        )


CONVERT = Offer("picture-format", Remedy.CONVERT)
CORNERS = Offer("card-corners", Remedy.CORNERS, needs_consent=True)
BOX = ["--corners", "1", "2", "3", "4", "5", "6", "7", "8"]


def repaired(desk: Desk, *arguments: object, json: bool = True) -> int:
    words = ["repair", *map(str, arguments), *(["--json"] if json else [])]
    return run(parse(words), lambda: desk, {"LANG": "en_GB.UTF-8"})


def test_without_being_asked_it_does_what_needs_no_consent(tmp_path: Path) -> None:
    desk = RepairDesk(CONVERT, CORNERS)
    assert repaired(desk, "card.heic", "--out", tmp_path / "new.jpg") == DONE
    (order,) = desk.orders
    assert (order.role, order.remedies) == (Role.ID_CARD_IMAGE1, {Remedy.CONVERT})
    assert (order.paths, order.target) == ((str(Path("card.heic").absolute()),), str(tmp_path / "new.jpg"))


def test_what_is_named_is_done_too(tmp_path: Path) -> None:
    desk = RepairDesk(CONVERT, CORNERS)
    assert repaired(desk, "card.heic", "--out", tmp_path / "new.jpg", "--with", "corners", *BOX) == DONE
    (order,) = desk.orders
    assert order.remedies == {Remedy.CONVERT, Remedy.CORNERS}
    assert order.corners_px == ((1, 2), (3, 4), (5, 6), (7, 8))


def test_without_corners_it_takes_those_of_the_card_that_was_seen(tmp_path: Path) -> None:
    desk = RepairDesk(CORNERS)
    desk.content = PictureContent(card=CardSeen(((5, 6), (90, 6), (90, 60), (5, 60)), 1.58, 0.5))
    assert repaired(desk, "card.heic", "--out", tmp_path / "new.jpg", "--with", "corners") == DONE
    assert desk.orders[0].corners_px == ((5, 6), (90, 6), (90, 60), (5, 60))


def test_without_corners_where_none_were_seen_it_asks_for_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RepairDesk(CORNERS)
    words = ("card.heic", "--out", tmp_path / "new.jpg", "--with", "corners")
    assert repaired(desk, *words, json=False) == BAD_COMMAND
    assert "this would: --corners X Y" in capsys.readouterr().err


def test_a_film_is_cut_between_the_times_that_are_named(tmp_path: Path) -> None:
    desk = RepairDesk()
    words = ("film.mp4", "--out", tmp_path / "new.jpg", "--with", "trim", "pad", "--keep", "0:12.5", "1:02:03")
    assert repaired(desk, *words) == DONE
    (order,) = desk.orders
    assert (order.remedies, order.keep) == ({Remedy.TRIM, Remedy.PAD}, Span(12.5, 3723.0))


def test_several_photographs_make_one_letter(tmp_path: Path) -> None:
    desk = RepairDesk()
    assert repaired(desk, "b.jpg", "a.jpg", "--out", tmp_path / "new.jpg") == DONE
    (order,) = desk.orders
    assert desk.checked == [(Role.GRANT_FILE, "b.jpg"), (Role.GRANT_FILE, "a.jpg")]
    assert [Path(path).name for path in order.paths] == ["b.jpg", "a.jpg"]
    assert order.remedies == {Remedy.JOIN}


def test_photographs_are_joined_whatever_else_could_be_repaired_in_one(tmp_path: Path) -> None:
    desk = RepairDesk(CONVERT)
    assert repaired(desk, "b.jpg", "a.heic", "--out", tmp_path / "new.jpg") == DONE
    assert desk.orders[0].remedies == {Remedy.JOIN}


def test_a_file_is_taken_for_what_it_is_said_to_be(tmp_path: Path) -> None:
    desk = RepairDesk(CONVERT)
    assert repaired(desk, "a.heic", "--as", "cover", "--out", tmp_path / "new.jpg") == DONE
    assert desk.orders[0].role is Role.COVER


def test_a_folder_gets_a_name_that_is_free(tmp_path: Path) -> None:
    desk = RepairDesk(CONVERT)
    (tmp_path / "a-repaired.jpg").touch()
    assert repaired(desk, "a.heic", "--out", tmp_path) == DONE
    assert desk.orders[0].target == str(tmp_path / "a-repaired-2.jpg")


def test_errors_that_are_left_end_with_code_3(tmp_path: Path) -> None:
    assert repaired(RepairDesk(CONVERT, errors_after=1), "a.heic", "--out", tmp_path) == BAD_MATERIALS


def test_nothing_to_repair_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repaired(RepairDesk(), "a.heic", "--out", tmp_path, json=False) == BAD_MATERIALS
    assert "There is nothing to repair." in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_remedy_that_does_not_fit_ends_with_code_2_and_says_what_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RepairDesk(CONVERT)
    assert repaired(desk, "a.heic", "--out", tmp_path, "--with", "remux", json=False) == BAD_COMMAND
    assert "--with remux doesn't fit; this would: convert" in capsys.readouterr().err
    assert desk.orders == []


def test_corners_outside_the_picture_end_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = RepairDesk(CORNERS)
    box = ["--corners", "1", "2", "300", "4", "5", "6", "7", "8"]
    assert repaired(desk, "a.jpg", "--out", tmp_path, "--with", "corners", *box, json=False) == BAD_COMMAND
    assert "100 × 70" in capsys.readouterr().err
    assert desk.orders == []


def test_a_folder_that_is_not_there_is_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = RepairDesk(CONVERT)
    assert repaired(desk, "a.heic", "--out", tmp_path / "missing" / "new.jpg", json=False) == BAD_COMMAND
    assert "missing" in capsys.readouterr().err
    assert desk.checked == []


def test_what_is_done_only_when_it_is_named_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repaired(RepairDesk(CORNERS), "a.jpg", "--out", tmp_path, json=False) == BAD_MATERIALS
    printed = capsys.readouterr().out
    assert "Nothing to repair without your decision.\nIf you ask for it:\n" in printed
    assert ": --with corners\n" in printed
    repaired(RepairDesk(CORNERS), "a.jpg", "--out", tmp_path)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["offers"] == [{"rule": "card-corners", "remedy": "corners"}]


def test_a_check_that_is_stopped_ends_with_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    desk = RepairDesk()
    desk.is_stopped = True
    assert run(parse(["check", "a.mp4", "--json"]), lambda: desk, {}) == STOPPED
    last = json.loads(capsys.readouterr().out)
    assert (last["event"], last["error"]["code"]) == ("result", "stopped")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a.mp4"], "--out"),
        (["a.mp4", "--out", "x", "--with", "trim"], "--with trim and --keep go together"),
        (["a.mp4", "--out", "x", "--keep", "1", "2"], "--with trim and --keep go together"),
        (["a.mp4", "--out", "x", "--with", "trim", "--keep", "2", "1"], "START is not before END"),
        (["a.mp4", "--out", "x", "--with", "trim", "--keep", "-1", "1"], ""),
        (["a.mp4", "--out", "x", "--with", "trim", "--keep", "one", "2"], "no time, for example"),
        (["a.jpg", "--out", "x", *BOX], "--corners goes with --with corners"),
        (["a.jpg", "--out", "x", "--with", "polish"], "polish"),
        (["a.jpg", "--out", "x", "--as", "passport"], "passport"),
        (["a.jpg", "b.jpg", "--out", "x", "--as", "cover"], "photographs of one letter"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_is_told_before_anything_is_done(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(["repair", *words])
    assert end.value.code == BAD_COMMAND
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("text", "seconds"), [("0", 0), ("12.5", 12.5), ("1:02", 62), ("1:02:03", 3723)])
def test_a_time_is_seconds_or_as_players_show_it(text: str, seconds: float) -> None:
    assert _seconds(text) == seconds


# --- what is printed ----------------------------------------------------------------------------------


def test_a_program_hears_what_was_found_done_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repaired(RepairDesk(CONVERT, errors_after=1), "a.heic", "--out", tmp_path)
    begun, told, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert (begun["event"], begun["remedies"], begun["seconds"]) == ("repairing", ["convert"], 75)
    assert [item["severity"] for item in begun["findings"]] == ["error", "hint"]
    assert told == {"event": "progress", "share": 1.0, "seconds_left": 0}
    assert [item["rule"] for item in last["findings"]] == ["picture-size"]
    assert last["repaired"]["path"] == str(tmp_path / "a-repaired.jpg")
    assert last["repaired"]["size"] == 3
    assert len(last["repaired"]["sha256"]) == 64


def test_places_in_a_film_are_told_to_programs_in_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(parse(["check", "a.mp4", "--json"]), RepairDesk, {})
    found, hint = json.loads(capsys.readouterr().out)["findings"]
    assert "spans" not in found
    assert hint["spans"] == [[12.0, 15.4], [63.0, 63.0]]


def test_places_in_a_film_are_told_to_people_as_players_show_them(capsys: pytest.CaptureFixture[str]) -> None:
    run(parse(["check", "a.mp4"]), RepairDesk, {})
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ·")]
    assert line.endswith(" [0:12–0:15, 1:03]")


def test_a_person_reads_what_is_done_and_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repaired(RepairDesk(CONVERT), "a.heic", "--out", tmp_path, json=False) == DONE
    printed = capsys.readouterr().out
    assert "Repairing (about 1 min 15 s):\n  • into a JPG picture\n" in printed
    assert f"{tmp_path / 'a-repaired.jpg'}: 3 B, SHA-256 " in printed
    assert printed.endswith("0 error(s)\n")
