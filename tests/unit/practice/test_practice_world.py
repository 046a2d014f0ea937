from __future__ import annotations

import shutil
import stat
from pathlib import Path

import films
import pytest
from studio_visitor import PART_BYTES, Visitor, ask, md5, put, studio_in

from avatar_intake.errors import LocalStorageFailed
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.throttle import Throttle
from avatar_intake.practice.world import World


def port_of(studio: PracticeStudio) -> int:
    return int(studio.endpoint.rpartition(":")[2])


def test_a_studio_that_is_started_again_is_the_same(tmp_path: Path) -> None:
    names = ("endpoint", "project_id", "ak", "sk", "token", "security_token")
    with studio_in(tmp_path) as first:
        known = [getattr(first, name) for name in names]
        job = Visitor(first).create("A", tags=["示例"])
        shown = Visitor(first).show(job["job_id"])
        port = port_of(first)
    with studio_in(tmp_path, port=port) as second:
        assert [getattr(second, name) for name in names] == known
        assert Visitor(second).show(job["job_id"]) == shown


def test_addresses_and_parts_outlive_a_restart(tmp_path: Path) -> None:
    with studio_in(tmp_path) as first:
        port = port_of(first)
        addresses = Visitor(first).create(video_multipart_count=2)
        put(addresses["training_video_upload_url"][0], bytes(PART_BYTES))
        put(addresses["cover_upload_url"], b"cover")
    with studio_in(tmp_path, port=port) as second:
        visitor = Visitor(second)
        job_id = addresses["job_id"]
        assert second.world.stored_parts(job_id) == {1: md5(bytes(PART_BYTES))}
        assert put(addresses["training_video_upload_url"][0], bytes(PART_BYTES)).status == 403
        assert put(addresses["cover_upload_url"], b"cover").status == 403
        assert put(addresses["training_video_upload_url"][1], b"end").status == 200
        assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert ask("GET", visitor.show(job_id)["cover_download_url"]).body == b"cover"
    with studio_in(tmp_path, port=port) as third:
        listed = Visitor(third).command(job_id, "GET_MULTIPART_UPLOADED")["multipart_data"]
        assert [item["part_number"] for item in listed] == ["1", "2"]


def test_one_studio_can_be_stopped_and_started_on_the_same_port(tmp_path: Path) -> None:
    studio = studio_in(tmp_path)
    studio.start()
    studio.start()
    endpoint = studio.endpoint
    job_id = Visitor(studio).create()["job_id"]
    studio.stop()
    studio.stop()
    with pytest.raises(ConnectionError):
        Visitor(studio).api("GET")
    with studio:
        assert studio.endpoint == endpoint
        assert Visitor(studio).show(job_id)["state"] == "WAIT_FILE_UPLOAD"


def test_a_job_under_review_goes_on_after_a_restart(tmp_path: Path) -> None:
    film = films.film(tmp_path / "film.mp4").read_bytes()
    with studio_in(tmp_path, pace_s=3600.0) as first:
        visitor = Visitor(first)
        job_id = visitor.submit(visitor.create(is_live_copy=True), film, tmp_path)
        assert visitor.show(job_id)["state"] == "AUTO_VERIFYING"
    with studio_in(tmp_path) as second:
        assert Visitor(second).show(job_id)["state"] == "JOB_SUCCESS"


def test_leftovers_of_broken_uploads_are_removed_at_start(tmp_path: Path) -> None:
    world = World(tmp_path, StudioClock())
    leftover = world.incoming_path("0" * 32)
    leftover.write_bytes(b"half")
    World(tmp_path, StudioClock())
    assert not leftover.exists()


