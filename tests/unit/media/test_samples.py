"""The sample materials: they pass every check, they are small, and they are plainly nobody's."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, MediaFacts, Severity
from avatar_intake.media.check import check_material, same_file_findings
from avatar_intake.media.frames import filmstrip

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"


@pytest.fixture(scope="module")
def intake() -> dict[str, dict[str, object]]:
    return tomllib.loads((SAMPLES / "intake.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def checked(intake: dict[str, dict[str, object]]) -> list[Checked]:
    job = JobFields(name=str(intake["job"]["name"]))
    return [check_material(Role(role), str(SAMPLES / str(name)), job) for role, name in intake["materials"].items()]


def test_every_sample_passes_every_check(checked: list[Checked]) -> None:
    assert {line.severity for item in checked for line in item.findings} == {Severity.OK}
    assert same_file_findings(checked) == ()


def test_the_samples_are_what_a_standard_job_needs(intake: dict[str, dict[str, object]]) -> None:
    assert set(intake) == {"job", "materials"}
    assert set(intake["materials"]) == {
        "training_video",
        "id_card_image1",
        "id_card_image2",
        "grant_file",
        "cover",
    }


def test_the_film_is_what_the_guide_asks_for(checked: list[Checked]) -> None:
    facts = next(item.facts for item in checked if item.role == Role.TRAINING_VIDEO)
    assert isinstance(facts, MediaFacts)
    assert (facts.codec, facts.width_px, facts.height_px, facts.frame_rate) == ("h264", 1920, 1080, 25.0)
    assert (facts.duration_s, facts.bit_depth, facts.is_moov_first) == (185.0, 8, True)
    assert facts.sound[0].codec == "aac"


def test_the_film_shows_a_figure_before_a_green_wall() -> None:
    for frame in filmstrip(str(SAMPLES / "training.mp4"), 3, 90):
        picture = Image.open(io.BytesIO(frame.png)).convert("RGB")
        corners = [picture.getpixel(place) for place in ((2, 2), (157, 2), (2, 60), (157, 60))]
        for colour in corners:
            assert isinstance(colour, tuple)
            assert colour[1] > 150 > 2 * colour[0]
        face = picture.getpixel((80, 26))  # the forehead, which does not talk
        assert isinstance(face, tuple)
        assert face[0] > face[1] > face[2]


def test_the_film_begins_still_and_quiet() -> None:
    import av

    with av.open(str(SAMPLES / "training.mp4")) as film:
        sizes = [packet.size for packet in film.demux(film.streams.video[0]) if packet.size][1 : 17 * 25]
    assert max(sizes) < 400  # nothing but "as before" in each frame
    with av.open(str(SAMPLES / "training.mp4")) as film:
        loudest = 0.0
        for frame in film.decode(film.streams.audio[0]):
            if frame.time is not None and frame.time < 17.5:
                data = memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples]
                loudest = max(loudest, *(abs(value) for value in data))
    assert loudest < 0.01


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 700_000


def test_the_samples_carry_no_metadata() -> None:
    for name in ("id-card-portrait.jpg", "id-card-emblem.jpg", "cover.jpg"):
        with Image.open(SAMPLES / name) as picture:
            assert not picture.getexif()


def test_names_of_the_samples_stay_as_others_know_them() -> None:
    assert sorted(path.name for path in SAMPLES.iterdir()) == [
        "cover.jpg",
        "id-card-emblem.jpg",
        "id-card-portrait.jpg",
        "intake.toml",
        "letter.pdf",
        "training.mp4",
    ]
