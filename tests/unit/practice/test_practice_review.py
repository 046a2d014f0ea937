from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import films
import pytest
from studio_visitor import Visitor, put, studio_in

from avatar_intake.practice.jobs import TRAINING_STEPS, following_state
from avatar_intake.practice.review import Film, film_verdict, is_letter, is_picture, look_at_film
from avatar_intake.practice.server import PracticeStudio

# The vendor's words are Chinese; the tests look for their core.
WORDS = {
    "resolution": "分辨率",
    "duration": "时长",
    "unreadable": "无法解析",
    "person": "人证不匹配",
    "letter": "授权书",
}


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


def reviewed(visitor: Visitor, film: bytes, folder: Path, **fields: object) -> dict[str, Any]:
    """Show of a job that was submitted with this film."""
    return visitor.show(visitor.submit(visitor.create(**fields), film, folder))


def rejection(shown: dict[str, Any]) -> tuple[str, str, str]:
    """State, words and code of the last log line of a rejected job."""
    line = shown["operation_logs"][-1]
    assert (line["log_type"], line["operate_user"]) == ("SYSTEM_VERIFY_FAILED", "SYSTEM")
    return shown["state"], line["log_description"], line.get("error_code", "")


# --- rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840)])
def test_the_four_resolutions_pass(size: tuple[int, int]) -> None:
    assert film_verdict(Film(*size, duration_s=300.0), is_flexus=False) is None


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1088), (1920, 1920), (4096, 2160), (1080, 1080)])
def test_any_other_resolution_is_rejected_with_the_vendors_code(size: tuple[int, int]) -> None:
    verdict = film_verdict(Film(*size, duration_s=300.0), is_flexus=False)
    assert verdict is not None
    assert verdict.error_code == "44005901"
    assert WORDS["resolution"] in verdict.text


@pytest.mark.parametrize(
    ("duration_s", "standard", "flexus"),
    [
        (59.0, False, False),
        (60.0, False, True),
        (179.0, False, True),
        (180.0, True, True),
        (300.0, True, True),
        (301.0, True, False),
        (600.0, True, False),
        (601.0, False, False),
    ],
)
def test_the_edition_decides_how_long_a_film_may_be(duration_s: float, standard: bool, flexus: bool) -> None:
    film = Film(1920, 1080, duration_s)
    assert (film_verdict(film, is_flexus=False) is None) is standard
    assert (film_verdict(film, is_flexus=True) is None) is flexus


def test_the_states_of_a_training_follow_each_other_to_an_end() -> None:
    for na_account, last in ((False, "JOB_SUCCESS"), (True, "WAIT_USER_CONFIRM")):
        passed = []
        step = following_state("MANUAL_VERIFYING", na_account=na_account)
        while step:
            passed.append(step[0])
            step = following_state(step[0], na_account=na_account)
        assert passed == [*(state for state, _ in TRAINING_STEPS), last]


# --- looking at files ---------------------------------------------------------------------------


def test_a_film_is_seen_with_its_size_and_duration(tmp_path: Path) -> None:
    film = look_at_film(films.film(tmp_path / "film.mp4", seconds=10))
    assert film is not None
    assert (film.width_px, film.height_px) == (1920, 1080)
    assert film.duration_s == pytest.approx(10, abs=0.1)


@pytest.mark.parametrize("container", ["mov", "matroska"])
def test_another_container_is_no_film_whatever_its_name(tmp_path: Path, container: str) -> None:
    assert look_at_film(films.film(tmp_path / "film.mp4", seconds=10, container=container)) is None


