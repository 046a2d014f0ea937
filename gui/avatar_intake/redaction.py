"""Takes out of a text what must never be written down. Holds in memory what the program has learnt of such things.

Two nets: what is *known* (the keys in use, the names, numbers and files of the intakes at work) in every spelling that
a library may give it, and what *looks like* a secret, an address's query, a phone or identity number, or a path.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import threading
import traceback
from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Final, NamedTuple
from urllib.parse import quote

_MOST_KNOWN: Final = 256  # of each kind; the oldest is forgotten, the patterns still hold
_MOST_FRAMES: Final = 30
_LEAST_SIGNS: Final = 4  # a shorter ASCII word would be cut out of half the sentences
_LEAST_WIDE_SIGNS: Final = 2
# Words of our own lines: a file that is called so says nothing by it.
_OWN_WORDS: Final = frozenset(
    """
    intake request stage stored parts part cover audio letter image video training film picture sample materials waits
    checked nothing found ended done told status code step role kind create confirm submit list show update delete
    creating uploading confirming confirmed submitting submitted cancelled draft front back emblem portrait test
    """.split()  # noqa: SIM905 - sixty quotes more would only hide the words
)
_SALT: Final = os.urandom(16)  # two files can be told apart within one run; nothing can be guessed from it


class Kind(StrEnum):
    """What a known value is; the words that stand in its place."""

    SECRET = "secret"  # noqa: S105 - the name of a kind
    NAME = "name"
    PHONE = "phone"
    FILE = "file"


def spellings(value: str) -> Iterator[str]:
    """``value`` as it may stand in an address, a JSON text, a repr of bytes, base64 or hex; all in lower case."""
    raw = value.encode("utf-8", "surrogatepass")
    once = quote(raw, safe="")
    plain = {value, quote(raw), once, quote(quote(raw)), quote(once, safe=""), json.dumps(value)[1:-1], repr(raw)[2:-1]}
    plain |= {repr(value)[1:-1], raw.decode("latin-1")}
    yield from (text.lower() for text in plain)
    if len(raw) >= _LEAST_SIGNS:
        yield raw.hex()
        yield from _in_base64(raw)


def _in_base64(raw: bytes) -> Iterator[str]:
    """What of it is the same wherever it stands in a longer text that is encoded."""
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw).decode("ascii")
        begin = 0 if before == 0 else before + 1
        rest = (before + len(raw)) % 3
        end = len(text) - (0 if rest == 0 else 4 - rest)
        if end - begin >= 2 * _LEAST_SIGNS:
            yield text[begin:end].lower()
            yield text[begin:end].replace("+", "-").replace("/", "_").lower()


class _Spelling(NamedTuple):
    """One spelling of a known value, in lower case; what to look for, and what stands in its place."""

    text: str
    pattern: str
    label: str


class Known:
    """What the program has learnt and must not write down. In memory only. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spelt: tuple[_Spelling, ...] | None = ()  # longest first; None when it has to be made anew
        self._values: dict[Kind, dict[str, tuple[str, ...]]] = {kind: {} for kind in Kind}

    def learn(self, kind: Kind, *values: str | None) -> None:
        """Remember these. Too short ones are left alone: they would be cut out of half the sentences."""
        with self._lock:
            kept = self._values[kind]
            for value in (text.strip() for text in values if text):
                least = _LEAST_SIGNS if value.isascii() else _LEAST_WIDE_SIGNS
                if len(value) >= least and value.lower() not in _OWN_WORDS:
                    is_new = value not in kept
                    kept[value] = kept.pop(value, ()) or tuple(dict.fromkeys(spellings(value)))
                    self._spelt = None if is_new else self._spelt
            while len(kept) > _MOST_KNOWN:
                del kept[next(iter(kept))]

    def learn_file(self, path: str) -> None:
        """Remember a material's path, its name, also without its ending, and the folder's, which may be a person's."""
        pure = PureWindowsPath(path) if "\\" in path else PurePosixPath(path)
        self.learn(Kind.FILE, path, pure.name, pure.stem, pure.parent.name)

    def clear(self) -> None:
        """Know nothing any more."""
        with self._lock:
            self._spelt = ()
            for kept in self._values.values():
                kept.clear()

    def without(self, text: str) -> str:
        """``text`` with a word in the place of each value that is known."""
        folded = text.lower()
        for it in self._in_use():
            if it.text in folded:
                text = re.sub(it.pattern, it.label, text, flags=re.IGNORECASE)
                folded = text.lower()
        return text

    def _in_use(self) -> tuple[_Spelling, ...]:
        with self._lock:
            if self._spelt is None:
                pairs = ((kind, *item) for kind, kept in self._values.items() for item in kept.items())
                found = [_spelling(kind, value, text) for kind, value, texts in pairs for text in texts]
                self._spelt = tuple(sorted(found, key=lambda it: -len(it.text)))
            return self._spelt


