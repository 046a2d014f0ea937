"""The body of one request, which knows whether it began to leave. Holds bytes; reads no files."""

from __future__ import annotations

from collections.abc import Iterator


class OutgoingBody:
    """A body for `requests`, sent with its length, once.

    urllib3 asks for the first byte when the connection stands and the headers are out. Whatever goes wrong before
    that cannot have reached the service, and whatever goes wrong later may have: `has_left` tells the two apart.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.has_left = False

    def __len__(self) -> int:
        return len(self.content)

    def __iter__(self) -> Iterator[bytes]:
        self.has_left = True
        yield self.content
