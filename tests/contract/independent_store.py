"""Our sender and engine against a store that nobody here has written, at addresses that a public S3 client has signed.

Not part of the suite, since it needs OpenStack Swift and boto3; `throwaway_swift.py` says how to get both. Then:

    S3_CLIENT_PYTHON=~/s3-client/bin/python .venv/bin/python -m pytest tests/contract/independent_store.py -s

Without them every test is skipped and says what is missing. Swift's addresses may be used twice: that an address works
once is the service's own rule, which the practice studio keeps to.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from engine_fakes import RecordingLedger, RecordingWitness
from throwaway_swift import SMALLEST_PART_BYTES, PublicClient, missing, running_swift

from avatar_intake.connection import new_session
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.domain.transfer import StoredPart
from avatar_intake.errors import AddressesExpired, Cancelled, IntakeError, UploadRefused
from avatar_intake.transfer.answer import clean_etag
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import Upload, UploadLimits, UploadTools
from avatar_intake.transfer.look import stored_size_and_etag
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import ByteCounter, Piece, Receipt
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

VIDEO = Role.TRAINING_VIDEO
PARTS = 40
BIG_BYTES = PARTS * SMALLEST_PART_BYTES + 300_000
KEY = "0123456789abcdef_训练视频 trainingVideo"


class CountingSender(HttpPartSender):
    """The real sender; counts how often each part was sent."""

    def __init__(self, session: requests.Session) -> None:
        super().__init__(session, SystemClock())
        self.sends: Counter[int] = Counter()
        self._counting = threading.Lock()

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        with self._counting:
            self.sends[piece.part.number] += 1
        return super().send(piece, control, counter)


class StoppingLedger(RecordingLedger):
    """Asks for an end after so many parts."""

    def __init__(self, control: RunControl, after: int) -> None:
        super().__init__()
        self._control, self._after = control, after

    def part_stored(self, role: Role, part: StoredPart) -> None:
        super().part_stored(role, part)
        if len(self.stored) >= self._after:
            self._control.cancel()


class Object:
    """One object at the store, from its first part to its content."""

    def __init__(self, client: PublicClient, session: requests.Session, path: Path, key: str) -> None:
        self.client, self.session, self.path, self.key = client, session, path, key
        self.sender = CountingSender(session)
        self.lists: list[tuple[ListedPart, ...]] = []
        self.upload_id = ""
        self.urls: list[str] = []

    def begins(self, parts: int, style: str = "v4", life_s: int = 3600) -> Object:
        begun = self._does("begin", parts=parts, style=style, life_s=life_s, content_type=VIDEO.content_type)
        self.upload_id, self.urls = begun["upload_id"], begun["urls"]
        return self

    def upload(self, ledger: RecordingLedger, control: RunControl | None = None) -> Upload:
        identity = identity_of(VIDEO, str(self.path))
        material = MaterialUpload(
            VIDEO,
            str(self.path),
            identity,
            plan_parts(identity.size_bytes, len(self.urls)),
            tuple(map(SecretUrl, self.urls)),
            ledger.stored_of(VIDEO),
            ledger.announced_of(VIDEO),
        )
        tools = UploadTools(self.sender, self, ledger, RecordingWitness(), SystemClock())
        return Upload([material], tools, control or RunControl(), UploadLimits("job", patience_s=0.0))

    def completed(self, upload: Upload) -> str:
        etags = [(part.number, part.etag) for part in upload.stored_parts(VIDEO)]
        return clean_etag(self._does("complete", upload_id=self.upload_id, etags=etags))

    def content_sha256(self) -> str:
        digest = hashlib.sha256()
        with self.session.get(self._does("get_address", life_s=600), timeout=(10, 60), stream=True) as reply:
            assert reply.status_code == 200
            for block in reply.iter_content(1024 * 1024):
                digest.update(block)
        return digest.hexdigest()

    # --- Shelf ------------------------------------------------------------------------------------

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        listed = self._does("listed", upload_id=self.upload_id)
        self.lists.append(tuple(ListedPart(number, clean_etag(etag)) for number, etag, _ in listed))
        return self.lists[-1]

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        return stored_size_and_etag(self.session, SecretUrl(self._does("get_address", life_s=600)))

    def _does(self, what: str, **more: Any) -> Any:
        return self.client.does(what, self.key, **more)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublicClient]:
    with running_swift(tmp_path_factory.mktemp("swift")) as client:
        yield client


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noise(tmp_path_factory.mktemp("files") / "big.mp4", BIG_BYTES)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with new_session(16, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as session:
        yield session


@pytest.fixture
def small(tmp_path: Path, client: PublicClient, session: requests.Session) -> Object:
    """An object of two parts, so that a part's number can be exchanged."""
    return Object(client, session, noise(tmp_path / "small.mp4", 2 * SMALLEST_PART_BYTES), tmp_path.name)


