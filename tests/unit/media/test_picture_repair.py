"""Better copies of pictures and letters: each passes every check, no original changes, nothing is left half-made."""

from __future__ import annotations

import functools
import hashlib
import io
import resource
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import colour_profiles
import films
import pytest
import specimens
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat
from specimens import Shot

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, LetterFacts, PictureFacts, Severity
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.errors import Cancelled, LocalStorageFailed, MaterialUnreadable, RepairFailed
from avatar_intake.media.check import check_material
from avatar_intake.media.letter_repair import join_letter
from avatar_intake.media.picture_metadata import jpeg_without_place
from avatar_intake.media.picture_repair import as_jpeg, perspective, repair_picture

JOB = JobFields(name="n")
CARD, COVER, LETTER = Role.ID_CARD_IMAGE1, Role.COVER, Role.GRANT_FILE
Repair = Callable[..., None]


def _nothing(_: float) -> None:
    pass


def _order(role: Role, paths: Path | tuple[Path, ...], target: Path, *remedies: Remedy, **how: object) -> RepairOrder:
    many = paths if isinstance(paths, tuple) else (paths,)
    return RepairOrder(role, tuple(str(path) for path in many), str(target), frozenset(remedies), **how)  # type: ignore[arg-type]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _not_good(checked: Checked) -> dict[str, Severity]:
    return {finding.rule: finding.severity for finding in checked.findings if finding.severity is not Severity.OK}


def _repaired(role: Role, path: Path, *remedies: Remedy, suffix: str = ".jpg", **how: object) -> Image.Image:
    """The copy, after everything that holds for each copy has been looked at."""
    target = path.with_name(f"copy{suffix}")
    before, told = _hash(path), []
    repair_picture(_order(role, path, target, *remedies, **how), told.append)
    assert _hash(path) == before
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert _not_good(check_material(role, str(target), JOB)) == {}
    with Image.open(target) as copy:
        copy.load()
    assert not copy.getexif().get_ifd(0x8825)
    return copy


