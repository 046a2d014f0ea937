"""x"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]


def perspective(outer: Sequence[Point], inner: Sequence[Point]) -> tuple[float, ...]:
    """The eight numbers with which Pillow takes each place of a new picture from an old one.

    ``outer`` are four places of the new picture, ``inner`` where they are in the old one. Raises `ValueError` when
    three of them stand in a line.
    """
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(outer, inner, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for column in range(8):
        pivot = max(range(column, 8), key=lambda row: abs(rows[row][column]))
        if abs(rows[pivot][column]) < 1e-9:
            raise ValueError("three corners in a line")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(8):
            if row != column:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return tuple(rows[number][8] / rows[number][number] for number in range(8))
