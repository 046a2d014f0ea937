"""The store that every client of the bench talks to: takes bytes as cheaply as Python can, and keeps none.

Processes of its own, forked before they are needed; each serves one connection at a time, so that no two connections
share an interpreter's lock. A PUT is answered with the ETag that its address names: the bench has computed the MD5s
before, and the sink does not hash. With ``--verify`` it notes the MD5 of what it got. It speaks as much S3 as multipart
uploads of boto3, rclone and the OBS SDK need. What it saw goes to ``--events``, one line of JSON each.

Plain connections are read with MSG_TRUNC (the kernel drops the bytes). TLS goes through a memory BIO, for Python's TLS
sockets make two system calls a record. Prints its port; ends when its standard input does. Refuses chunked bodies.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import signal
import socket
import ssl
import sys
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

PROCESSES = 48
READ_BYTES = 256 * 1024
CHUNK_BYTES = 1024**2
INITIATED = (
    '<?xml version="1.0" encoding="UTF-8"?><InitiateMultipartUploadResult><Bucket>bench</Bucket><Key>film</Key>'
    "<UploadId>1</UploadId></InitiateMultipartUploadResult>"
)
COMPLETED = (
    '<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUploadResult><Location>/bench/film</Location>'
    "<Bucket>bench</Bucket><Key>film</Key><ETag>&quot;{etag}-1&quot;</ETag></CompleteMultipartUploadResult>"
)


class Closed(Exception):
    """The client has gone."""


class Line(Protocol):
    """One connection."""

    def read(self) -> bytes:
        """Some bytes. Raises `Closed`."""
        ...

    def drop(self, size_bytes: int) -> int:
        """Take up to so many bytes and forget them; returns how many. Raises `Closed`."""
        ...

    def write(self, data: bytes) -> None:
        """Send."""
        ...


class PlainLine:
    """A connection without TLS."""

    def __init__(self, sock: socket.socket, buffer: bytearray) -> None:
        self._sock, self._buffer = sock, buffer
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self) -> bytes:
        data = self._sock.recv(READ_BYTES)
        if not data:
            raise Closed
        return data

    def drop(self, size_bytes: int) -> int:
        size = self._sock.recv_into(self._buffer, min(size_bytes, len(self._buffer)), socket.MSG_TRUNC)
        if not size:
            raise Closed
        return size

    def write(self, data: bytes) -> None:
        self._sock.sendall(data)


class TlsLine:
    """A connection with TLS."""

    def __init__(self, sock: socket.socket, buffer: bytearray, context: ssl.SSLContext) -> None:
        self._sock, self._buffer, self._raw = sock, memoryview(buffer), memoryview(bytearray(READ_BYTES))
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not self._is_open():
            self._fill()

    def read(self) -> bytes:
        size = self.drop(len(self._buffer))
        return bytes(self._buffer[:size])

    def drop(self, size_bytes: int) -> int:
        while True:
            try:
                size = self._tls.read(min(size_bytes, len(self._buffer)), self._buffer)
            except ssl.SSLWantReadError:
                self._fill()
                continue
            except ssl.SSLError as error:
                raise Closed from error
            if not size:
                raise Closed
            return size

    def write(self, data: bytes) -> None:
        self._tls.write(data)
        self._flush()

    def _is_open(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError as error:
            raise Closed from error
        finally:
            self._flush()
        return True

    def _fill(self) -> None:
        size = self._sock.recv_into(self._raw)
        if not size:
            raise Closed
        self._in.write(self._raw[:size])

    def _flush(self) -> None:
        if self._out.pending:
            self._sock.sendall(self._out.read())


@dataclass(frozen=True)
class Request:
    """A request without its body. ``rest`` is what came with the headers."""

    method: str
    target: str
    headers: dict[str, str]
    rest: bytes

    @property
    def path(self) -> str:
        """The address without its parameters."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        """The address's parameters."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def part(self) -> int:
        """The number of the part that is put, or 0."""
        numbers = self.query.get("partNumber")
        return int(numbers[0]) if numbers else 0


def read_request(line: Line) -> Request:
    """The next request's head. Raises `Closed`."""
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.read()
    head, _, rest = head.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (text.partition(":") for text in lines)}
    return Request(method, target, headers, rest)


class Sink:
    """Serves one connection after another."""

    def __init__(self, events: int, context: ssl.SSLContext | None, *, verifies: bool) -> None:
        self._events, self._context, self._verifies = events, context, verifies
        self._buffer = bytearray(CHUNK_BYTES)

    def serve(self, sock: socket.socket) -> None:
        """Answer until the client goes."""
        self._note(event="open")
        try:
            line: Line = TlsLine(sock, self._buffer, self._context) if self._context else PlainLine(sock, self._buffer)
            while True:
                self._answer(line, read_request(line))
        except (Closed, OSError):
            pass
        finally:
            sock.close()

    def _answer(self, line: Line, request: Request) -> None:
        if "chunked" in request.headers.get("transfer-encoding", ""):
            line.write(b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            raise Closed
        expects = "100-continue" in request.headers.get("expect", "").lower()
        if expects:
            line.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = int(request.headers.get("content-length", "0"))
        md5 = self._take(line, request.rest, size)
        etag = request.query.get("etag", [md5 or "0" * 32])[0]
        if request.method == "PUT":
            self._note(event="part", number=request.part, size_bytes=size, md5=md5, expects=expects)
        line.write(reply(request, etag))

    def _take(self, line: Line, rest: bytes, size: int) -> str:
        left = size - len(rest)
        if not self._verifies:
            while left > 0:
                left -= line.drop(left)
            return ""
        digest = hashlib.md5(rest, usedforsecurity=False)
        while left > 0:
            data = line.read()
            digest.update(data)
            left -= len(data)
        return digest.hexdigest()

    def _note(self, **facts: object) -> None:
        line = json.dumps({"at_s": time.monotonic(), "process": os.getpid()} | facts) + "\n"
        os.write(self._events, line.encode())


def reply(request: Request, etag: str) -> bytes:
    """The answer to a request whose body has been taken."""
    status, body, more = "200 OK", "", ""
    if request.method == "PUT":
        more = f'ETag: "{etag}"\r\n'
    elif request.method == "POST":
        body = INITIATED if "uploads" in request.query else COMPLETED.format(etag=etag)
        more = "Content-Type: application/xml\r\n"
    elif request.method == "HEAD" and request.path.strip("/").count("/"):
        status = "404 Not Found"  # the bucket is there, no object is
    elif request.method == "DELETE":
        status = "204 No Content"
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nx-amz-request-id: bench\r\n{more}\r\n"
    return (head + body).encode()


def main() -> None:
    """Listen, fork, and wait for standard input to end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--events", required=True, help="the file that lines are added to")
    parser.add_argument("--tls", help="a PEM file with key and certificate; without it, plain HTTP")
    parser.add_argument("--verify", action="store_true", help="hash what comes")
    found = parser.parse_args()
    context = None
    if found.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(found.tls)
    events = os.open(found.events, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    listener = socket.create_server((found.host, 0), backlog=128)
    sink = Sink(events, context, verifies=found.verify)
    children = [child for _ in range(PROCESSES) if (child := fork_server(listener, sink))]
    print(listener.getsockname()[1], flush=True)
    sys.stdin.read()
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def fork_server(listener: socket.socket, sink: Sink) -> int:
    """A child that serves until it is killed; its process id."""
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        sock, _ = listener.accept()
        sink.serve(sock)


if __name__ == "__main__":
    main()
