"""A small colour profile of a display with wider colours than the usual ones, made by hand."""

from __future__ import annotations

import struct

# Display P3, adapted to D50: what red, green and blue of such a screen are.
_P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}
_WHITE = (0.96420, 1.0, 0.82491)


def wide_display() -> bytes:
    """An ICC profile, version 2, with a gamma of 2.2."""

    def place(values: tuple[float, ...]) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(2.2 * 256))
    text = b"SPECIMEN\0"
    about = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78)
    about += bytes(-len(about) % 4)
    tags = {b"desc": about, b"wtpt": place(_WHITE), **{name: place(values) for name, values in _P3.items()}}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + place(_WHITE)[8:] + bytes(48)
    return head + table + body