@pytest.mark.parametrize("faststart", [True, False])
def test_a_film_that_was_cut_off_is_no_film(tmp_path: Path, faststart: bool) -> None:
    path = films.film(tmp_path / "film.mp4", seconds=30, faststart=faststart)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert look_at_film(path) is None


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x00\x00\x00\x18ftypmp42" + bytes(100)])
def test_junk_is_no_film_no_picture_and_no_letter(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "junk"
    path.write_bytes(content)
    assert look_at_film(path) is None
    assert not is_picture(path)
    assert not is_letter(path)


def test_pictures_are_jpeg_or_png_and_whole(tmp_path: Path) -> None:
    jpeg = films.id_card_picture(tmp_path / "a.jpg")
    png = films.id_card_picture(tmp_path / "a.png", picture_format="PNG")
    webp = films.id_card_picture(tmp_path / "a.webp", picture_format="WEBP")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(jpeg.read_bytes()[:-2000])
    assert [is_picture(path) for path in (jpeg, png, webp, cut)] == [True, True, False, False]


def test_a_letter_is_a_pdf_or_a_picture(tmp_path: Path) -> None:
    assert is_letter(films.letter_pdf(tmp_path / "letter.pdf"))
    assert is_letter(films.id_card_picture(tmp_path / "letter.jpg"))


# --- the whole way ------------------------------------------------------------------------------


def test_a_good_job_is_finished_when_it_is_next_looked_at(studio: PracticeStudio, tmp_path: Path) -> None:
    film = films.film(tmp_path / "film.mp4").read_bytes()
    shown = reviewed(Visitor(studio), film, tmp_path)
    assert shown["state"] == "JOB_SUCCESS"
    assert shown["asset_id"]
    types = [line["log_type"] for line in shown["operation_logs"]]
    assert types[:4] == [
        "USER_CREATE_JOD",
        "USER_VERIFYING_SUBMITTED",
        "SYSTEM_VERIFY_SUCCESS",
        "ADMIN_VERIFY_SUCCESS",
    ]
    assert types[-1] == "SYSTEM_JOB_SUCCESS"


def test_the_list_looks_at_jobs_too(studio: PracticeStudio, tmp_path: Path) -> None:
    visitor = Visitor(studio)
    visitor.submit(visitor.create(), films.film(tmp_path / "film.mp4").read_bytes(), tmp_path)
    assert visitor.api("GET", "?state=JOB_SUCCESS").json["count"] == 1


def test_720p_is_rejected_with_the_vendors_code(studio: PracticeStudio, tmp_path: Path) -> None:
    film = films.film(tmp_path / "film.mp4", width=1280, height=720).read_bytes()
    state, text, code = rejection(reviewed(Visitor(studio), film, tmp_path))
    assert (state, code) == ("AUTO_VERIFY_FAILED", "44005901")
    assert WORDS["resolution"] in text


@pytest.mark.parametrize(("seconds", "fields"), [(100, {}), (30, {"is_flexus": True})])
def test_a_film_that_is_too_short_is_rejected_in_words(
    studio: PracticeStudio, tmp_path: Path, seconds: float, fields: dict[str, object]
) -> None:
    film = films.film(tmp_path / "film.mp4", seconds=seconds).read_bytes()
    state, text, code = rejection(reviewed(Visitor(studio), film, tmp_path, **fields))
    assert (state, code) == ("AUTO_VERIFY_FAILED", "")
    assert WORDS["duration"] in text


def test_a_film_of_two_minutes_is_good_for_flexus(studio: PracticeStudio, tmp_path: Path) -> None:
    film = films.film(tmp_path / "film.mp4", seconds=120).read_bytes()
    assert reviewed(Visitor(studio), film, tmp_path, is_flexus=True)["state"] == "JOB_SUCCESS"


def test_something_that_is_no_film_is_rejected_in_words(studio: PracticeStudio, tmp_path: Path) -> None:
    assert WORDS["unreadable"] in rejection(reviewed(Visitor(studio), b"no film at all", tmp_path))[1]


def test_id_pictures_that_are_no_pictures_are_a_mismatch_of_person_and_card(
    studio: PracticeStudio, tmp_path: Path
) -> None:
    visitor = Visitor(studio)
    addresses = visitor.create()
    put(addresses["training_video_upload_url"][0], films.film(tmp_path / "film.mp4").read_bytes())
    for role in ("id_card_image1", "id_card_image2", "grant_file"):
        put(addresses[f"{role}_upload_url"], b"%PDF- no picture")
    visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    visitor.does(addresses["job_id"], "SUBMITVERIFYING")
    assert WORDS["person"] in rejection(visitor.show(addresses["job_id"]))[1]


def test_a_letter_that_is_neither_pdf_nor_picture_is_rejected(studio: PracticeStudio, tmp_path: Path) -> None:
    visitor = Visitor(studio)
    addresses = visitor.create()
    put(addresses["grant_file_upload_url"], b"just words")
    film = films.film(tmp_path / "film.mp4").read_bytes()
    put(addresses["training_video_upload_url"][0], film)
    for role in ("id_card_image1", "id_card_image2"):
        put(addresses[f"{role}_upload_url"], films.id_card_picture(tmp_path / "card.jpg").read_bytes())
    visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    visitor.does(addresses["job_id"], "SUBMITVERIFYING")
    assert WORDS["letter"] in rejection(visitor.show(addresses["job_id"]))[1]


@pytest.mark.parametrize("seconds", [185, 30])
def test_the_id_pictures_are_deleted_after_the_check_whatever_it_says(
    studio: PracticeStudio, tmp_path: Path, seconds: float
) -> None:
    visitor = Visitor(studio)
    addresses = visitor.create()
    job_id = visitor.submit(addresses, films.film(tmp_path / "film.mp4", seconds=seconds).read_bytes(), tmp_path)
    assert studio.world.stored_path(job_id, "id_card_image1") is not None
    shown = visitor.show(job_id)
    assert studio.world.stored_path(job_id, "id_card_image1") is None
    assert "id_card_image1_download_url" not in shown
    assert "grant_file_download_url" in shown
    assert put(addresses["id_card_image1_upload_url"], b"again").status == 403


def test_after_a_rejection_the_id_pictures_must_come_again_and_the_rest_may_stay(
    studio: PracticeStudio, tmp_path: Path
) -> None:
    visitor = Visitor(studio)
    short = films.film(tmp_path / "short.mp4", seconds=30).read_bytes()
    job_id = visitor.submit(visitor.create(), short, tmp_path)
    assert visitor.show(job_id)["state"] == "AUTO_VERIFY_FAILED"

    addresses = visitor.api("PUT", f"/{job_id}", {"video_multipart_count": 1}).json
    put(addresses["training_video_upload_url"][0], films.film(tmp_path / "film.mp4").read_bytes())
    assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert visitor.command(job_id, "SUBMITVERIFYING")["excute_failed_msg"] == "id_card_image1 is not uploaded"
    visitor.upload_documents(addresses, tmp_path)
    assert visitor.does(job_id, "SUBMITVERIFYING")
    assert visitor.show(job_id)["state"] == "JOB_SUCCESS"


def test_with_a_pace_the_states_take_their_time(tmp_path: Path) -> None:
    with studio_in(tmp_path, pace_s=100.0) as studio:
        visitor = Visitor(studio)
        job_id = visitor.submit(visitor.create(), films.film(tmp_path / "film.mp4").read_bytes(), tmp_path)
        seen = []
        for _ in range(10):
            seen.append(visitor.show(job_id)["state"])
            studio.clock.advance(100)
        assert seen == ["AUTO_VERIFYING", "MANUAL_VERIFYING", *(state for state, _ in TRAINING_STEPS), "JOB_SUCCESS"]


def test_who_looks_after_a_long_time_sees_the_end(tmp_path: Path) -> None:
    with studio_in(tmp_path, pace_s=100.0) as studio:
        visitor = Visitor(studio)
        job_id = visitor.submit(visitor.create(), films.film(tmp_path / "film.mp4").read_bytes(), tmp_path)
        studio.clock.advance(100_000)
        assert visitor.show(job_id)["state"] == "JOB_SUCCESS"


def test_an_na_account_is_asked_for_its_opinion(tmp_path: Path) -> None:
    with studio_in(tmp_path, na_account=True) as studio:
        visitor = Visitor(studio)
        film = films.film(tmp_path / "film.mp4").read_bytes()
        assert reviewed(visitor, film, tmp_path)["state"] == "WAIT_USER_CONFIRM"


def test_a_state_set_by_hand_holds_and_its_words_are_logged(studio: PracticeStudio) -> None:
    visitor = Visitor(studio)
    job_id = visitor.create()["job_id"]
    studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text="画面太暗")
    shown = visitor.show(job_id)
    line = shown["operation_logs"][-1]
    assert (shown["state"], line["log_type"], line["log_description"]) == (
        "MANUAL_VERIFY_FAILED",
        "ADMIN_VERIFY_FAILED",
        "画面太暗",
    )
    studio.world.set_state(job_id, "A_STATE_OF_THE_FUTURE")
    assert visitor.show(job_id)["state"] == studio.world.state(job_id) == "A_STATE_OF_THE_FUTURE"
    studio.world.set_state(job_id, "TRAINING")
    assert visitor.show(job_id)["state"] == "TRAINING"


def test_log_times_never_repeat_so_that_the_newest_line_can_be_told(studio: PracticeStudio) -> None:
    visitor = Visitor(studio)
    job_id = visitor.create()["job_id"]
    for text in ("first", "second", "third"):
        studio.world.set_state(job_id, "AUTO_VERIFY_FAILED", text=text)
    lines = visitor.show(job_id)["operation_logs"]
    assert max(lines, key=lambda line: line["operate_time"])["log_description"] == "third"
    assert len({line["operate_time"] for line in lines}) == len(lines)
