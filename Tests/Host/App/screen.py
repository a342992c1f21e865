# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen of Xvfb as a picture."""

import os
import struct
import zlib

from workplace import Failed


def read_screen(path):
    """Width, height and rows of red, green, blue bytes of a screen that Xvfb keeps in a file, in the form of xwd."""
    with open(path, "rb") as file:
        dump = file.read()
    header = struct.unpack(">25I", dump[:100])
    size, width, height, order, bits, stride = (header[i] for i in [0, 4, 5, 7, 11, 12])
    colours = header[19]
    if bits != 32:
        raise Failed(f"a screen of {bits} bits")
    pixels = dump[size + 12 * colours:]
    rows = []
    for y in range(height):
        row = pixels[y * stride:y * stride + 4 * width]
        channels = [row[i::4] for i in ([2, 1, 0] if order == 0 else [1, 2, 3])]
        rows.append(bytes(byte for pixel in zip(*channels) for byte in pixel))
    return width, height, rows


def write_png(path, width, height, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
                   + chunk(b"IEND", b""))
