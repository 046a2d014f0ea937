"""Intake files that somebody hostile would send: each is read or named as unusable, soon, and nothing else happens."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar_intake.catalogue import say
from avatar_intake.domain.intake import Role
from avatar_intake.errors import BadIntakeFile
from avatar_intake.flow.intake_file import read_intake_file

HEAD = "[job]\nname = 'x'\n[materials]\n"
EVIL = "\\u001b[2J\\u202eevil"

NASTY: dict[str, str | bytes] = {
    "deep lists": "a = " + "[" * 100_000,
    "deep lists that end": "a = " + "[" * 50_000 + "]" * 50_000,
    "deep tables": "[job]\nx = " + "{a = " * 20_000,
    "a long dotted key": "a." * 100_000 + "b = 1",
    "long dotted keys": "\n".join("a." * 199 + f"b{number} = 1" for number in range(600)),
    "a long dotted table": "[" + "a." * 100_000 + "b]",
    "a huge number": "[job]\nname = " + "9" * 5000,
    "a huge hexadecimal number": "[job]\nname = 0x" + "f" * 200_000,
    "a large count": "[job]\nname = 'x'\nvideo_multipart_count = 99999999999999999999.5\n[materials]\n",
    "infinity": "[job]\nname = inf\n[materials]\n",
    "no number": "[job]\nname = nan\n[materials]\n",
    "a date": "[job]\nname = 1979-05-27T07:32:00Z\n[materials]\n",
    "a date that is none": "[job]\nname = 9999-99-99\n",
    "many keys": "[job]\n" + "".join(f"k{number} = 1\n" for number in range(15_000)),
    "many tables": "".join(f"[t{number}]\n" for number in range(15_000)),
    "the same key twice": "[job]\nname = 'a'\nname = 'b'\n[materials]\n",
    "the same table twice": "[job]\nname = 'a'\n[job]\nname = 'b'\n[materials]\n",
    "a null byte": "[job]\nname = 'a\0b'\n[materials]\n",
    "a null byte in a path": HEAD + 'cover = "a\\u0000b"\n',
    "half a character": '[job]\nname = "\\ud800"\n[materials]\n',
    "UTF-16": HEAD.encode("utf-16"),
    "no text": bytes(range(256)) * 100,
    "too large": HEAD + "#" * 300_000,
    "an unknown key in ANSI": f'[job]\n"{EVIL}" = 1\n[materials]\n',
    "an endpoint with a user": HEAD + "[service]\nendpoint = 'https://a@evil.example'\n",
    "an endpoint in a cloud": HEAD + "[service]\nendpoint = 'https://169.254.169.254'\n",
    "an endpoint in clear": HEAD + "[service]\nendpoint = 'http://evil.example'\n",
    "a region with an address": HEAD + "[service]\nregion = 'cn-north-4.evil.example/'\n",
    "a secret": HEAD + "[service]\nsk = 'x'\n",
    "a rehearsal": HEAD + "[service]\nis_practice = false\n",
    "a list for a path": HEAD + "cover = ['a', 'b']\n",
    "tags of another kind": "[job]\nname = 'x'\ntags = [1, [2]]\n[materials]\n",
    "a table for a name": "[job]\nname = {a = 1}\n[materials]\n",
}


@pytest.mark.parametrize("what", NASTY)
def test_a_nasty_intake_file_is_named_as_unusable(what: str, tmp_path: Path) -> None:
    path = tmp_path / "intake.toml"
    text = NASTY[what]
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    begun_s = time.monotonic()

    with pytest.raises(BadIntakeFile) as caught:
        read_intake_file(path, "id1")

    assert time.monotonic() - begun_s < 5
    for language in ("zh", "en"):
        said = say(caught.value, language)  # type: ignore[arg-type]
        assert said.explanation.isprintable()
        assert len(said.explanation) < 2500


@pytest.mark.skipif(os.name != "posix", reason="no pipes in folders")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "circle", "link to a pipe"])
def test_what_is_no_plain_file_keeps_nobody_waiting(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "intake.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "circle":
        path.symlink_to(path)
    else:
        os.mkfifo(tmp_path / "pipe")
        path.symlink_to(tmp_path / "pipe")
    with pytest.raises(BadIntakeFile) as caught:
        read_intake_file(path, "id1")
    assert caught.value.found.isprintable()


def test_a_link_to_an_intake_file_is_one(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(HEAD)
    (tmp_path / "link.toml").symlink_to(tmp_path / "real.toml")
    assert read_intake_file(tmp_path / "link.toml", "id1").job.name == "x"


def test_paths_lead_where_they_say_and_no_file_is_opened_for_it(tmp_path: Path) -> None:
    """The decision on paths (B20): absolute ones and ``..`` are a person's own. See `read_intake_file`."""
    path = tmp_path / "folder" / "intake.toml"
    path.parent.mkdir()
    path.write_text(HEAD + "training_video = '../films/a.mp4'\ncover = '/etc/hostname'\naudio = '~/x.zip'\n")

    materials = read_intake_file(path, "id1").materials

    assert Path(materials[Role.TRAINING_VIDEO]).resolve() == (tmp_path / "films" / "a.mp4").resolve()
    assert materials[Role.COVER] == "/etc/hostname"
    assert materials[Role.AUDIO] == str(path.parent / "~/x.zip")  # a name like any other: nobody's home


_LINES = (
    "[job] [materials] [service] name='x' tags=['a'] cover='a.jpg' endpoint= region= 'https://a.example' 'cn-north-4'"
)
_SIGNS = "= [ ] { } ' . # inf 1979-05-27 \\u0000"
PIECES = (*(f"{line}\n" for line in _LINES.split()), *_SIGNS.split(), '"', "'''", "\n", "\0")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25).map("".join))
def test_any_text_is_an_intake_or_is_named_as_unusable(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(BadIntakeFile):
        assert read_intake_file(path, "id1").intake_id == "id1"
