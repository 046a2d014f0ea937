"""Draws the layers: `packaging/layers.svg`, from the contract in `pyproject.toml` and the imports in the code.

`python packaging/layers.py` writes it; a test says when it is out of date. Standard library only.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gui" / "avatar_intake"
TARGET = ROOT / "packaging" / "layers.svg"

WIDE_PX, ROW_PX, BOX_HIGH_PX, MARGIN_PX, GAP_PX = 900, 78, 44, 24, 18
SAYS = {
    "__main__": "starts",
    "app": "wires",
    "qt": "the window",
    "command_line": "the command line",
    "repair_command": "its largest command",
    "printer": "what it prints",
    "catalogue": "every sentence",
    "flow": "the use cases",
    "metastudio": "the cloud",
    "media": "the files",
    "transfer": "the upload",
    "store": "the memory",
    "practice": "the practice studio",
    "domain": "nouns and rules",
    "log": "what happened",
    "redaction": "nothing personal",
    "languages": "names them",
    "errors": "the error tree",
    "where": "folders",
    "connection": "sessions, TLS",
    "awake": "no sleep",
}


def rows() -> list[list[str]]:
    """The layers, the highest first, as the contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip().removeprefix("avatar_intake.") for name in row.split("|")] for row in layers]


def edges(names: set[str]) -> list[tuple[str, str]]:
    """Who imports whom, each pair once, in the order of the alphabet."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        owner = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for target in _imported(ast.parse(path.read_text("utf-8"))):
            if owner in names and target in names and owner != target:
                found.add((owner, target))
    return sorted(found)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "avatar_intake":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("avatar_intake."):
            yield (node.module or "").split(".")[1]


def drawing() -> str:
    """The picture as SVG: a box for each part, a line for each import, darker the nearer the rows are."""
    layers = rows()
    boxes = {name: box for number, row in enumerate(layers) for name, box in _boxes(row, number)}
    high_px = MARGIN_PX * 2 + ROW_PX * (len(layers) - 1) + BOX_HIGH_PX
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE_PX}" height="{high_px}" '
            f'viewBox="0 0 {WIDE_PX} {high_px}" font-family="sans-serif">'
        ),
        f'<rect width="{WIDE_PX}" height="{high_px}" fill="#ffffff"/>',
    ]
    depth = {name: number for number, row in enumerate(layers) for name in row}
    for owner, target in edges(set(boxes)):
        (x1, y1, wide1), (x2, y2, wide2) = boxes[owner], boxes[target]
        opacity = 0.75 if depth[target] - depth[owner] == 1 else 0.22
        begin, end = (x1 + wide1 / 2, y1 + BOX_HIGH_PX), (x2 + wide2 / 2, y2)
        lines.append(
            f'<path d="M{begin[0]:.0f} {begin[1]:.0f} C{begin[0]:.0f} {begin[1] + 26:.0f} {end[0]:.0f} '
            f'{end[1] - 26:.0f} {end[0]:.0f} {end[1]:.0f}" fill="none" stroke="#3d56c5" '
            f'stroke-opacity="{opacity}" stroke-width="1.4"/>'
        )
    for name, (x, y, wide) in boxes.items():
        middle = x + wide / 2
        lines += [
            (
                f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{BOX_HIGH_PX}" rx="8" fill="#eef1fb" '
                'stroke="#3d56c5"/>'
            ),
            (
                f'<text x="{middle:.0f}" y="{y + 19:.0f}" font-size="14" font-weight="600" text-anchor="middle" '
                f'fill="#1d2433">{name}</text>'
            ),
            (
                f'<text x="{middle:.0f}" y="{y + 35:.0f}" font-size="11.5" text-anchor="middle" '
                f'fill="#55617a">{SAYS[name]}</text>'
            ),
        ]
    return "\n".join([*lines, "</svg>", ""])


def _boxes(row: list[str], number: int) -> Iterator[tuple[str, tuple[float, float, float]]]:
    room_px = WIDE_PX - 2 * MARGIN_PX - GAP_PX * (len(row) - 1)
    wide_px = min(170.0, room_px / len(row))
    left_px = (WIDE_PX - wide_px * len(row) - GAP_PX * (len(row) - 1)) / 2
    for place, name in enumerate(row):
        yield name, (left_px + place * (wide_px + GAP_PX), MARGIN_PX + number * ROW_PX, wide_px)


if __name__ == "__main__":
    TARGET.write_text(drawing(), "utf-8")
