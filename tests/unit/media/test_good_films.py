"""Films as good studios make them give no error and no warning; each spoilt one gives its own finding and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from good_films import GoodFilm, Scene, Sound, make

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.media.check import check_material

FULL, TALL, BIG, TALL_BIG = (1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840)
TALL_SMALL = (540, 960)
NOISE = "noise=alls=7:allf=t"
CAMERA = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "6M")
FINE = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12")
OPEN_GOP = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-bf", "2", "-flags", "-cgop")
WOMAN = Scene(hair=(90, 60, 40), skin=(236, 196, 170), clothes=(170, 40, 60), shirt=(245, 240, 235))

GOOD: dict[str, GoodFilm] = {
    "a studio": GoodFilm(size=FULL, picture=NOISE, encoder=CAMERA),
    "a studio with a vignette": GoodFilm(Scene(screen=(0, 150, 60), wrinkles=True), picture=f"vignette=PI/5,{NOISE}"),
    "a dark screen": GoodFilm(Scene(screen=(10, 95, 40), clothes=(120, 120, 130)), Sound(breaths=True), size=FULL),
    "a bluish screen": GoodFilm(Scene(screen=(20, 160, 110), framing="close"), Sound(channels=2), fps="30000/1001"),
    "a yellowish screen": GoodFilm(Scene(screen=(110, 190, 50), clothes=(30, 30, 34)), Sound(rate_hz=44100), fps="50"),
    "light from one side": GoodFilm(Scene(falloff=0.55, skin=(120, 85, 65)), picture=NOISE),
    "a whole figure": GoodFilm(Scene(framing="full"), Sound(room_db=-52, breaths=True), fps="60", gop=60),
    "upright": GoodFilm(Scene(framing="half", shift=0.02), size=TALL),
    "upright and close": GoodFilm(
        Scene(framing="close", skin=(95, 65, 50), clothes=(225, 215, 200), screen=(60, 200, 80)),
        size=TALL_SMALL,
        fps="50",
    ),
    "4K": GoodFilm(WOMAN, size=BIG),
    "4K upright": GoodFilm(Scene(wrinkles=True), size=TALL_BIG),
    "a loud voice": GoodFilm(WOMAN, Sound(voice_db=-2, extra="alimiter=limit=0.9:level=0")),
    "a soft voice": GoodFilm(sound=Sound(voice_db=-14, room_db=-66), encoder=OPEN_GOP, gop=50),
    "an office": GoodFilm(Scene(screen=None), picture=NOISE, replaces_background=False),
    "an office, upright": GoodFilm(Scene(screen=None, framing="close"), size=TALL_SMALL, replaces_background=False),
}


def _content_findings(path: Path, film: GoodFilm, role: Role = Role.TRAINING_VIDEO) -> list[Finding]:
    """What is found out about a made film, which is then gone: they are large."""
    try:
        job = JobFields(name="n", is_background_replacement=film.replaces_background)
        checked = check_material(role, str(make(path, film)), job)
    finally:
        path.unlink(missing_ok=True)
    return [line for line in checked.findings if line.rule.startswith("film-") and line.severity is not Severity.OK]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_film_gives_no_warning(tmp_path: Path, name: str) -> None:
    found = _content_findings(tmp_path / "film.mp4", GOOD[name])
    assert [(line.rule, line.severity, line.found) for line in found] == []


SMALL = (480, 270)
LIGHT = Scene(clothes=(190, 185, 180), shirt=(250, 250, 250))


def _lit(factor: float) -> str:
    return "lutrgb=" + ":".join(f"{channel}='clip(val*{factor}\\,0\\,255)'" for channel in "rgb")


SPOILT: dict[str, tuple[GoodFilm, str, Severity]] = {
    "an office to be replaced": (GoodFilm(Scene(screen=None), size=SMALL), "film-green-screen", Severity.WARNING),
    "a blue screen": (GoodFilm(Scene(screen=(20, 60, 190)), size=SMALL), "film-green-screen", Severity.WARNING),
    "a screen that ends": (GoodFilm(Scene(screen_end=0.82), size=SMALL), "film-screen-gaps", Severity.WARNING),
    "a shadow on the screen": (GoodFilm(Scene(falloff=0.78), size=SMALL), "film-screen-light", Severity.HINT),
    "nobody": (
        GoodFilm(Scene(is_empty=True), size=SMALL, picture=NOISE, encoder=FINE),
        "film-nobody",
        Severity.WARNING,
    ),
    "half a head": (GoodFilm(Scene(rise=0.16), size=SMALL), "film-head", Severity.WARNING),
    "wide gestures": (GoodFilm(Scene(arms_out=True), size=SMALL), "film-arms", Severity.HINT),
    "far away": (GoodFilm(Scene(framing="full", scale=0.35), size=SMALL), "film-small", Severity.HINT),
    "clothes that are greenish": (GoodFilm(Scene(clothes=(84, 112, 90)), size=SMALL), "film-greenish", Severity.HINT),
    "too much light": (GoodFilm(LIGHT, size=SMALL, picture=_lit(1.6)), "film-bright", Severity.WARNING),
    "too little light": (GoodFilm(size=SMALL, picture=_lit(0.28)), "film-dark", Severity.WARNING),
    "out of focus": (GoodFilm(picture="gblur=sigma=7"), "film-sharp", Severity.WARNING),
    "two rooms": (
        GoodFilm(Scene(screen=None), size=SMALL, other_scene=Scene(screen=(70, 60, 90)), replaces_background=False),
        "film-cuts",
        Severity.WARNING,
    ),
    "a frozen picture": (GoodFilm(size=SMALL, insert="still"), "film-still", Severity.WARNING),
    "a black part": (GoodFilm(size=SMALL, insert="black", picture=NOISE), "film-black", Severity.WARNING),
    "talk at once": (GoodFilm(sound=Sound(from_s=3), size=SMALL), "film-start", Severity.WARNING),
    "talk a little early": (GoodFilm(sound=Sound(from_s=12), size=SMALL), "film-start", Severity.HINT),
    "somebody walks in": (
        GoodFilm(size=SMALL, first_scene=Scene(is_empty=True)),
        "film-start-moves",
        Severity.HINT,
    ),
    "a microphone that is off": (
        GoodFilm(sound=Sound(from_s=1000, room_db=-80), size=SMALL),
        "film-silent",
        Severity.WARNING,
    ),
    "a microphone that goes off": (GoodFilm(sound=Sound(until_s=80), size=SMALL), "film-sound-gaps", Severity.WARNING),
    "a far microphone": (
        GoodFilm(sound=Sound(voice_db=-29, room_db=-80), size=SMALL),
        "film-loudness",
        Severity.WARNING,
    ),
    "a microphone too close": (
        GoodFilm(sound=Sound(voice_db=9, room_db=-70, extra="volume=10dB,asoftclip=type=hard"), size=SMALL),
        "film-too-loud",
        Severity.WARNING,
    ),
    "a noisy room": (GoodFilm(sound=Sound(room_db=-25), size=SMALL), "film-noise", Severity.WARNING),
    "a cable that hums": (GoodFilm(sound=Sound(room_db=-70, hum_db=-48), size=SMALL), "film-hum", Severity.HINT),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_film_gives_its_own_finding_and_no_other(tmp_path: Path, name: str) -> None:
    film, rule, severity = SPOILT[name]
    found = _content_findings(tmp_path / "film.mp4", film)
    assert [(line.rule, line.severity) for line in found] == [(rule, severity)]
