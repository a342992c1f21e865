# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen of Xvfb as a picture."""

import os
import struct
import zlib

from workplace import Failed


class Screen:
    """A screen that Xvfb keeps in a file, in the form of xwd."""

    def __init__(self, path):
        with open(path, "rb") as file:
            dump = file.read()
        header = struct.unpack(">25I", dump[:100])
        size, self.width, self.height, order, bits, self.stride = (header[i] for i in [0, 4, 5, 7, 11, 12])
        if bits != 32:
            raise Failed(f"a screen of {bits} bits")
        self.channels = [2, 1, 0] if order == 0 else [1, 2, 3]
        self.pixels = dump[size + 12 * header[19]:]

    def rows(self):
        return self.part(0, 0, self.width, self.height)

    def part(self, x, y, width, height):
        """Rows of red, green, blue bytes."""
        rows = []
        for start in range(y * self.stride + 4 * x, (y + height) * self.stride + 4 * x, self.stride):
            row = self.pixels[start:start + 4 * width]
            rows.append(bytes(byte for pixel in zip(*(row[i::4] for i in self.channels)) for byte in pixel))
        return rows


def write_png(path, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
                   + chunk(b"IEND", b""))