def _spelling(kind: Kind, value: str, text: str) -> _Spelling:
    """A short plain word is taken for a name only where it stands alone: ids and our own steps hold such, too."""
    is_plain = kind in (Kind.NAME, Kind.FILE) and text == value.lower() and len(text) < 3 * _LEAST_SIGNS
    is_word = is_plain and re.fullmatch(r"[a-z0-9]+", text) is not None
    pattern = rf"(?<![A-Za-z0-9_]){re.escape(text)}(?![A-Za-z0-9_])" if is_word else re.escape(text)
    return _Spelling(text, pattern, _label(kind, value))


def _label(kind: Kind, value: str) -> str:
    return hashed_path(value) if kind is Kind.FILE else f"<{kind.value}>"


KNOWN: Final = Known()

# --- what looks like it -------------------------------------------------------------------------------

# `%25` is a percent sign that was encoded once more.
_PERCENT = r"%(?:25)*"
_QUERY = re.compile(rf"(?:\?|{_PERCENT}3f)[^\s\"'<>]*?(?:=|{_PERCENT}3d)[^\s\"'<>]*", re.IGNORECASE)
_LOGIN_IN_ADDRESS = re.compile(r"(?<=://)[^\s/@\"'<>]*@")
_VALUE_OF = (
    r"x[-_]?(?:auth|subject|security)[-_]?token|x[-_]?sdk[-_]?[a-z0-9_-]{1,40}"
    r"|x[-_]?(?:obs|amz)[-_][a-z0-9_-]{1,40}|access[-_]?key(?:[-_]?id)?|secret(?:[-_]?access)?(?:[-_]?key)?"
    r"|security[-_]?token|signature|password|passwd|pwd|token|credential|ak|sk"
)
_LINE_OF = r"(?:proxy[-_]?)?authorization|(?:set[-_]?)?cookie"


def _pair(names: str, bare: str) -> re.Pattern[str]:
    """A name and its value: as a header, in an address, in JSON, in the repr of a dict or of pairs."""
    return re.compile(
        rf"(?P<name>(?:(?<![a-z0-9])|(?<=%26)|(?<=%3f)|(?<=%22)|(?<=%20)|(?<=%2526)|(?<=%253f))(?:{names}))"
        rf"(?P<sep>\\*[\"']?\s*(?:[:=]|{_PERCENT}3[ad])\s*|\\*[\"']\s*,\s*)"
        rf"(?:(?P<quote>b?\\*[\"'])(?P<quoted>.*?)(?P<end>\\*[\"'])|{bare})",
        re.IGNORECASE,
    )


