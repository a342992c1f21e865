# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard MIDI files for tests."""
import pathlib


def _varying(number):
    """A number in groups of seven bits."""
    groups = [number & 127]
    while number := number >> 7:
        groups.append(number & 127 | 128)
    return bytes(reversed(groups))


def write_midi(file, notes):
    """Write notes, (begin, end, channel from 1, pitch) in seconds; a quarter has 500 ticks and half a second."""
    events = []
    for begin, end, channel, pitch in notes:
        events += [
            (round(1000 * begin), 0x90 + channel - 1, pitch, 80),
            (round(1000 * end), 0x80 + channel - 1, pitch, 0),
        ]
    track, now = b"", 0
    for ticks, *message in sorted(events):
        track += _varying(ticks - now) + bytes(message)
        now = ticks
    track += b"\0\xff\x2f\0"
    head = b"MThd" + (6).to_bytes(4, "big") + b"\0\0\0\1" + (500).to_bytes(2, "big")
    pathlib.Path(file).write_bytes(head + b"MTrk" + len(track).to_bytes(4, "big") + track)