def test_everything_in_the_folder_is_private(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create(video_multipart_count=2)
        for url in addresses["training_video_upload_url"]:
            put(url, bytes(PART_BYTES))
        visitor.upload_documents(addresses, tmp_path)
        put(visitor.create("Another")["training_video_upload_url"][0], b"part")
        visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
        found = [tmp_path / "studio", *(tmp_path / "studio").rglob("*")]
        modes = {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_dir()}
        file_modes = {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_file()}
    assert (modes, file_modes) == ({0o700}, {0o600})
    assert len(found) > 10


def test_empty_forgets_jobs_and_files_but_not_names_and_secrets(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        token = studio.token
        addresses = Visitor(studio).create()
        put(addresses["cover_upload_url"], b"cover")
        studio.empty()
        assert studio.world.job_ids() == ()
        assert studio.world.put_counts == {}
        assert studio.world.requests == ()
        assert not list((tmp_path / "studio" / "files").iterdir())
        assert studio.token == token
        assert Visitor(studio).create()["job_id"]
    assert len(studio_in(tmp_path).world.job_ids()) == 1


def test_a_studio_can_be_emptied_before_it_starts(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        Visitor(studio).create()
    later = studio_in(tmp_path)
    later.empty()
    with later:
        assert Visitor(later).api("GET").json["count"] == 0


def test_chosen_names_and_secrets_come_before_made_up_ones(tmp_path: Path) -> None:
    chosen = {"project_id": "0" * 32, "ak": "SAMPLE", "sk": "made-up", "token": "also-made-up"}
    studio = studio_in(tmp_path, **chosen)
    assert {name: getattr(studio, name) for name in chosen} == chosen
    assert studio_in(tmp_path).ak != "SAMPLE"


def test_made_up_secrets_differ_from_studio_to_studio(tmp_path: Path) -> None:
    one, other = studio_in(tmp_path / "a"), studio_in(tmp_path / "b")
    for name in ("project_id", "ak", "sk", "token", "security_token"):
        assert getattr(one, name) != getattr(other, name)


@pytest.mark.parametrize("name", ["studio.json", "jobs/x.json"])
@pytest.mark.parametrize("content", ["{", "[]", '"text"'])
def test_a_damaged_folder_is_said_to_be_damaged(tmp_path: Path, name: str, content: str) -> None:
    studio_in(tmp_path)
    (tmp_path / "studio" / name).write_text(content)
    with pytest.raises(LocalStorageFailed, match=Path(name).name):
        studio_in(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "studio").write_text("a file is in the way")
    with pytest.raises(LocalStorageFailed):
        studio_in(tmp_path)


def test_a_folder_that_is_taken_away_is_an_internal_error_not_a_crash(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        for name in ("jobs", "files"):
            folder = tmp_path / "studio" / name
            shutil.rmtree(folder)
            folder.write_text("a file is in the way")
        assert put(addresses["cover_upload_url"], b"cover").status == 500
        assert visitor.api("POST", "", {"name": "Another"}).error == (500, "MSS.00000004")
        assert studio.world.stored_path(addresses["job_id"], "cover") is None


def test_no_name_or_phone_number_is_in_the_list_of_requests(tmp_path: Path) -> None:
    with studio_in(tmp_path) as studio:
        visitor = Visitor(studio)
        visitor.create("Sample Presenter", contact="13800138000")
        visitor.api("GET", "?name=Sample+Presenter")
        assert not any("Sample" in repr(line) or "13800138000" in repr(line) for line in studio.world.requests)


def test_a_rate_is_kept_for_each_kind_of_request() -> None:
    moments = [0.0]
    throttle = Throttle(2, lambda: moments[0])
    assert [throttle.accepts("update") for _ in range(3)] == [True, True, False]
    assert throttle.accepts("delete")
    moments[0] = 0.99
    assert not throttle.accepts("update")
    moments[0] = 1.0
    assert [throttle.accepts("update") for _ in range(3)] == [True, True, False]


def test_without_a_rate_everything_is_accepted() -> None:
    throttle = Throttle(None, lambda: 0.0)
    assert all(throttle.accepts("update") for _ in range(100))