_PARAMETER = _pair(_VALUE_OF, r"[^\s&\"'<>]+")
_LINE = _pair(_LINE_OF, r"[^\n\"']+")
_SCHEME = re.compile(r"\b(SDK-HMAC-SHA256|AWS4-HMAC-SHA256|OBS|AWS|Bearer|Basic)\s+[^\s<][^\n\"']{7,}", re.IGNORECASE)
_PATH = re.compile(
    r"(?P<q>[\"'])(?P<quoted>(?:file://|/|~/|[A-Za-z]:[\\/]|\\\\)[^\"'\n]*[\\/][^\"'\n]*)(?P=q)"
    r"|(?<![\w:/.>…*-])(?:file://)?(?:/|~/)(?:[^\s/\"'<>|:*?,;()]+/)+[^\s/\"'<>|:*?,;()]*"
    r"|(?<![A-Za-z0-9])(?:[A-Za-z]:\\|\\\\\w)[^\s\"'<>|*?,;:]*"
)
_OWN_PATH = re.compile(r"/v\d")  # the service's
_FILE_NAME = re.compile(
    r"[^\s/\\\"'<>(),;:=…]{1,200}\.(?:mp4|mov|m4v|avi|mkv|jpe?g|png|heic|heif|webp|gif|tiff?|bmp|pdf|docx?|xlsx?|csv|zip|wav"
    r"|mp3|m4a|toml)\b",
    re.IGNORECASE,
)
_HASHED = re.compile(r"[0-9a-f]{6}(?:\.\w{1,5})?")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_NUMBERS = re.compile(
    r"(?P<id>(?<![0-9A-Za-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16}))(?![0-9A-Za-z]))"
    r"|(?P<long>[A-Za-z0-9+/=_-]{100,})"
    r"|(?P<key>(?<![A-Za-z0-9+/])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])(?![0-9a-f]{40}(?![A-Za-z0-9]))"
    r"(?:[A-Za-z0-9]{40}|[A-Za-z0-9]{20})(?![A-Za-z0-9+/]))"
    r"|(?P<person>(?<!\d)[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d))"
    r"|(?P<phone>(?<!\d)(?:(?:\+|00|%2b)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?:\+|%2b)\d[\d -]{7,14}\d)",
    re.IGNORECASE,
)
_NUMBER_WORDS = {"long": "<long value>", "key": "<key>", "person": "<identity number>", "phone": "<phone>"}


def redacted(text: str, known: Known = KNOWN) -> str:
    """``text`` without secrets, queries of addresses, names, numbers and paths. Again on its own answer: no change."""
    text = known.without(text)
    text = _LOGIN_IN_ADDRESS.sub("<login>@", text)
    text = _QUERY.sub("?<query>", text)
    text = _LINE.sub(_without_value, text)
    text = _PARAMETER.sub(_without_value, text)
    text = _SCHEME.sub(r"\1 <secret>", text)
    text = _PATH.sub(_without_folders, text)
    text = _FILE_NAME.sub(lambda found: _hashed_name(found[0]), text)
    text = _MAIL.sub("<mail>", text)
    return _NUMBERS.sub(_without_number, text)


def hashed_path(path: str) -> str:
    """A path as it may be written down: that it was one, which of those of this run, and its ending."""
    pure = PureWindowsPath(path) if "\\" in path else PurePosixPath(path)
    name = _hashed_name(pure.name)
    return f"<home>/…/{name}" if len(pure.parts) > 1 else name


def kinds_and_places(error: BaseException) -> tuple[str, ...]:
    """Kinds of exceptions and places in the code, newest last; no message, no argument, no path."""
    lines: list[str] = []
    chain: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in chain:
        chain.append(now)
        now = now.__cause__ or now.__context__
    for link in reversed(chain):
        frames = traceback.extract_tb(link.__traceback__)[-_MOST_FRAMES:]
        lines += [f"  {PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        lines.append(type(link).__name__)
    return tuple(lines)


def _hashed_name(name: str) -> str:
    if _HASHED.fullmatch(name):
        return name
    digest = hashlib.blake2s(name.encode("utf-8", "surrogatepass"), key=_SALT, digest_size=3).hexdigest()
    suffix = PurePosixPath(name).suffix
    return f"{digest}{suffix.lower()}" if re.fullmatch(r"\.[A-Za-z0-9]{1,5}", suffix) else digest


def _without_value(found: re.Match[str]) -> str:
    return f"{found['name']}{found['sep']}{found['quote'] or ''}<secret>{found['end'] or ''}"


def _without_folders(found: re.Match[str]) -> str:
    if found["q"] is not None:
        return f"{found['q']}{hashed_path(found['quoted'])}{found['q']}"
    if _OWN_PATH.match(found[0]):
        return found[0]
    return hashed_path(found[0])


def _without_number(found: re.Match[str]) -> str:
    group = found.lastgroup or "id"
    return found[0] if group == "id" else _NUMBER_WORDS[group]