def noise(path: Path, size_bytes: int) -> Path:
    with path.open("wb") as file:
        for number in range(-(-size_bytes // 1024)):
            block = hashlib.shake_256(number.to_bytes(4)).digest(1024)
            file.write(block[: size_bytes - file.tell()])
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_forty_parts_arrive_once_and_make_the_same_file(
    client: PublicClient, session: requests.Session, big: Path
) -> None:
    thing = Object(client, session, big, KEY).begins(PARTS)
    upload = thing.upload(RecordingLedger())
    begun_s = time.monotonic()
    upload.run()
    took_s = time.monotonic() - begun_s

    etag = thing.completed(upload)

    md5s = b"".join(bytes.fromhex(part.md5) for part in upload.stored_parts(VIDEO))
    assert thing.sender.sends == Counter(range(1, PARTS + 1))
    assert thing.lists == []
    assert all(part.etag == part.md5 for part in upload.stored_parts(VIDEO))
    assert etag == f"{hashlib.md5(md5s, usedforsecurity=False).hexdigest()}-{PARTS}"
    assert client.does("head", KEY)["size"] == BIG_BYTES
    assert thing.content_sha256() == sha256(big)
    took = f"{took_s:.1f} s ({BIG_BYTES / took_s / 1e6:.0f} MB/s)"
    print(f"\n{PARTS} parts, {BIG_BYTES / 1e6:.0f} MB in {took}")  # noqa: T201 - for whoever runs it by hand


def test_after_an_end_in_the_middle_only_what_the_store_lacks_is_sent(
    client: PublicClient, session: requests.Session, big: Path
) -> None:
    thing = Object(client, session, big, "ended in the middle").begins(PARTS)
    control = RunControl()
    first = StoppingLedger(control, after=10)
    with pytest.raises(Cancelled):
        thing.upload(first, control).run()
    before = Counter(thing.sender.sends)
    known = set(first.stored_of(VIDEO))
    listed = {part.number for part in thing.listed_parts(VIDEO) or ()}

    upload = thing.upload(first, RunControl())
    upload.run()

    again = thing.sender.sends - before
    assert len(known) >= 10
    assert not set(again) & (known | listed)
    assert set(again.values()) == {1}
    assert len(upload.stored_parts(VIDEO)) == PARTS
    thing.completed(upload)
    assert thing.content_sha256() == sha256(big)
    print(  # noqa: T201 - the same
        f"\nended after {len(known)} parts with {len(before) - len(known)} more begun, "
        f"{len(listed - known)} of which the store had; {len(again)} sent then"
    )


def test_addresses_whose_signature_covers_the_content_type_work_as_well(small: Object) -> None:
    upload = small.begins(2, style="v2").upload(RecordingLedger())

    upload.run()

    small.completed(upload)
    assert small.content_sha256() == sha256(small.path)


WRONG_ADDRESSES: dict[str, tuple[Callable[[str], str], int, str]] = {
    "tampered signature": (lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"), 403, "SignatureDoesNotMatch"),
    "tampered part number": (
        lambda url: url.replace("partNumber=1&", "partNumber=2&"), 403, "SignatureDoesNotMatch"),
    "tampered life": (
        lambda url: url.replace("Expires=3600", "Expires=9600"), 403, "SignatureDoesNotMatch"),
    "another key": (lambda url: url.replace("test%3Atester", "test%3Anobody"), 403, "SignatureDoesNotMatch"),
    "unsigned": (lambda url: url.partition("&X-Amz-")[0], 400, ""),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_ADDRESSES)
def test_a_wrong_address_is_refused_by_name_and_not_tried_again(small: Object, wrong: str) -> None:
    change, status, code = WRONG_ADDRESSES[wrong]
    small.begins(2)
    small.urls[0] = change(small.urls[0])

    end = end_of(small)

    assert isinstance(end, UploadRefused)
    assert (end.role, end.status, end.code) == (VIDEO, status, code)
    assert end.request_id or not code
    assert small.sender.sends[1] == 1
    assert 1 not in {part.number for part in small.listed_parts(VIDEO) or ()}


@pytest.mark.parametrize("style", ["v4", "v2"])
def test_an_expired_address_is_called_expired_and_not_tried_again(small: Object, style: str) -> None:
    small.begins(2, style=style, life_s=1)
    threading.Event().wait(2.5)

    assert isinstance(end_of(small), AddressesExpired)
    assert max(small.sender.sends.values()) == 1
    assert small.listed_parts(VIDEO) == ()


def test_an_address_of_an_upload_that_is_gone_is_refused_by_name(small: Object) -> None:
    small.begins(2)
    small.client.does("abort", small.key, upload_id=small.upload_id)

    end = end_of(small)

    assert isinstance(end, UploadRefused)
    assert (end.status, end.code) == (404, "NoSuchUpload")
    assert max(small.sender.sends.values()) == 1


def test_a_document_is_recognised_by_its_download_address(small: Object) -> None:
    address = small.client.does("put_address", small.key, life_s=600)
    identity = identity_of(Role.COVER, str(small.path))
    (part,) = plan_parts(identity.size_bytes, 1)

    class Uncounted:
        def sent(self, total_bytes: int) -> None:
            pass

    receipt = small.sender.send(
        Piece(Role.COVER, str(small.path), identity, part, SecretUrl(address)), RunControl(), Uncounted()
    )

    assert small.stored_size_and_etag(Role.COVER) == (identity.size_bytes, receipt.md5)


def end_of(thing: Object) -> IntakeError:
    with pytest.raises(IntakeError) as raised:
        thing.upload(RecordingLedger()).run()
    return raised.value
