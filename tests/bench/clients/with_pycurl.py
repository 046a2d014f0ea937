"""libcurl in threads: a handle a thread, 512 KiB upload buffer, no Expect header."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pycurl
from job import Part, in_threads, measured, read_job

UPLOAD_BUFFER_BYTES = 512 * 1024


def main() -> None:
    """Do the job."""
    job = read_job()
    descriptor = os.open(job.file, os.O_RDONLY)

    def work(parts: Iterator[Part]) -> None:
        handle = pycurl.Curl()
        handle.setopt(pycurl.UPLOAD, 1)
        handle.setopt(pycurl.UPLOAD_BUFFERSIZE, UPLOAD_BUFFER_BYTES)
        handle.setopt(pycurl.CAINFO, job.root)
        handle.setopt(pycurl.HTTPHEADER, ["Expect:"])
        handle.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        handle.setopt(pycurl.WRITEFUNCTION, len)
        for part in parts:
            put(handle, part)
        handle.close()

    def put(handle: pycurl.Curl, part: Part) -> None:
        at, end = part.offset_bytes, part.offset_bytes + part.size_bytes

        def read(size: int) -> bytes:
            nonlocal at
            data = os.pread(descriptor, min(size, end - at), at)
            at += len(data)
            return data

        handle.setopt(pycurl.URL, job.base + part.path)
        handle.setopt(pycurl.INFILESIZE_LARGE, part.size_bytes)
        handle.setopt(pycurl.READFUNCTION, read)
        handle.perform()
        assert handle.getinfo(pycurl.RESPONSE_CODE) == 200

    with measured():
        in_threads(job, work)


if __name__ == "__main__":
    main()
