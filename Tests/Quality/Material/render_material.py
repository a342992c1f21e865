#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Composes scores by seed and renders them by fluidsynth, with true stems and true notes: training and development
material, always the same.

    render_material.py FOLDER

    FOLDER/{train,development}/<source>-<source>.../<nn>/    mixture.wav, <source>.wav, score.mid, score.csv
    FOLDER/train/phrases/<source>/<preset>_<n>.wav           one source alone, with .mid and .csv
    FOLDER/train/notes/<preset>/<preset>_<Note>_<velocity>.wav

All sound is 44.1 kHz, one channel, 16 bits; the mixture is the sum of its sources to the bit. The CSV has one line for
each note: onset and duration in seconds, MIDI pitch, velocity, source, MIDI channel (the piano's hands have two).
presets.py says which instruments train and which are for development. Needs Debian's fluidsynth, fluid-soundfont-gm,
musescore-general-soundfont-lossless and, for development alone, timgm6mb-soundfont.
"""
import math
import random
import sys
from array import array
from pathlib import Path

from composer import Harmony, part
from fluid import RATE, ROOMS, check_fonts, read_mono, render, reverb_send, write_mono
from midi import DRUM_CHANNEL, TICKS, Note, Track, midi_file, note_name
from presets import SETS, TRAIN

BARS = 4
ENSEMBLES = (("piano", "bass", "drums"), ("voice", "guitar"), ("guitar", "bass", "drums"), ("strings", "piano"),
             ("winds", "piano", "bass"), ("winds", "strings"), ("voice", "organ"), ("guitar", "winds"))
SCORES = {"train": 2, "development": 8}  # of each ensemble
PHRASES = 6  # of each training preset
VELOCITIES = (50, 85, 115)
NOTE_BEATS = (3, 1)  # sound and release of a single note, at 120 beats a minute
PEAK = 0.7 * 32767


def tracks_of(rng, sources, presets, harmony, room):
    """The tracks of each source: a channel for each hand, in order, but for drums."""
    found, channel = {}, 0
    for source, preset in zip(sources, presets):
        hands = part(rng, source, harmony, preset.lowest, preset.highest)
        channels = [DRUM_CHANNEL] if source == "drums" else range(channel, channel + len(hands))
        channel += len(hands) if source != "drums" else 0
        found[source] = [Track(*hand, reverb_send(room)) for hand in zip(channels, [preset.program] * 2, hands)]
    return found


def scaled(stems, levels):
    """Stems at these levels in dB relative to each other, of one length, with the peak of their sum at PEAK."""
    length = max(map(len, stems.values()))
    padded = {name: stem + array("h", bytes(2 * (length - len(stem)))) for name, stem in stems.items()}
    gains = {name: 10 ** (levels[name] / 20) / math.sqrt(1 + sum(x * x for x in stem) / length)
             for name, stem in padded.items()}
    floats = {name: [gains[name] * x for x in stem] for name, stem in padded.items()}
    peak = max(map(abs, map(sum, zip(*floats.values()))))
    single = max(max(map(abs, stem)) for stem in floats.values())
    factor = PEAK / max(peak, single)
    return {name: array("h", (round(factor * x) for x in stem)) for name, stem in floats.items()}


def write_score(path, tempo, tracks):
    """The score beside a recording, as MIDI and as a table."""
    every = [(name, track) for name, of_source in tracks.items() for track in of_source]
    path.with_suffix(".mid").write_bytes(midi_file(tempo, [track for _, track in every]))
    second = 60 / (tempo * TICKS)
    rows = sorted((note, name, track.channel) for name, track in every for note in track.notes)
    lines = [f"{note.tick * second:.4f},{note.ticks * second:.4f},{note.pitch},{note.velocity},{name},{channel}"
             for note, name, channel in rows]
    path.with_suffix(".csv").write_text("\n".join(["onset,duration,pitch,velocity,source,channel", *lines, ""]))


def sound(folder, tempo, tracks, preset, room):
    """The sound of one source's tracks."""
    path = folder / "render.wav"
    render(preset.font, midi_file(tempo, tracks), path, room)
    samples = read_mono(path)
    path.unlink()
    return samples


def ensemble(folder, seed, sources, presets, room):
    """One score: its mixture, its stems, its notes."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    harmony = Harmony(rng, BARS)
    tracks = tracks_of(rng, sources, presets, harmony, room)
    levels = {source: rng.uniform(-3, 3) for source in sources}
    stems = scaled({source: sound(folder, harmony.tempo, tracks[source], preset, room)
                    for source, preset in zip(sources, presets)}, levels)
    for source, samples in stems.items():
        write_mono(folder / f"{source}.wav", samples)
    write_mono(folder / "mixture.wav", array("h", map(sum, zip(*stems.values()))))
    write_score(folder / "score", harmony.tempo, tracks)


def ensembles(folder, name):
    """All ensembles of a set; instruments and rooms take turns."""
    for sources in ENSEMBLES:
        for n in range(SCORES[name]):
            presets = [SETS[name][source][n % len(SETS[name][source])] for source in sources]
            room = list(ROOMS)[n % len(ROOMS)]
            title = "-".join(sources)
            ensemble(folder / name / title / f"{n:02}", f"{name} {title} {n}", sources, presets, room)


def phrases(folder, source, preset):
    """Phrases of one training instrument alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(PHRASES):
        room = list(ROOMS)[n % len(ROOMS)]
        rng = random.Random(f"phrase {preset.name} {n}")
        harmony = Harmony(rng, BARS)
        tracks = tracks_of(rng, [source], [preset], harmony, room)
        path = folder / f"{preset.name}_{n}"
        samples = scaled({source: sound(folder, harmony.tempo, tracks[source], preset, room)}, {source: 0})
        write_mono(path.with_suffix(".wav"), samples[source])
        write_score(path, harmony.tempo, tracks)


def notes(folder, preset):
    """Every note of a training instrument, one file each, cut from one rendering a velocity."""
    folder.mkdir(parents=True, exist_ok=True)
    length, slot = NOTE_BEATS[0] * TICKS, sum(NOTE_BEATS) * TICKS
    pitches = range(preset.lowest, preset.highest + 1)
    for velocity in VELOCITIES:
        played = [Note(i * slot, length, pitch, velocity) for i, pitch in enumerate(pitches)]
        samples = sound(folder, 120, [Track(0, preset.program, played)], preset, "dry")
        step = sum(NOTE_BEATS) * RATE // 2
        for i, pitch in enumerate(pitches):
            write_mono(folder / f"{preset.name}_{note_name(pitch)}_{velocity}.wav", samples[i * step:(i + 1) * step])


def main(folder):
    every = [preset for instruments in SETS.values() for presets in instruments.values() for preset in presets]
    check_fonts({preset.font for preset in every})
    for source, presets in TRAIN.items():
        for preset in presets:
            phrases(folder / "train" / "phrases" / source, source, preset)
            if source != "drums":
                notes(folder / "train" / "notes" / preset.name, preset)
    for name in SETS:
        ensembles(folder, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
