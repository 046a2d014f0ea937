"""What one writes first with `requests`: a session a thread, `put(data=file-like)` for each part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import requests
from job import Part, in_threads, measured, read_job


class PartOfFile:
    """A file-like body of one part."""

    def __init__(self, file: BinaryIO, part: Part) -> None:
        file.seek(part.offset_bytes)
        self._file, self._left = file, part.size_bytes

    def __len__(self) -> int:
        return self._left

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        return data


def main() -> None:
    """Do the job."""
    job = read_job()

    def work(parts: Iterator[Part]) -> None:
        with requests.Session() as session, Path(job.file).open("rb") as file:
            session.verify = job.root
            for part in parts:
                session.put(job.base + part.path, data=PartOfFile(file, part)).raise_for_status()

    with measured():
        in_threads(job, work)


if __name__ == "__main__":
    main()
