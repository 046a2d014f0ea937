"""A plain visitor of the practice studio, made of the standard library's HTTP client alone: it shares no mistake.

Besides the requests it holds a job through its life: create, upload, confirm, submit.
"""

from __future__ import annotations

import hashlib
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import films

from avatar_intake.practice.server import PracticeStudio, StudioOptions

JOBS = "digital-human-training-manage/user/jobs"
BINARY = "application/octet-stream"
PART_BYTES = 100 * 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; header names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str]:
        """Status and error code of an answer of the API."""
        return self.status, self.json["error_code"]


def studio_in(folder: Path, **options: Any) -> PracticeStudio:
    """A studio that is not started; without a rate limit unless a test wants one."""
    return PracticeStudio(StudioOptions(folder / "studio", **{"rate_per_s": None, **options}))


def ask(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Heard:
    """One request on a connection of its own, with exactly these headers besides Host and Content-Length."""
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        line.putrequest(method, f"{parts.path}{'?' if parts.query else ''}{parts.query}", skip_accept_encoding=True)
        for name, value in {
            **({"Content-Length": str(len(body))} if body is not None else {}),
            **(headers or {}),
        }.items():
            line.putheader(name, value.encode())
        line.endheaders(body)
        answer = line.getresponse()
        return Heard(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
    finally:
        line.close()


def put(url: str, body: bytes, content_type: str = BINARY, **headers: str) -> Heard:
    """A PUT as the API page wants it."""
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask("PUT", url, body, {"Content-Type": content_type, **extra})


@dataclass
class Visitor:
    """Somebody with the studio's token."""

    studio: PracticeStudio
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def jobs_url(self) -> str:
        """Where jobs are created and listed."""
        return f"{self.studio.endpoint}/v1/{self.studio.project_id}/{JOBS}"

    def api(self, method: str, path: str = "", body: object = None) -> Heard:
        """A call of the API; ``path`` follows the jobs' own."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"X-Auth-Token": self.studio.token, "Content-Type": "application/json", **self.headers}
        return ask(method, f"{self.jobs_url}{path}", content, headers)

    def create(self, name: str = "Sample Presenter", **fields: object) -> dict[str, Any]:
        """The answer to a create that is accepted."""
        heard = self.api("POST", "", {"name": name, **fields})
        assert heard.status == 200, heard.body
        answer: dict[str, Any] = heard.json
        return answer

    def command(self, job_id: str, command: str, **fields: object) -> dict[str, Any]:
        """The answer's body to a command that is understood."""
        heard = self.api("POST", f"/{job_id}/command", {"command": command, **fields})
        assert heard.status == 200, heard.body
        answer: dict[str, Any] = heard.json
        return answer

    def does(self, job_id: str, command: str, **fields: object) -> bool:
        """Whether a command is carried out."""
        return bool(self.command(job_id, command, **fields)["commond_result"] == "EXCUTE_SUCCESS")

    def show(self, job_id: str) -> dict[str, Any]:
        """The answer's body to Show."""
        heard = self.api("GET", f"/{job_id}")
        assert heard.status == 200, heard.body
        answer: dict[str, Any] = heard.json
        return answer

    def upload(self, addresses: Mapping[str, Any], film: bytes, folder: Path) -> None:
        """Put a film in equal parts and made-up documents, all of them stored."""
        count = len(addresses["training_video_upload_url"])
        size = -(-len(film) // count)
        for n, url in enumerate(addresses["training_video_upload_url"]):
            assert put(url, film[n * size : (n + 1) * size]).status == 200
        self.upload_documents(addresses, folder)

    def upload_documents(self, addresses: Mapping[str, Any], folder: Path) -> None:
        """Put both ID pictures and the letter."""
        for role in ("id_card_image1", "id_card_image2"):
            picture = films.id_card_picture(folder / f"{role}.jpg", "portrait" if role.endswith("1") else "emblem")
            assert put(addresses[f"{role}_upload_url"], picture.read_bytes()).status == 200
        letter = films.letter_pdf(folder / "letter.pdf")
        assert put(addresses["grant_file_upload_url"], letter.read_bytes()).status == 200

    def submit(self, addresses: Mapping[str, Any], film: bytes, folder: Path) -> str:
        """Upload everything, confirm, submit; the job's id."""
        job_id = str(addresses["job_id"])
        self.upload(addresses, film, folder)
        assert self.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert self.does(job_id, "SUBMITVERIFYING")
        return job_id


def md5(body: bytes) -> str:
    """The bare ETag of a body."""
    return hashlib.md5(body).hexdigest()
