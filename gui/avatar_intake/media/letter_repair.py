"""Join photographs of a letter's pages into one PDF of A4 pages. The photographs are only read."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.domain.media import LetterFacts
from avatar_intake.domain.repair import RepairOrder
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.letter import letter_facts
from avatar_intake.media.picture_repair import as_jpeg, read_upright
from avatar_intake.media.picture_target import Progress, Steps, failing_as_repair, repair_failed, write_new

MOST_BYTES = 10_000_000
MOST_PAGES = 50
_A4_PT = (595.28, 841.89)
_PAGE_PX = 2339  # the longer side of A4 at 200 dots an inch
_QUALITIES = ((85, 2), (75, 2), (60, 2))
_OWN_BYTES = 2000  # what a page needs besides its picture


@dataclass(frozen=True, slots=True)
class _Page:
    jpeg: bytes
    width_px: int
    height_px: int


def join_letter(order: RepairOrder, progress: Progress, stop: StopSignal | None = None) -> None:
    """Make one PDF at ``order.target``: a page for each of ``order.paths``, in their order, upright, at most 10 MB.

    A page is A4, lying where its photograph is wider than high. Raises `Cancelled`, `MaterialUnreadable` for what is
    no readable picture, `RepairFailed` and `LocalStorageFailed`, and leaves no file then.
    """
    steps = Steps(progress, stop)
    steps.reached(0.0)
    count = len(order.paths)
    if not 1 <= count <= MOST_PAGES:
        raise repair_failed(order, "pages")
    pages = []
    with failing_as_repair(order):
        for number, path in enumerate(order.paths):
            pages.append(_page(order, path, MOST_BYTES // count - _OWN_BYTES))
            steps.reached(0.75 * (number + 1) / count)
        data = _pdf(pages)
    steps.reached(0.8)
    write_new(order, data, steps, lambda target: _has_pages(target, count))
    progress(1.0)


def _page(order: RepairOrder, path: str, most_bytes: int) -> _Page:
    picture = read_upright(order, path, _PAGE_PX)
    picture.thumbnail((_PAGE_PX, _PAGE_PX), reducing_gap=3.0)
    jpeg = as_jpeg(picture, most_bytes, _QUALITIES)
    width_px, height_px = _size_of_jpeg(jpeg)
    return _Page(jpeg, width_px, height_px)


def _size_of_jpeg(jpeg: bytes) -> tuple[int, int]:
    """The size that was kept: a page that had to become smaller tells it."""
    import io

    from PIL.JpegImagePlugin import JpegImageFile

    with JpegImageFile(io.BytesIO(jpeg)) as picture:
        return picture.width, picture.height


def _has_pages(path: str, count: int) -> bool:
    facts = letter_facts(path)
    return isinstance(facts, LetterFacts) and facts.pages == count and not facts.is_locked


def _pdf(pages: list[_Page]) -> bytes:
    """A PDF with one JPEG a page, as it is: the viewer decodes it."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
    ]
    for number, page in enumerate(pages):
        objects += _page_objects(page, 3 + 3 * number)
    made = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def _page_objects(page: _Page, number: int) -> tuple[bytes, bytes, bytes]:
    """The page, what is drawn on it, and its picture; ``number`` is the page's own."""
    paper = _A4_PT if page.height_px >= page.width_px else (_A4_PT[1], _A4_PT[0])
    scale = min(paper[0] / page.width_px, paper[1] / page.height_px)
    width, height = page.width_px * scale, page.height_px * scale
    drawn = b"q %.3f 0 0 %.3f %.3f %.3f cm /P Do Q" % (width, height, (paper[0] - width) / 2, (paper[1] - height) / 2)
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R"
        b" /Resources << /XObject << /P %d 0 R >> >> >>" % (*paper, number + 1, number + 2),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream"
        % (page.width_px, page.height_px, len(page.jpeg), page.jpeg),
    )
