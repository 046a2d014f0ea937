"""The walls between the layers, as a fresh interpreter sees them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import films
import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "gui" / "avatar_intake"
MODULES = sorted(PACKAGE.rglob("*.py"))
WITHOUT_QT = [path for path in MODULES if "qt" not in path.relative_to(PACKAGE).parts]
HEAVY = {"PySide6", "PIL", "av", "cryptography", "keyring", "pi_heif", "pypdfium2", "requests", "urllib3"}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def loaded_after(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_no_module_outside_qt_loads_qt() -> None:
    imports = "\n".join(f"import {name_of(path)}" for path in WITHOUT_QT if path.name != "__main__.py")

    assert "PySide6" not in loaded_after(imports)


def test_the_composition_root_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded_after("import avatar_intake.app")


def test_the_window_loads_no_library_that_only_workers_need() -> None:
    assert not (HEAVY - {"PySide6"}) & loaded_after("import avatar_intake.qt.start")


_ALL_THAT_IS_DONE_WITH_FILES = """
import threading
from avatar_intake.app import make_desk
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.repair import RepairOrder
film, card, new, stop, job = {film!r}, {card!r}, {new!r}, threading.Event(), JobFields(name="n")
desk = make_desk()
checked = desk.check(Role.TRAINING_VIDEO, film, job, stop)
remedies = frozenset(offer.remedy for offer in desk.offers(checked) if not offer.needs_consent)
assert desk.repair(RepairOrder(Role.TRAINING_VIDEO, (film,), new, remedies), job, lambda share: None, stop).facts
assert desk.filmstrip(film, 2, 24) and desk.cover_from(film, 1.0) and desk.picture_preview(card, 64)
"""


def test_the_program_itself_decodes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVATAR_INTAKE_HOME", str(tmp_path / "home"))
    film = films.film(tmp_path / "film.mov", width=64, height=48, seconds=2, container="mov")
    card = films.id_card_picture(tmp_path / "card.jpg")
    new = tmp_path / "new.mp4"
    code = _ALL_THAT_IS_DONE_WITH_FILES.format(film=str(film), card=str(card), new=str(new))

    assert not {"av", "PIL", "pi_heif", "pypdfium2"} & loaded_after(code)
    assert new.exists()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_turns_certificate_checks_off(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    for forbidden in ("verify=False", "CERT_NONE", "check_hostname = False", "_create_unverified_context"):
        assert forbidden not in text, f"{path} holds {forbidden}"


def test_no_folder_shadows_the_packaging_library() -> None:
    root = PACKAGE.parent.parent

    assert not (root / "packaging" / "__init__.py").exists()
    assert not (root / "tests" / "__init__.py").exists()


def test_the_client_and_the_practice_studio_share_no_codec() -> None:
    for package, other in (("practice", "metastudio"), ("metastudio", "practice")):
        for path in (PACKAGE / package).glob("*.py"):
            assert f"avatar_intake.{other}" not in path.read_text(encoding="utf-8"), f"{path} knows {other}"


def test_the_picture_of_the_layers_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE.parents[1] / "packaging"))
    import layers

    assert layers.TARGET.read_text("utf-8") == layers.drawing(), "run packaging/layers.py"


def test_every_part_stands_in_a_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE.parents[1] / "packaging"))
    import layers

    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    in_a_layer = {name for row in layers.rows() for name in row}
    assert parts - in_a_layer - {"__init__", "sentences"} == set()
