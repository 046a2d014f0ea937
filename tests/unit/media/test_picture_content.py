"""What pictures of ID cards and covers show, and what is said about it: nothing about good ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import films
import pytest
import specimens
from PIL import Image
from specimens import Shot, Side

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import PictureContent, PictureFacts, Severity
from avatar_intake.media.check import check_material
from avatar_intake.media.picture import MAX_PIXELS
from avatar_intake.media.picture_content import picture_content
from avatar_intake.media.picture_content_rules import PICTURE_CONTENT_RULES

JOB = JobFields(name="n")
ROLES: dict[Side, Role] = {"portrait": Role.ID_CARD_IMAGE1, "emblem": Role.ID_CARD_IMAGE2}
BOTH: tuple[Side, ...] = ("portrait", "emblem")
WARNING, HINT = Severity.WARNING, Severity.HINT


def _said(role: Role, path: Path) -> dict[str, Severity]:
    """What is not good about a picture."""
    findings = check_material(role, str(path), JOB).findings
    return {finding.rule: finding.severity for finding in findings if finding.severity is not Severity.OK}


def _seen(path: Path) -> PictureContent:
    content = check_material(Role.ID_CARD_IMAGE1, str(path), JOB).content
    assert isinstance(content, PictureContent)
    return content


def _shot(folder: Path, side: Side, shot: Shot) -> Path:
    return specimens.as_file(specimens.photographed(specimens.card(side), shot), folder / "card.jpg")


@pytest.mark.parametrize("name", specimens.GOOD_CARDS)
def test_nothing_is_said_about_a_good_picture_of_a_card(tmp_path: Path, name: str) -> None:
    side, make = specimens.GOOD_CARDS[name]
    assert _said(ROLES[side], make(tmp_path)) == {}


BAD_SHOTS: dict[str, tuple[Shot, str, Severity]] = {
    "blurred": (Shot(soft_px=5), "card-sharp", WARNING),
    "a little blurred": (Shot(soft_px=2.2), "card-sharp", HINT),
    "shaken": (Shot(shake_px=24), "card-sharp", WARNING),
    "with glare": (Shot(glare=(0.38, 0.42, 0.06)), "card-glare", WARNING),
    "with a little glare": (Shot(glare=(0.36, 0.5, 0.027)), "card-glare", HINT),
    "in the dark": (Shot(light=(0.2, 0.22)), "card-dark", WARNING),
    "in dim light": (Shot(light=(0.3, 0.36)), "card-dark", HINT),
    "in glaring light": (Shot(light=(1.3, 1.3)), "card-bright", HINT),
    "cut at the right": (Shot(at=(0.75, 0.5)), "card-cut", WARNING),
    "cut at the left": (Shot(at=(0.2, 0.5), ground="dark"), "card-cut", WARNING),
    "cut at the top": (Shot(at=(0.5, 0.1), ground="cloth"), "card-cut", WARNING),
    "from aside": (Shot(slant=0.2, ground="dark"), "card-aslant", HINT),
    "at an angle": (Shot(tilt_deg=20, width=0.55, ground="green"), "card-aslant", HINT),
    "far away": (Shot(width=0.26), "card-small", WARNING),
    "rather far away": (Shot(width=0.42), "card-small", HINT),
    "sideways": (Shot(turn_deg=90), "card-sideways", WARNING),
    "sideways the other way": (Shot(turn_deg=270, ground="dark"), "card-sideways", WARNING),
    "upside down": (Shot(turn_deg=180), "card-upside-down", WARNING),
}


@pytest.mark.parametrize(("name", "side"), [(name, BOTH[number % 2]) for number, name in enumerate(BAD_SHOTS)])
def test_what_is_wrong_with_a_picture_of_a_card_is_said_once(tmp_path: Path, name: str, side: Side) -> None:
    shot, rule, severity = BAD_SHOTS[name]
    assert _said(ROLES[side], _shot(tmp_path, side, shot)) == {rule: severity}


@pytest.mark.parametrize("side", BOTH)
def test_a_copy_without_colours_is_told(tmp_path: Path, side: Side) -> None:
    copy = specimens.as_file(specimens.scanned(side).convert("L"), tmp_path / "card.jpg", camera=False)
    assert _said(ROLES[side], copy) == {"card-colour": WARNING}


@pytest.mark.parametrize(("side", "other"), [("portrait", "emblem"), ("emblem", "portrait")])
def test_the_other_side_is_told_in_both_roles(tmp_path: Path, side: Side, other: Side) -> None:
    assert _said(ROLES[side], _shot(tmp_path, other, Shot(tilt_deg=3))) == {"card-side": WARNING}


def test_a_screenshot_is_told_by_its_size_and_its_bars(tmp_path: Path) -> None:
    screen = Image.new("RGB", (720, 1280), "black")
    screen.paste(specimens.photographed(specimens.card("portrait"), Shot(size=(720, 540))), (0, 400))
    assert _said(Role.ID_CARD_IMAGE1, specimens.as_file(screen, tmp_path / "a.png", camera=False)) == {
        "card-screenshot": WARNING
    }
    photo = specimens.photographed(specimens.card("portrait"), Shot(size=(720, 1280), width=0.9))
    assert _said(Role.ID_CARD_IMAGE1, specimens.as_file(photo, tmp_path / "b.png", camera=False)) == {}


def test_the_white_behind_the_head_is_no_glare(tmp_path: Path) -> None:
    card = specimens.card("portrait").copy()
    card.paste((255, 255, 255), (646, 100, 700, 250))
    picture = specimens.photographed(card, Shot(noise=0))
    path = specimens.as_file(picture, tmp_path / "card.jpg")
    assert _seen(path).spots
    assert _said(Role.ID_CARD_IMAGE1, path) == {}
    turned = specimens.as_file(picture.rotate(90, expand=True), tmp_path / "turned.jpg")
    assert _said(Role.ID_CARD_IMAGE1, turned) == {"card-sideways": WARNING}


def test_a_picture_that_is_only_marked_as_turned_is_looked_at_upright(tmp_path: Path) -> None:
    picture = specimens.photographed(specimens.card("portrait"), Shot()).rotate(90, expand=True)
    path = specimens.as_file(picture, tmp_path / "card.jpg", orientation=6)
    assert _said(Role.ID_CARD_IMAGE1, path) == {"picture-turned": HINT}


def test_the_corners_of_a_card_are_found_in_the_pixels_of_the_upright_picture(tmp_path: Path) -> None:
    card = _seen(_shot(tmp_path, "portrait", Shot(ground="dark", width=0.6))).card
    assert card is not None
    wanted = ((200, 186), (800, 186), (800, 564), (200, 564))
    for (x, y), (right_x, right_y) in zip(card.corners_px, wanted, strict=True):
        assert abs(x - right_x) < 20
        assert abs(y - right_y) < 20
    assert not card.cut_sides


def test_nothing_is_said_of_a_card_on_a_cloth_with_a_pattern(tmp_path: Path) -> None:
    picture = specimens.photographed(specimens.card("emblem"), Shot(ground="cloth"))
    for x in range(0, picture.width, 40):
        for y in range(0, picture.height, 40):
            inside = 130 < x < 870 and 120 < y < 630
            if not inside and (x + y) % 80 == 0:
                picture.paste((180, 40, 40), (x, y, x + 20, y + 20))
    assert _said(Role.ID_CARD_IMAGE2, specimens.as_file(picture, tmp_path / "card.jpg")) == {}


def test_a_shadow_that_reaches_the_card_is_no_missing_piece(tmp_path: Path) -> None:
    picture = specimens.photographed(specimens.card("portrait"), Shot(ground="white", light=(0.95, 0.95), shadow=True))
    assert _said(Role.ID_CARD_IMAGE1, specimens.as_file(picture, tmp_path / "card.jpg")) == {}


def test_a_flat_picture_tells_nothing(tmp_path: Path) -> None:
    path = specimens.as_file(Image.new("RGB", (900, 700), (120, 130, 140)), tmp_path / "card.jpg")
    content = _seen(path)
    assert (content.card, content.edge_width, content.spots, content.side) == (None, None, (), "")


def test_covers_get_hints_only(tmp_path: Path) -> None:
    cover = films.cover_picture(tmp_path / "cover.jpg")
    assert _said(Role.COVER, cover) == {}
    shot = specimens.photographed(specimens.card("portrait"), Shot())
    dark = specimens.as_file(shot.point(lambda value: value // 8), tmp_path / "dark.jpg")
    assert _said(Role.COVER, dark) == {"picture-dark": HINT}
    blurred = specimens.photographed(specimens.card("portrait"), Shot(soft_px=9, width=0.9, noise=0))
    path = specimens.as_file(blurred, tmp_path / "blurred.jpg")
    assert _said(Role.PRE_BEAUTY_IMAGE, path) == {"picture-sharp": HINT}


def test_a_small_picture_is_not_called_blurred(tmp_path: Path) -> None:
    small = specimens.photographed(specimens.card("portrait"), Shot()).resize((420, 315))
    assert _said(Role.ID_CARD_IMAGE1, specimens.as_file(small, tmp_path / "card.jpg")) == {
        "picture-size": WARNING,
        "card-small": WARNING,
    }


def test_what_cannot_be_decoded_shows_nothing(tmp_path: Path) -> None:
    path = _shot(tmp_path, "portrait", Shot(size=(400, 300)))
    facts = PictureFacts("JPEG", 1, 400, 300)
    assert picture_content(str(path), facts) is not None
    assert picture_content(str(path), replace(facts, width_px=MAX_PIXELS)) is None
    assert picture_content(str(path), replace(facts, format="HEIC")) is None
    assert picture_content(str(tmp_path / "gone.jpg"), facts) is None
    path.write_bytes(path.read_bytes()[:700])
    assert picture_content(str(path), facts) is None


def test_every_rule_about_a_picture_has_an_example_that_breaks_it() -> None:
    broken = {rule for _, rule, _ in BAD_SHOTS.values()}
    broken |= {"card-colour", "card-side", "card-screenshot", "picture-turned", "picture-dark", "picture-sharp"}
    assert {rule.name for rule in PICTURE_CONTENT_RULES} == broken
