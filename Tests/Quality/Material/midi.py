# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes and the MIDI files that hold them."""
import struct
from typing import NamedTuple

TICKS = 480  # a quarter note
DRUM_CHANNEL = 9
REVERB_SEND = 91  # the controllers
SUSTAIN = 64
MILLISECONDS = 125  # beats a minute at which a tick is one
TAIL = 4 * TICKS  # after the last event, for what still sounds
NAMES = ("C", "Cs", "D", "Ds", "E", "F", "Fs", "G", "Gs", "A", "As", "B")


class Note(NamedTuple):
    tick: int
    ticks: int
    pitch: int
    velocity: int


class Track(NamedTuple):
    channel: int
    program: int
    notes: list
    reverb: int = 0  # how much goes to the room, 0 to 127
    pedals: tuple = ()  # (tick it goes down, tick it comes up)


def note_name(pitch):
    """The name Source/Training/Material/NoteName.h understands: middle C (60) is C4, a sharp is an s."""
    return f"{NAMES[pitch % 12]}{pitch // 12 - 1}"


def variable_length(value):
    """A MIDI delta time: seven bits a byte, the highest first."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))


def chunk(events):
    """One track chunk. events: (tick, order at that tick, message)."""
    body, now = b"", 0
    for tick, _, message in sorted(events):
        body += variable_length(tick - now) + message
        now = tick
    body += variable_length(TAIL) + b"\xff\x2f\0"
    return b"MTrk" + struct.pack(">I", len(body)) + body


def track_events(track):
    events = [(0, 0, bytes([0xC0 | track.channel, track.program]))]
    if track.reverb:
        events.append((0, 0, bytes([0xB0 | track.channel, REVERB_SEND, track.reverb])))
    for down, up in track.pedals:
        events.append((down, 0, bytes([0xB0 | track.channel, SUSTAIN, 127])))
        events.append((up, 0, bytes([0xB0 | track.channel, SUSTAIN, 0])))
    for note in track.notes:
        events.append((note.tick, 2, bytes([0x90 | track.channel, note.pitch, note.velocity])))
        events.append((note.tick + note.ticks, 1, bytes([0x80 | track.channel, note.pitch, 0])))
    return events


def midi_file(beats_per_minute, tracks):
    """A file of format 1: the tempo, then one chunk for each track."""
    tempo = round(60e6 / beats_per_minute).to_bytes(3, "big")
    chunks = [chunk([(0, 0, b"\xff\x51\x03" + tempo)])] + [chunk(track_events(track)) for track in tracks]
    return b"MThd" + struct.pack(">IHHH", 6, 1, len(chunks), TICKS) + b"".join(chunks)


def timed_file(notes, program=0):
    """A file of one track. notes: (onset in s, seconds, pitch, velocity)."""
    played = [Note(round(1000 * onset), max(1, round(1000 * (onset + seconds)) - round(1000 * onset)), int(pitch), int(velocity))
              for onset, seconds, pitch, velocity in notes]
    return midi_file(MILLISECONDS, [Track(0, program, played)])
