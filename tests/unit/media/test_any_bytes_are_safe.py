"""Whatever a file holds, checking it and looking at it ends with a finding or an error of ours, never otherwise."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import films
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.check import check_material
from avatar_intake.media.frames import frame_at
from avatar_intake.media.letter import page_preview
from avatar_intake.media.picture import thumbnail

JOB = JobFields(name="n")
TINY = films.FilmSpec(width=64, height=48, seconds=2)


def _other_film(path: Path, container: str) -> object:
    codec = "mpeg4" if container in ("avi", "asf") else "libx264"
    return films.film(path, spec=films.FilmSpec(width=64, height=48, seconds=1, container=container, codec=codec))


MADE: dict[str, tuple[Role, Callable[[Path], object]]] = {
    "mp4": (Role.TRAINING_VIDEO, lambda path: films.film(path, spec=TINY)),
    "mp4 in fragments": (
        Role.TRAINING_VIDEO,
        lambda path: films.film(path, spec=films.FilmSpec(width=64, height=48, seconds=2, fragmented=True)),
    ),
    "jpg": (Role.ID_CARD_IMAGE1, lambda path: films.id_card_picture(path, width=100, gps=True)),
    "png": (Role.COVER, lambda path: films.id_card_picture(path, width=100, picture_format="PNG", gps=True)),
    "webp": (Role.COVER, lambda path: films.id_card_picture(path, width=100, picture_format="WEBP", gps=True)),
    "heic": (Role.COVER, films.heic_picture),
    "pdf": (Role.GRANT_FILE, lambda path: films.letter_pdf(path, pages=2)),
    "zip": (Role.AUDIO, lambda path: films.voice_zip(path, seconds=0.1)),
}

# A change: a place (as a share of the file), how many bytes go, what comes instead.
Change = tuple[float, int, bytes]
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1, allow_nan=False),
        st.sampled_from((0, 1, 2, 4, 8, 50, 10_000)),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x00\x00\x00\x01", bytes(300), b"\x80" * 8)),
        ),
    ),
    min_size=1,
    max_size=4,
)


def _changed(data: bytes, changes: list[Change], head_share: float) -> bytes:
    """The bytes with some of them replaced; ``head_share`` draws the places to the front, where the tables are."""
    for share, gone, instead in changes:
        place = int(share * len(data) * head_share)
        data = data[:place] + instead + data[place + max(gone, len(instead)) :]
    return data


def _look_at(role: Role, path: Path) -> None:
    checked = check_material(role, str(path), JOB)
    assert isinstance(checked, Checked)
    assert checked.findings
    for look in (
        lambda: thumbnail(str(path), 64),
        lambda: page_preview(str(path), 0, 64),
        lambda: frame_at(str(path), 1.0, 64),
    ):
        with contextlib.suppress(MaterialUnreadable):
            assert look()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", MADE)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, head_share=st.sampled_from((1.0, 0.3, 0.05)))
def test_a_file_with_changed_bytes_is_safe(tmp_path: Path, kind: str, changes: list[Change], head_share: float) -> None:
    role, make = MADE[kind]
    original = tmp_path / "original"
    if not original.exists():
        make(original)
    path = tmp_path / "changed"
    path.write_bytes(_changed(original.read_bytes(), changes, head_share))
    _look_at(role, path)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("container", ["matroska", "mpegts", "avi", "flv", "asf"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES, head_share=st.sampled_from((1.0, 0.3, 0.05)))
def test_a_film_in_another_container_with_changed_bytes_is_safe(
    tmp_path: Path, container: str, changes: list[Change], head_share: float
) -> None:
    original = tmp_path / "original"
    if not original.exists():
        _other_film(original, container)
    path = tmp_path / "changed"
    path.write_bytes(_changed(original.read_bytes(), changes, head_share))
    _look_at(Role.TRAINING_VIDEO, path)


@pytest.mark.parametrize("role", [Role.TRAINING_VIDEO, Role.COVER, Role.GRANT_FILE, Role.AUDIO])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from(
        (b"", b"\0\0\0\x18ftypisom", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04")
    ),
    rest=st.binary(max_size=300),
)
def test_any_bytes_behind_any_beginning_are_safe(tmp_path: Path, role: Role, head: bytes, rest: bytes) -> None:
    path = tmp_path / "anything"
    path.write_bytes(head + rest)
    _look_at(role, path)
