"""The least that Python can do: ``sendall`` of 256 KiB blocks, or ``sendfile`` (plain HTTP only); no HTTP library.

The second argument says which.
"""

from __future__ import annotations

import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator

from job import BLOCK_BYTES, Job, Part, in_threads, measured, read_job


def connect(job: Job, context: ssl.SSLContext | None) -> socket.socket:
    """A connection to the sink."""
    sock = socket.create_connection((job.host, job.port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return context.wrap_socket(sock, server_hostname=job.host) if context else sock


def send_blocks(sock: socket.socket, descriptor: int, part: Part) -> None:
    """Through one buffer."""
    buffer = memoryview(bytearray(BLOCK_BYTES))
    offset, end = part.offset_bytes, part.offset_bytes + part.size_bytes
    while offset < end:
        size = os.preadv(descriptor, [buffer[: min(BLOCK_BYTES, end - offset)]], offset)
        sock.sendall(buffer[:size])
        offset += size


def send_file(sock: socket.socket, descriptor: int, part: Part) -> None:
    """Without seeing the bytes at all."""
    offset, end = part.offset_bytes, part.offset_bytes + part.size_bytes
    while offset < end:
        offset += os.sendfile(sock.fileno(), descriptor, offset, end - offset)


def put(job: Job, sock: socket.socket, part: Part, send_body: Callable[[], None]) -> None:
    """One PUT and its answer."""
    head = f"PUT {part.path} HTTP/1.1\r\nHost: {job.host}\r\nContent-Length: {part.size_bytes}\r\n\r\n"
    sock.sendall(head.encode())
    send_body()
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 200 "), answer


def main() -> None:
    """Do the job."""
    job = read_job()
    send = {"sendall": send_blocks, "sendfile": send_file}[sys.argv[2]]
    context = ssl.create_default_context(cafile=job.root) if job.scheme == "https" else None
    descriptor = os.open(job.file, os.O_RDONLY)

    def work(parts: Iterator[Part]) -> None:
        with connect(job, context) as sock:
            for part in parts:
                put(job, sock, part, lambda part=part: send(sock, descriptor, part))

    with measured():
        in_threads(job, work)


if __name__ == "__main__":
    main()
