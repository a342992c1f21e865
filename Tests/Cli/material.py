# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that the command lines of lines.py work on: small sounds, whole and broken, and what is no sound."""
import math
import os
import random
import shutil
import struct

RATE_HZ = 16000

KINDS = {"sound": (b"RIFF", b"fLaC", b"OggS", b"FORM", b"caff", b".snd", b"ID3"), "midi": (b"MThd",),
         "picture": (b"\x89PNG",), "table": (b"source,", b"file,state,error", b'{"file":')}


def kind_of(content):
    for kind, beginnings in KINDS.items():
        if content.startswith(beginnings):
            return kind
    return "dictionary" if b'"unbraid-dictionary"' in content[:65536] else "other"


def wav(samples, channels=1, rate=RATE_HZ, is_float=False):
    """A WAV file of interleaved samples, 16-bit integers or 32-bit floats."""
    width = 4 if is_float else 2
    data = struct.pack(f"<{len(samples)}{'f' if is_float else 'h'}", *samples)
    chunk = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3 if is_float else 1, channels, rate, rate * channels * width,
                        channels * width, 8 * width)
    return struct.pack("<4sI4s", b"RIFF", 20 + len(chunk) + len(data) - 8, b"WAVE") + chunk + struct.pack(
        "<4sI", b"data", len(data)) + data


def marked(sound):
    """A WAV file with a marker behind its samples."""
    cue = struct.pack("<4sIIII4sIII", b"cue ", 28, 1, 1, 100, b"data", 0, 0, 100)
    return sound[:4] + struct.pack("<I", len(sound) + len(cue) - 8) + sound[8:] + cue


def au(samples):
    """An AU file of 32-bit floats whose length is not known, as programs write it into pipes."""
    return struct.pack(">4sIIIII", b".snd", 24, 0xFFFFFFFF, 6, RATE_HZ, 1) + struct.pack(f">{len(samples)}f", *samples)


def tone(seconds=0.4, level=0.3, hertz=220.0, channels=1):
    chance = random.Random(1)
    return [level * math.sin(2.0 * math.pi * hertz * (n // channels) / RATE_HZ) + 0.01 * chance.uniform(-1.0, 1.0)
            for n in range(int(seconds * RATE_HZ) * channels)]


def integers(samples):
    return [max(-32768, min(32767, round(32768 * sample))) for sample in samples]


def score():
    """One bar: middle C, for a quarter."""
    track = bytes([0, 0x90, 60, 100, 0x60, 0x80, 60, 0, 0, 0xFF, 0x2F, 0])
    return struct.pack(">4sIHHH", b"MThd", 6, 0, 1, 96) + struct.pack(">4sI", b"MTrk", len(track)) + track


def sounds():
    voice = tone()
    loud = [2.0 * sample / 0.3 for sample in voice]
    holes = list(voice)
    holes[100], holes[200], holes[300] = math.nan, math.inf, -math.inf
    huge = list(voice)
    huge[500] = 1e30
    whole = wav(integers(voice))
    return {"voice.wav": whole, "music.wav": wav(integers(tone(channels=2)), 2), "takes/a.wav": whole,
            "takes/b.wav": wav(integers(tone(hertz=330.0))), "room/r.wav": wav(integers(tone(level=0.02))),
            "other/voice.wav": whole, "-dash.wav": whole, "cut.wav": whole[: len(whole) // 2],
            "nan.wav": wav(holes, is_float=True), "huge.wav": wav(huge, is_float=True),
            "hot.wav": wav(loud, is_float=True), "clipped.wav": wav(integers(loud)), "empty.wav": wav([]),
            "silent.wav": wav([0] * 8000), "zero-hertz.wav": wav(integers(voice), rate=0), "raw.f32":
            struct.pack(f"<{len(voice)}f", *voice), "decoded.au": au(voice), "marked.wav": marked(whole)}


def others():
    return {"score.mid": score(), "notes.txt": b"Shopping list, part two.\n", "text.mp3": b"not an mp3 at all\n" * 9,
            "text.wav": b"not a sound at all, whatever its name says\n", "nothing.wav": b"",
            "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(20), "phone.m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(200),
            "half.safetensors": b"\x10\x00\x00\x00\x00\x00\x00\x00{\"__meta", "old.safetensors.checkpoint": b"a state",
            "mixed/notes.txt": b"no sound here\n"}


def lay_out(folder, root):
    for name, content in {**sounds(), **others()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    shutil.copyfile(root / "Resources/Dictionaries/drums-plain.safetensors", folder / "mine.safetensors")
    (folder / "link.wav").symlink_to("voice.wav")
    (folder / "dangling.wav").symlink_to("not-yet.wav")
    os.link(folder / "voice.wav", folder / "hard.wav")
    (folder / "nobody").mkdir()
    (folder / "tools").mkdir()
    for name, text in {"working": 'cat "$PWD/decoded.au"', "failing": "echo 'moov atom not found' >&2; exit 1",
                       "large": 'cat "$PWD/decoded.au"; head -c 400000 /dev/zero'}.items():
        program = folder / "tools" / name / "ffmpeg"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
