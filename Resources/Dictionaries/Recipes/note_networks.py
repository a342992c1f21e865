#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learns which notes of a piano begin, and when they end: the constants of Source/Core/Transcription/NoteBeginning.cpp and NoteEnding.cpp.
Plays pieces on recordings of single notes, PIANO/PITCH-VELOCITY.flac of notes_corpus.py, with dampers and a pedal whose every moment is known,
in rooms and noise, with --phones some of them through phones; learns from what transcription is told of them. Endings follow beginnings, so
these are learned and built first:

    note_networks.py beginnings --study build/release/Tests/Quality/note_study --pieces pieces --headers Source/Core/Transcription \\
        corpora/notes/train/* corpora/notes/development/* --test corpora/notes/test/*
    cmake --build build/release --target note_study
    note_networks.py endings ...

prints the F-measure of each piano when the others taught, then of the test pianos when all did, by scene, each with the same pieces through
phones beside it, and writes the header. Pieces that are in the folder are not played again."""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from scipy.signal import butter, fftconvolve, sosfilt

import note_pieces
from adam import Adam
from mixing_desk import compressing_gain, reverberant
from note_pieces import BAR, RATE, found_and_true, midi, performed, render_hands
from sources import HERE

DICTIONARY = HERE.parent / "piano-notes.safetensors"
PIECES = 24  # for each piano
FIRST = 1000  # piece: others play those before
SECONDS = 45.0  # at most, of a piece
DENSER = 3  # with every second piece goes the composition so many numbers later
SCENES = ("dry", "room", "harsh room", "room and noise", "noise", "dry", "harsh room", "harsh room and noise")  # in turn, two pieces each
PEDALS = ("none", "none", "bars", "halves", "legato", "legato", "beats")
UNDAMPED = 90  # from this pitch on no string has a damper
REPEATED = 0.06  # s: no key is struck again sooner
HAMMER = 0.03  # s in which a string that is struck again forgets what it sounded

BEGINNINGS, ENDINGS, HIDDEN = 26, 19, 24  # features, tangents
AFRESH = 0.12  # s between two beginnings of a pitch
KEPT = 2  # one row of so many teaches
ENDING_MARGIN = 0.8  # by which the log odds of an end must exceed even ones
AFTER = 1.0  # s after the end of a note that still teach
EVENLY = 20  # rows of a note, before its end and after, that count in full
STEPS, BATCH, RATE_OF_LEARNING, DECAY = 5000, 2048, 3e-3, 1e-4
OFFSET, SHARE = 0.05, 0.2  # s, and of a note: how far an end may be off (mir_eval)


class Phone(NamedTuple):
    """Ranges that a phone is drawn in, and what its pieces are called."""

    name: str
    high_pass: tuple  # Hz
    low_pass: tuple  # Hz
    orders: tuple  # of both, each once or twice
    threshold_db: tuple  # below the loudest, above which it compresses
    ratio: tuple
    seconds: tuple  # over which its gain is smoothed


TAUGHT = Phone("phone", (80, 350), (3500, 9000), (1, 2), (12, 30), (1, 6), (0.01, 0.2))
TESTED = Phone("test-phone", (120, 300), (4500, 7500), (2, 2), (24, 24), (4, 4), (0.03, 0.03))


class Note(NamedTuple):
    begin: float  # s
    end: float
    pitch: int
    velocity: int


class Candidate(NamedTuple):
    begin: float
    pitch: int
    features: np.ndarray  # [BEGINNINGS]


class Found(NamedTuple):
    begin: float
    pitch: int
    moments: np.ndarray  # s in which it may have ended
    features: np.ndarray  # [moments x ENDINGS]


def pressed(draw, style, bar, end):
    """(down, up) of the pedal in seconds."""
    step = {"none": np.inf, "bars": bar, "halves": bar / 2, "beats": bar / 4, "legato": bar / draw.choice((1, 2))}[style]
    pedals = []
    for start in np.arange(0, end, step) if step < np.inf else ():
        if style == "legato":  # changed with what begins
            down, up = start + draw.uniform(0.03, 0.2), start + step + draw.uniform(-0.01, 0.06)
        else:
            down, up = start + draw.uniform(0, 0.1), start + step - draw.uniform(0.02, 0.15)
        if up > down + 0.05:
            pedals.append((down, up))
    return pedals


def as_keys_move(draw, tempo, tracks):
    """The notes as they are fingered, by time; those of one pitch do not overlap. -> notes, seconds of a bar"""
    second = 60 / tempo / midi.TICKS * draw.uniform(0.55, 1.15)
    held = draw.choice((0.5, 0.8, 1.0, 1.0, 1.05))
    notes, last = [], {}
    for note in sorted(note for track in performed(tracks, draw, draw.randint(0, 1)) for note in track.notes):
        begin = max(0, note.tick * second + draw.gauss(0, 0.008))
        if begin - last.get(note.pitch, -1) >= REPEATED:
            last[note.pitch] = begin
            notes.append(Note(begin, begin + max(REPEATED, note.ticks * second * held * draw.uniform(0.85, 1.05)), note.pitch, note.velocity))
    return sorted(notes), BAR * second


def damping(end, pedals, seconds):
    """For how long a damper has touched the string, at `seconds` after a note's end."""
    touched = np.maximum(0, seconds)
    for down, up in pedals:
        if down >= end:
            touched = touched - np.clip(seconds - (down - end), 0, up - down)
    return touched


def play(piano, notes, pedals, draw):
    """The sound, and the notes with the ends at which their dampers fall or they are struck again. Dampers of low strings take longer."""
    middle, growth = np.exp(draw.uniform(np.log(0.02), np.log(0.07))), draw.uniform(0, 1.4)
    sound = np.zeros(int((max(note.end for note in notes) + 4) * RATE))
    after, true = {}, []
    for note in reversed(notes):
        again = after.get(note.pitch, np.inf)
        after[note.pitch] = note.begin
        end = min(again, max([note.end, *(up for down, up in pedals if down <= note.end < up)]))
        loudness = (note.velocity / piano.nearest(note.pitch, note.velocity)[1]) ** 2
        samples = piano.note(note.pitch, note.velocity) * np.clip(loudness, 0.1, 4)
        seconds = np.arange(len(samples)) / RATE
        if note.pitch < UNDAMPED:
            samples = samples * np.exp(-damping(end, pedals, seconds - (end - note.begin)) / (middle * 2 ** (growth * (60 - note.pitch) / 24)))
        samples = samples * np.exp(-np.maximum(0, seconds - (again - note.begin)) / HAMMER)
        first = int(note.begin * RATE)
        samples = samples[:len(sound) - first]
        sound[first:first + len(samples)] += samples
        true.append(note._replace(end=min(end, note.begin + seconds[-1])))
    return sound, sorted(true)


def harsh(draw, noises, sound):
    """In a room by noise that decays, its treble sooner, with a few early reflections."""
    decay, share = draw.uniform(0.15, 2.0) * draw.uniform(0.4, 1), draw.uniform(0.35, 0.9)
    seconds = np.arange(int(decay * RATE)) / RATE
    noise = noises.standard_normal(len(seconds))
    low = sosfilt(butter(2, 1500, "low", fs=RATE, output="sos"), noise)
    tail = low * 10 ** (-3 * seconds / decay) + (noise - low) * 10 ** (-3 * seconds / (decay * share))
    tail[:int(draw.uniform(0.002, 0.015) * RATE)] = 0
    for after in (draw.uniform(0.002, 0.04) for _ in range(draw.randint(2, 6))):
        tail[int(after * RATE)] += draw.uniform(2, 6) * draw.choice((-1, 1)) * 10 ** (-3 * after / decay)
    tail *= 10 ** (-draw.uniform(-9, 12) / 20) / np.linalg.norm(tail)
    tail[0] = 1
    return fftconvolve(sound, tail)[:len(sound)]


def heard(draw, noises, sound, scene):
    """In a room, from the strings to far across it, and in noise."""
    if "harsh" in scene:
        sound = harsh(draw, noises, sound)
    elif "room" in scene:
        wet = 10 ** (-draw.uniform(0, 20) / 20)
        sound = reverberant(noises, np.stack([sound, sound], 1), RATE, draw.uniform(0.15, 1.6), wet)[:, 0]
    if "noise" in scene:
        spectrum = np.fft.rfft(noises.standard_normal(len(sound)))
        noise = np.fft.irfft(spectrum / np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE), 30) ** draw.uniform(0, 0.9), len(sound))
        sound = sound + noise * 10 ** (-draw.uniform(10, 50) / 20) * np.sqrt(np.mean(sound ** 2) / np.mean(noise ** 2))
    return sound


def through(phone, draw, sound):
    """Heard by the microphone of a phone, which turns down what is loud."""
    def corner(kind, bounds):
        return butter(draw.randint(*phone.orders), np.exp(draw.uniform(*np.log(bounds))), kind, fs=RATE, output="sos")
    sound = sosfilt(corner("low", phone.low_pass), sosfilt(corner("high", phone.high_pass), sound))
    threshold, ratio, seconds = (draw.uniform(*bounds) for bounds in (phone.threshold_db, phone.ratio, phone.seconds))
    return sound * compressing_gain(sound[:, None], RATE, -threshold, ratio, seconds)


def composed(number):
    """The tempo, and the tracks; every second piece is two at once."""
    tempo, tracks = render_hands.compose(FIRST + 7 * number)
    return tempo, tracks + render_hands.compose(FIRST + 7 * number + DENSER)[1] if number % 2 else tracks


def scene_of(number):
    return SCENES[number // 2 % len(SCENES)]


def piece(piano, name, number, phone=None):
    """The sound and the notes of a piece."""
    draw, noises = random.Random(f"networks {name} {number}"), np.random.default_rng(sum(map(ord, name)) * 1000 + number)
    notes, bar = as_keys_move(draw, *composed(number))
    notes = [note for note in notes if note.end < SECONDS]
    sound, true = play(piano, notes, pressed(draw, draw.choice(PEDALS), bar, notes[-1].begin), draw)
    sound = heard(draw, noises, sound, scene_of(number))
    if phone:
        sound = through(phone, random.Random(f"phone {name} {number}"), sound)
    return note_pieces.PEAK / np.abs(sound).max() * sound, true


def candidates_in(rows):
    """What may begin, as note_study wrote it."""
    return [Candidate(float(row[0]), int(row[1]), row[2:]) for row in rows.reshape(-1, 2 + BEGINNINGS)]


def found_in(rows):
    """The notes that note_study found."""
    rows = rows.reshape(-1, 4 + ENDINGS)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    parts = np.split(rows, np.flatnonzero(np.diff(rows[:, 0])) + 1) if len(rows) else []
    return [Found(float(part[0, 1]), int(part[0, 2]), part[:, 3], part[:, 4:]) for part in parts]


def taught_by(number, phones):
    """The phone of a training piece; None for most."""
    return TAUGHT if phones and number % phones == phones - 1 else None


def played(folder, pieces, phone_of):
    """Paths of the pieces of a piano with their notes, (onset, pitch, end); `phone_of` a number is its phone or None."""
    piano, results = note_pieces.Piano(folder), []
    for number in range(PIECES):
        phone = phone_of(number)
        path = pieces / f"{folder.name}-{number}{f'-{phone.name}' if phone else ''}.flac"
        if not path.with_suffix(".json").exists():
            sound, true = piece(piano, folder.name, number, phone)
            soundfile.write(path, sound, RATE, subtype="PCM_16")
            path.with_suffix(".json").write_text(json.dumps([(note.begin, note.pitch, note.end) for note in true]))
        results.append((path, json.loads(path.with_suffix(".json").read_text())))
    return results


def studied(study, kind, folder, pieces, phone_of):
    """(what note_study wrote, true notes) of each piece of a piano."""
    results = played(folder, pieces, phone_of)
    read = candidates_in if kind == "beginnings" else found_in
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([study, DICTIONARY, scratch, *(path for path, _ in results)], check=True)
        return [(read(np.fromfile(Path(scratch) / f"{path.stem}.{kind}.f32", np.float32)), true) for path, true in results]


def lesson_of_beginnings(pieces):
    """Features, whether a note begins, and weights."""
    x, y = [], []
    for candidates, true in pieces:
        matched = {id(one) for one, _ in found_and_true(candidates, true)}
        x += [one.features for one in candidates]
        y += [id(one) in matched for one in candidates]
    return np.array(x), np.array(y, np.float32), np.ones(len(y), np.float32)


def lesson_of_endings(pieces):
    """Features, whether the note is over, and weights."""
    x, y, w = [], [], []
    for found, true in pieces:
        for note, (begin, _, end) in found_and_true(found, true):
            rows = note.moments[::KEPT] < end + AFTER
            over = note.moments[::KEPT][rows] >= end
            near = np.abs(note.moments[::KEPT][rows] - end) < 0.3 * max(OFFSET, SHARE * (end - begin))
            x.append(note.features[::KEPT][rows])
            y.append(over)
            w.append(np.where(near, 0.5, 1) * np.minimum(1, EVENLY / np.maximum(1, np.where(over, over.sum(), (~over).sum()))))
    return np.concatenate(x), np.concatenate(y).astype(np.float32), np.concatenate(w).astype(np.float32)


class Network:
    """A layer of tangents, learned by Adam from weighted cross-entropy; `margin` is taken from its log odds."""

    def __init__(self, x, y, weights, margin=0.0, steps=STEPS):
        draw = np.random.default_rng(0)
        self.mean, self.scale = x.mean(0), x.std(0) + 1e-6
        x = ((x - self.mean) / self.scale).astype(np.float32)
        self.values = [draw.standard_normal((x.shape[1], HIDDEN)) / np.sqrt(x.shape[1]), np.zeros(HIDDEN),
                       draw.standard_normal(HIDDEN) / np.sqrt(HIDDEN), np.zeros(1)]
        arrays = dict(enumerate(self.values))  # which Adam changes in place
        optimiser = Adam(arrays, RATE_OF_LEARNING)
        for step in range(1, steps + 1):
            rows = draw.integers(0, len(x), BATCH)
            optimiser.rate = RATE_OF_LEARNING * (1 if step < 0.6 * steps else 0.2)
            optimiser.update(arrays, dict(enumerate(self.slopes(x[rows], y[rows], weights[rows]))))
        self.values[3] = self.values[3] - margin

    def forward(self, x):
        hidden = np.tanh(x @ self.values[0] + self.values[1])
        return hidden, hidden @ self.values[2] + self.values[3]

    def loss(self, x, y, weights):
        odds = self.forward(x)[1]
        return np.mean(weights * (np.logaddexp(0, odds) - y * odds)) + DECAY / 2 * np.sum(self.values[0] ** 2)

    def slopes(self, x, y, weights):
        hidden, odds = self.forward(x)
        error = weights * (1 / (1 + np.exp(-odds)) - y) / len(x)
        inner = np.outer(error, self.values[2]) * (1 - hidden ** 2)
        return [x.T @ inner + DECAY * self.values[0], inner.sum(0), hidden.T @ error, error.sum(keepdims=True)]

    def odds(self, features):
        return self.forward((features - self.mean) / self.scale)[1]

    def folded(self):
        """Weights of the features as they are. -> [HIDDEN x FEATURES], [HIDDEN], [HIDDEN], [1]"""
        inner = (self.values[0] / self.scale[:, None]).T
        return inner, self.values[1] - inner @ self.mean, self.values[2], self.values[3]


def begun(network, candidates):
    """The candidates that begin, no pitch again too soon."""
    kept, last = [], {}
    for one in candidates:
        if network.odds(one.features[None])[0] >= 0 and one.begin - last.get(one.pitch, -1) > AFRESH:
            last[one.pitch] = one.begin
            kept.append(one)
    return kept


def end_of(network, note):
    over = network.odds(note.features) > 0
    return note.moments[np.argmax(over)] if over.any() else note.moments[-1]


def f_measure(kind, network, pieces):
    """Of onsets, or with offsets."""
    notes = heard = matched = 0
    for found, true in pieces:
        found = begun(network, found) if kind == "beginnings" else found
        notes, heard = notes + len(true), heard + len(found)
        for note, (begin, _, end) in found_and_true(found, true):
            matched += kind == "beginnings" or abs(end_of(network, note) - end) <= max(OFFSET, SHARE * (end - begin))
    return 2 * matched / max(1, notes + heard)


def by_scene(kind, network, pieces):
    """The F-measure of all pieces, and of those of each scene in brackets."""
    scenes = {scene: [one for number, one in enumerate(pieces) if scene_of(number) == scene] for scene in sorted(set(SCENES))}
    parts = ", ".join(f"{scene} {f_measure(kind, network, some):.3f}" for scene, some in scenes.items())
    return f"{f_measure(kind, network, pieces):.3f} ({parts})"


def header(kind, network):
    def row(values):
        return ", ".join(f"{value:.4g}f" if "." in f"{value:.4g}" or "e" in f"{value:.4g}" else f"{value:.1f}f" for value in values)
    inner, offsets, outer, offset = network.folded()
    rows = ",\n    ".join(row(values) for values in inner)
    return f"""// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Resources/Dictionaries/Recipes/note_networks.py.
#pragma once

#include "Core/Transcription/TangentNetwork.h"

namespace unbraid::core
{{

// clang-format off
inline constexpr TangentNetwork<{inner.shape[1]}, {HIDDEN}> {kind[:-1]}Network{{
    {{
    {rows}
    }},
    {{ {row(offsets)} }},
    {{ {row(outer)} }},
    {row(offset)}
}};
// clang-format on

}} // namespace unbraid::core
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("beginnings", "endings"))
    parser.add_argument("pianos", type=Path, nargs="+")
    parser.add_argument("--test", type=Path, nargs="+", default=[])
    for name, what in (("study", "the program note_study"), ("pieces", "folder of what is played"), ("headers", "folder of the header")):
        parser.add_argument(f"--{name}", type=Path, required=True, help=what)
    parser.add_argument("--phones", type=int, default=0, help="one training piece of so many is played through a phone; none when left out")
    options = parser.parse_args()
    options.pieces.mkdir(parents=True, exist_ok=True)

    def study(folder, phone_of):
        return studied(options.study, options.kind, folder, options.pieces, phone_of)
    pieces = {folder: study(folder, lambda number: taught_by(number, options.phones)) for folder in options.pianos}
    tests = {folder: [study(folder, lambda _, phone=phone: phone) for phone in (None, TESTED)] for folder in options.test}
    lesson, margin = (lesson_of_beginnings, 0.0) if options.kind == "beginnings" else (lesson_of_endings, ENDING_MARGIN)
    for folder in options.pianos if len(options.pianos) > 1 else ():
        others = Network(*lesson(sum((pieces[other] for other in options.pianos if other != folder), [])), margin)
        print(f"{folder.name}, taught by the others: F {f_measure(options.kind, others, pieces[folder]):.3f}", flush=True)
    network = Network(*lesson(sum((pieces[folder] for folder in options.pianos), [])), margin)
    for folder, (plain, phoned) in tests.items():
        print(f"{folder.name}, taught by all of them: F {by_scene(options.kind, network, plain)}")
        print(f"{folder.name}, through phones: F {by_scene(options.kind, network, phoned)}")
    name = {"beginnings": "NoteBeginningWeights.h", "endings": "NoteEndingWeights.h"}[options.kind]
    (options.headers / name).write_text(header(options.kind, network))


if __name__ == "__main__":
    main()