def _apart(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, seen from where the grain does not show."""
    small = [picture.resize((240, 150), Image.Resampling.BOX) for picture in (one, other)]
    return float(max(ImageStat.Stat(ImageChops.difference(*small)).mean))


@functools.cache
def _good_card() -> Image.Image:
    return specimens.photographed(specimens.card("portrait"), Shot())


@functools.cache
def _lying_card() -> Image.Image:
    return _good_card().rotate(90, expand=True)


# --- formats and colours ------------------------------------------------------------------------


def test_a_phones_picture_becomes_a_jpeg(tmp_path: Path) -> None:
    path = films.heic_picture(tmp_path / "a.heic", size=320)
    assert "picture-format" in _not_good(check_material(COVER, str(path), JOB))
    copy = _repaired(COVER, path, Remedy.CONVERT)
    assert (copy.format, copy.size, copy.mode) == ("JPEG", (320, 320), "RGB")


@pytest.mark.parametrize("picture_format", ["WEBP", "BMP"])
def test_another_format_becomes_a_jpeg_that_looks_the_same(tmp_path: Path, picture_format: str) -> None:
    path = tmp_path / "a.any"
    _good_card().save(path, picture_format, quality=95)
    assert "picture-format" in _not_good(check_material(CARD, str(path), JOB))
    copy = _repaired(CARD, path, Remedy.CONVERT)
    assert copy.format == "JPEG"
    assert _apart(copy, _good_card()) < 1.5


def _grey_16_bit(path: Path) -> None:
    Image.frombytes("I;16", (400, 300), (40000).to_bytes(2, "little") * 120000).save(path, "PNG")


def _see_through(path: Path) -> None:
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(path, "PNG")


def _palette(path: Path) -> None:
    Image.new("RGB", (400, 300), (200, 100, 50)).convert("P", palette=Image.Palette.ADAPTIVE).save(path, "PNG")


def _printing_inks(path: Path) -> None:
    Image.new("CMYK", (400, 300), (0, 255, 255, 0)).save(path, "JPEG", quality=95)


def _wide_colours(path: Path) -> None:
    picture = Image.new("RGB", (400, 300), (200, 100, 50))
    picture.save(path, "JPEG", quality=95, icc_profile=colour_profiles.wide_display())


@pytest.mark.parametrize(
    ("make", "colour"),
    [
        (_grey_16_bit, (156, 156, 156)),
        (_see_through, (255, 255, 255)),
        (_palette, (200, 100, 50)),
        (_printing_inks, (255, 0, 0)),
        (_wide_colours, (216, 93, 24)),  # the same colour in what screens show
    ],
)
def test_colours_stay_as_they_are_seen(
    tmp_path: Path, make: Callable[[Path], None], colour: tuple[int, int, int]
) -> None:
    path = tmp_path / "a.any"
    make(path)
    copy = _repaired(COVER, path, Remedy.CONVERT)
    assert "icc_profile" not in copy.info
    seen = copy.getpixel((200, 150))
    assert isinstance(seen, tuple)
    assert max(abs(a - b) for a, b in zip(seen, colour, strict=True)) <= 4, seen


# --- turns, corners, sizes ----------------------------------------------------------------------


@pytest.mark.parametrize(("orientation", "turn"), [(6, 90), (8, -90), (3, 180)])
def test_what_is_only_marked_as_turned_is_turned(tmp_path: Path, orientation: int, turn: int) -> None:
    path = specimens.as_file(_good_card().rotate(turn, expand=True), tmp_path / "a.jpg", orientation=orientation)
    assert _not_good(check_material(CARD, str(path), JOB)) == {"picture-turned": Severity.HINT}
    copy = _repaired(CARD, path, Remedy.UPRIGHT)
    assert copy.size == (1000, 750)
    assert 0x0112 not in copy.getexif()


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_a_picture_is_turned_clockwise_as_a_person_wishes(tmp_path: Path, turn_deg: int) -> None:
    path = specimens.as_file(_good_card().rotate(turn_deg, expand=True), tmp_path / "a.jpg")
    assert _not_good(check_material(CARD, str(path), JOB))
    assert _repaired(CARD, path, Remedy.UPRIGHT, turn_deg=turn_deg).size == (1000, 750)


def test_a_card_is_cut_out_along_its_corners(tmp_path: Path) -> None:
    flat = specimens.card("portrait")
    corners = ((180.0, 130.0), (830.0, 230.0), (800.0, 560.0), (140.0, 660.0))
    whole = ((0.0, 0.0), (float(flat.width), 0.0), (float(flat.width), float(flat.height)), (0.0, float(flat.height)))
    how = ((1000, 750), Image.Transform.PERSPECTIVE, perspective(corners, whole), Image.Resampling.BICUBIC)
    scene = Image.new("RGB", (1000, 750), (90, 70, 50))
    scene.paste(flat.transform(*how), (0, 0), Image.new("L", flat.size, 255).transform(*how))
    path = specimens.as_file(scene, tmp_path / "a.jpg", quality=95)
    assert _not_good(check_material(CARD, str(path), JOB)) == {"card-aslant": Severity.HINT}
    copy = _repaired(CARD, path, Remedy.CORNERS, corners_px=corners)
    assert copy.width == pytest.approx(667, abs=3)
    assert _apart(copy, flat) < 6


def test_corners_are_told_in_the_upright_picture(tmp_path: Path) -> None:
    path = specimens.as_file(_lying_card(), tmp_path / "a.jpg", orientation=6)
    corners = ((150.0, 150.0), (850.0, 150.0), (850.0, 600.0), (150.0, 600.0))
    copy = _repaired(CARD, path, Remedy.UPRIGHT, Remedy.CORNERS, corners_px=corners)
    assert copy.size == (700, 450)
    assert _apart(copy, _good_card().crop((150, 150, 850, 600))) < 1.5


@pytest.mark.parametrize(
    "corners",
    [
        ((0.0, 0.0), (500.0, 0.0), (500.0, 400.0)),
        ((0.0, 0.0), (0.0, 400.0), (500.0, 400.0), (500.0, 0.0)),  # the other way round
        ((0.0, 0.0), (500.0, 400.0), (500.0, 0.0), (0.0, 400.0)),  # crossed
        ((0.0, 0.0), (250.0, 0.0), (500.0, 0.0), (0.0, 400.0)),  # three in a line
        ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (0.0, 5.0)),
        ((-300.0, 0.0), (500.0, 0.0), (500.0, 400.0), (0.0, 400.0)),
    ],
)
def test_corners_that_are_none_are_refused(tmp_path: Path, corners: tuple[tuple[float, float], ...]) -> None:
    path = specimens.as_file(_good_card(), tmp_path / "a.jpg")
    with pytest.raises(RepairFailed) as caught:
        repair_picture(_order(CARD, path, tmp_path / "b.jpg", Remedy.CORNERS, corners_px=corners), _nothing)
    assert (caught.value.name, caught.value.reason) == ("a.jpg", "corners")
    assert not (tmp_path / "b.jpg").exists()


def test_a_file_that_is_too_big_becomes_smaller(tmp_path: Path) -> None:
    picture = Image.new("RGB", (2600, 2100), (120, 130, 140))
    picture.paste(_good_card(), (100, 100))
    picture.save(tmp_path / "a.png", "PNG", compress_level=0)
    path = tmp_path / "a.png"
    assert _not_good(check_material(COVER, str(path), JOB)) == {"picture-size": Severity.WARNING}
    copy = _repaired(COVER, path, Remedy.SHRINK)
    assert copy.size == (2600, 2100)
    assert (tmp_path / "copy.jpg").stat().st_size < 16_000_000


def test_a_picture_with_very_many_pixels_becomes_smaller(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (5200, 650), 140).save(path, "JPEG")
    assert _repaired(COVER, path, Remedy.SHRINK).size == (4096, 512)


# --- places -------------------------------------------------------------------------------------


def _with_places(path: Path, suffix: str, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[0x010F], exif[0x010E] = "Specimen", "at home"
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)})
    exif[0x8825] = exif.get_ifd(0x8825)
    kind = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[suffix]
    profile = colour_profiles.wide_display()
    picture = _lying_card() if orientation == 6 else _good_card()
    picture.save(path, kind, exif=exif, icc_profile=profile, quality=90)
    return path


@pytest.mark.parametrize("suffix", ["jpg", "png"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_place_goes_and_every_pixel_stays(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = _with_places(tmp_path / f"a.{suffix}", suffix, orientation)
    assert "picture-gps" in _not_good(check_material(COVER, str(path), JOB))
    target = tmp_path / f"b.{suffix}"
    repair_picture(_order(COVER, path, target, Remedy.FORGET_PLACE), _nothing)
    assert _not_good(check_material(COVER, str(target), JOB)).keys() == (
        {"picture-turned"} if orientation == 6 else set()
    )
    with Image.open(path) as before, Image.open(target) as after:
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == colour_profiles.wide_display()
        assert dict(after.getexif()) == ({0x0112: 6} if orientation == 6 else {})
    for secret in (b"Specimen", b"at home"):
        assert secret in path.read_bytes()
        assert secret not in target.read_bytes()


def test_the_place_of_a_webp_goes_with_its_format(tmp_path: Path) -> None:
    assert _repaired(COVER, _with_places(tmp_path / "a.webp", "webp"), Remedy.FORGET_PLACE).format == "JPEG"


def test_a_second_picture_behind_the_first_goes_too(tmp_path: Path) -> None:
    first = specimens.as_file(_good_card(), tmp_path / "a.jpg", gps=True).read_bytes()
    caption = b"\xff\xed\x00\x10Photoshop 3.0\0"
    note = b"\xff\xfe\x00\x09at home"
    data = first[:2] + caption + note + first[2:] + first
    bare = jpeg_without_place(data, 1)
    assert bare.count(b"\xff\xd8\xff") == 1
    assert bare == jpeg_without_place(bare, 1)
    assert b"Photoshop" not in bare
    assert b"at home" not in bare
    with Image.open(io.BytesIO(bare)) as after, Image.open(io.BytesIO(first)) as before:
        assert after.tobytes() == before.tobytes()


def test_a_progressive_jpeg_keeps_all_of_its_scans(tmp_path: Path) -> None:
    made = io.BytesIO()
    _good_card().save(made, "JPEG", progressive=True, quality=80)
    assert jpeg_without_place(made.getvalue(), 1).count(b"\xff\xda") == made.getvalue().count(b"\xff\xda") > 2


@pytest.mark.parametrize("cut", [1, 3, 30, 700, 5000])
def test_a_jpeg_without_an_end_is_not_rewritten(tmp_path: Path, cut: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        jpeg_without_place(specimens.jpeg_of(_good_card())[:cut], 1)


# --- letters ------------------------------------------------------------------------------------


def _pages(folder: Path) -> tuple[Path, ...]:
    page = specimens.page().reduce(2)
    page.save(folder / "2.webp", "WEBP", quality=80)
    return (
        specimens.page_photo(folder / "1.jpg"),
        folder / "2.webp",
        films.heic_picture(folder / "3.heic", size=320),
        specimens.as_file(page.rotate(90, expand=True), folder / "4.png", camera=False),
    )


def test_photographs_of_pages_become_one_letter(tmp_path: Path) -> None:
    import pypdfium2

    paths = _pages(tmp_path)
    before = [_hash(path) for path in paths]
    target = tmp_path / "letter.pdf"
    told: list[float] = []
    join_letter(_order(LETTER, paths, target, Remedy.JOIN), told.append)
    checked = check_material(LETTER, str(target), JOB)
    assert isinstance(checked.facts, LetterFacts)
    assert (checked.facts.format, checked.facts.pages, _not_good(checked)) == ("PDF", 4, {})
    assert [_hash(path) for path in paths] == before
    assert target.stat().st_size < 2_000_000
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pypdfium2.PdfDocument(str(target)) as document:
        sizes = [tuple(round(edge) for edge in page.get_size()) for page in document]
        third = document[2].render(scale=0.5).to_pil().getpixel((20, 210))
    assert sizes == [(595, 842), (595, 842), (595, 842), (842, 595)]
    assert isinstance(third, tuple)
    assert third[1] > third[0]  # the green page is the third


def test_a_picture_of_a_letter_becomes_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    specimens.page().save(path, "WEBP", quality=80)
    assert _not_good(check_material(LETTER, str(path), JOB)) == {"letter-format": Severity.ERROR}
    _repaired(LETTER, path, Remedy.CONVERT)


def test_a_page_becomes_as_small_as_it_has_to_be() -> None:
    noise = specimens._noise((600, 850), 3)
    data = as_jpeg(noise, 20_000, ((85, 2), (60, 2)))
    assert len(data) <= 20_000
    with Image.open(io.BytesIO(data)) as small:
        assert small.width < 600
        assert small.width / small.height == pytest.approx(600 / 850, abs=0.01)
    assert len(as_jpeg(noise, 10_000_000)) > 100_000


@pytest.mark.parametrize("count", [0, 51])
def test_no_page_and_too_many_pages_are_refused(tmp_path: Path, count: int) -> None:
    with pytest.raises(RepairFailed):
        join_letter(_order(LETTER, (tmp_path / "a.jpg",) * count, tmp_path / "b.pdf", Remedy.JOIN), _nothing)


# --- what goes wrong ----------------------------------------------------------------------------


class _StopAt:
    """Asks to stop when progress has been told so many times."""

    def __init__(self, call: int) -> None:
        self.calls = 0
        self._call = call

    def told(self, _: float) -> None:
        self.calls += 1

    def is_set(self) -> bool:
        return self.calls >= self._call


def _cases(folder: Path) -> dict[str, tuple[Repair, RepairOrder]]:
    card = specimens.as_file(_good_card(), folder / "a.jpg", gps=True)
    corners = ((100.0, 100.0), (900.0, 100.0), (900.0, 600.0), (100.0, 600.0))
    return {
        "pixels": (
            repair_picture,
            _order(CARD, card, folder / "b.jpg", Remedy.CORNERS, corners_px=corners),
        ),
        "metadata": (repair_picture, _order(CARD, card, folder / "b.jpg", Remedy.FORGET_PLACE)),
        "letter": (join_letter, _order(LETTER, (card, card), folder / "b.pdf", Remedy.JOIN)),
    }


@pytest.mark.parametrize("name", ["pixels", "metadata", "letter"])
def test_a_repair_that_is_stopped_leaves_nothing(tmp_path: Path, name: str) -> None:
    repair, order = _cases(tmp_path)[name]
    told: list[float] = []
    repair(order, told.append)
    Path(order.target).unlink()
    assert len(told) >= 5
    for call in range(1, len(told)):
        stop = _StopAt(call)
        with pytest.raises(Cancelled):
            repair(order, stop.told, stop)
        assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


@contextmanager
def _room_for(size_bytes: int) -> Iterator[None]:
    """As if the disk had room for so much and no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("name", ["pixels", "metadata", "letter"])
@pytest.mark.parametrize("size_bytes", [0, 5000])
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str, size_bytes: int) -> None:
    repair, order = _cases(tmp_path)[name]
    with _room_for(size_bytes), pytest.raises(LocalStorageFailed):
        repair(order, _nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    card = specimens.as_file(_good_card(), tmp_path / "a.jpg")
    with pytest.raises(LocalStorageFailed):
        repair_picture(_order(CARD, card, tmp_path / "gone" / "b.jpg", Remedy.CONVERT), _nothing)


@pytest.mark.parametrize("name", ["pixels", "metadata", "letter"])
def test_a_file_that_is_there_is_never_written_over(tmp_path: Path, name: str) -> None:
    repair, order = _cases(tmp_path)[name]
    Path(order.target).write_text("mine")
    with pytest.raises(LocalStorageFailed):
        repair(order, _nothing)
    assert Path(order.target).read_text() == "mine"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    card = specimens.as_file(_good_card(), tmp_path / "a.jpg")
    (tmp_path / "b.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    with pytest.raises(LocalStorageFailed):
        repair_picture(_order(CARD, card, tmp_path / "b.jpg", Remedy.CONVERT), _nothing)
    assert not (tmp_path / "elsewhere.jpg").exists()


@pytest.mark.parametrize("remedy", [Remedy.CONVERT, Remedy.FORGET_PLACE])
def test_what_cannot_be_read_is_told(tmp_path: Path, remedy: Remedy) -> None:
    text, cut, target = tmp_path / "text.jpg", tmp_path / "cut.jpg", tmp_path / "b.jpg"
    text.write_text("a card")
    cut.write_bytes(specimens.jpeg_of(_good_card())[:20_000])
    for path, reason in ((text, "unknown-format"), (cut, "damaged"), (tmp_path / "gone.jpg", "missing")):
        for repair in (repair_picture, join_letter):
            with pytest.raises(MaterialUnreadable) as caught:
                repair(_order(LETTER, path, target, remedy), _nothing)
            assert (caught.value.name, caught.value.reason) == (path.name, reason)
            assert not target.exists()


KINDS: dict[str, Callable[[Path], object]] = {
    "jpg": lambda path: films.id_card_picture(path, width=100, gps=True, orientation=6),
    "png": lambda path: films.id_card_picture(path, width=100, picture_format="PNG", gps=True, orientation=6),
    "bmp": lambda path: Image.new("RGB", (40, 30), "red").save(path, "BMP"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.99), instead=st.binary(min_size=1, max_size=6), remedy=st.sampled_from(list(Remedy)))
def test_a_file_with_changed_bytes_ends_with_a_copy_or_an_error_of_ours(
    tmp_path: Path, kind: str, share: float, instead: bytes, remedy: Remedy
) -> None:
    path, target = tmp_path / "a", tmp_path / "b"
    KINDS[kind](path)
    data = path.read_bytes()
    place = int(share * len(data))
    path.write_bytes(data[:place] + instead + data[place + len(instead) :])
    try:
        repair_picture(_order(COVER, path, target, remedy), _nothing)
    except (MaterialUnreadable, RepairFailed):
        assert not target.exists()
    else:
        target.unlink()


def test_a_turn_that_is_none_is_refused(tmp_path: Path) -> None:
    card = specimens.as_file(_good_card(), tmp_path / "a.jpg")
    with pytest.raises(RepairFailed):
        repair_picture(_order(CARD, card, tmp_path / "b.jpg", Remedy.UPRIGHT, turn_deg=45), _nothing)


def test_facts_of_a_copy_are_those_of_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    _good_card().save(path, "WEBP")
    repair_picture(_order(CARD, path, tmp_path / "b.jpg", Remedy.CONVERT), _nothing)
    facts = check_material(CARD, str(tmp_path / "b.jpg"), JOB).facts
    assert facts == PictureFacts("JPEG", (tmp_path / "b.jpg").stat().st_size, 1000, 750)
