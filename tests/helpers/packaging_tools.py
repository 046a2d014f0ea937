"""The tools of packaging/, which are no package: loaded from their files."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parents[2] / "packaging"


def tool(name: str) -> ModuleType:
    """One file of packaging/ as a module."""
    known = f"packaging_tool_{name}"
    if known not in sys.modules:
        found = importlib.util.spec_from_file_location(known, FOLDER / f"{name}.py")
        assert found is not None
        assert found.loader is not None
        sys.modules[known] = importlib.util.module_from_spec(found)
        found.loader.exec_module(sys.modules[known])
    return sys.modules[known]
