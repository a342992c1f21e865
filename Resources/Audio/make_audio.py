#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the recordings of this folder, mixtures and their true sources, from the recordings of the shared data folder.

    make_audio.py DATA LOOPS MATERIAL    DATA: the data folder; LOOPS and MATERIAL: what render_drums.py and
                                         render_material.py of Tests/Quality/Material wrote

Needs Debian's python3-numpy and python3-soundfile, and for the guitar fluidsynth and fluid-soundfont-gm; nobody needs
it to build, run or test.
"""
import random
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile as sf

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "Tests/Quality/Material"))
from composer import beat  # noqa: E402
from fluid import render  # noqa: E402
from midi import DRUM_CHANNEL, TICKS, Note, Track, midi_file  # noqa: E402
from render_drums import BARS, TEMPI  # noqa: E402
from render_loops import NOTES  # noqa: E402

RATE = 44100
BEAT = 60 / 104
DRUM_SECONDS = 6

# A blues riff over B7 out of notes that no dictionary is trained on: (beat, length in beats, file, level).
SAXOPHONE = [(0, 1, "b3", 0.9), (1, 0.5, "ab3", 0.8), (1.5, 0.5, "b3", 0.9), (2, 1.5, "d3", 1.0), (4, 0.5, "f3", 0.9),
             (4.5, 0.5, "d3", 0.8), (5, 0.5, "b3", 1.0), (5.5, 0.5, "ab3", 0.8), (6, 2, "f3", 1.0), (8, 0.75, "a2", 0.9),
             (8.75, 0.25, "f2", 0.8), (9, 1, "a2", 0.9), (10, 0.5, "d3", 0.9), (10.5, 0.5, "f3", 0.9),
             (11, 0.5, "ab3", 1.0), (11.5, 0.5, "b3", 1.0), (12, 3, "d3", 1.0)]
CHORD = ["D_3vH", "A3vH", "F_4vH", "B4vH"]
PIANO = [(0, 2.5), (2.5, 1.5), (4, 2.5), (6.5, 1.5), (8, 2.5), (10.5, 1.5), (12, 3.5)]
BEATS = 16

# What the choir sings from second to second, in chords for a guitar; the alto of it is the voice of `song`.
CHORDS = [(0.0, (43, 50, 55, 58, 62)), (1.0, (46, 51, 55, 58, 63)), (1.65, (41, 48, 53, 57, 60)),
          (2.4, (46, 50, 53, 58, 62)), (3.5, (43, 50, 55, 58, 62)), (3.9, (48, 52, 55, 60, 64)),
          (4.9, (41, 48, 53, 57, 60)), (5.6, (50, 53, 57, 62, 65)), (6.4, (45, 52, 57, 61, 64)),
          (6.75, (50, 57, 62, 65, 69)), (8.0, ())]
PICKING = (0, 2, 3, 4, 3, 2)
JAZZ_GUITAR = 26  # of the presets for development, so of no dictionary's training
TICKS_A_SECOND = 2 * TICKS  # at 120 beats a minute
SECONDS = 8


def note(path, seconds):
    """One recorded note, cut to length with a short release."""
    samples, rate = sf.read(path, dtype="float64")
    assert rate == RATE, path
    samples = samples.mean(axis=1) if samples.ndim > 1 else samples
    length = min(len(samples), int(seconds * RATE))
    samples, release = samples[:length].copy(), min(length, int(0.06 * RATE))
    samples[-release:] *= np.linspace(1, 0, release) ** 2
    return samples


def place(track, samples, beat, level):
    start = int(beat * BEAT * RATE)
    end = min(len(track), start + len(samples))
    track[start:end] += level * samples[: end - start]


def pan(track, position):
    """Equal-power pan, -1 left to 1 right."""
    angle = (position + 1) * np.pi / 4
    return np.stack([np.cos(angle) * track, np.sin(angle) * track], axis=1)


def write(name, sources, rate):
    """Sources and their sum, scaled together, in 16 bits: the sum of what is written is the mixture, to the bit."""
    peak = np.abs(sum(sources.values())).max()
    stems = {key: np.round(0.7 * 32767 / peak * value).astype(np.int16) for key, value in sources.items()}
    (HERE / name).mkdir(exist_ok=True)
    for key, stem in stems.items():
        sf.write(HERE / name / f"{key}.flac", stem, rate, subtype="PCM_16")
    sf.write(HERE / f"{name}.flac", sum(stems.values()).astype(np.int16), rate, subtype="PCM_16")


def duo(data):
    saxophone, piano = np.zeros(int(BEATS * BEAT * RATE)), np.zeros(int(BEATS * BEAT * RATE))
    for beat, length, name, level in SAXOPHONE:
        place(saxophone, note(data / "music_solo/alto_sax" / f"{name}_f_rr1_cnd.flac", length * BEAT), beat, level)
    for beat, length in PIANO:
        for name in CHORD:
            place(piano, note(data / "music_solo/piano_upright_kw" / f"{name}.flac", length * BEAT), beat, 0.7)
    piano *= np.linalg.norm(saxophone) / np.linalg.norm(piano)
    write("duo", {"saxophone": pan(saxophone, 0.3), "piano": pan(piano, -0.4)}, RATE)


def voice(data, name):
    clean, rate = sf.read(data / "dev_pairs/vbdmd_train_p226/clean" / name, dtype="float64")
    noisy, _ = sf.read(data / "dev_pairs/vbdmd_train_p226/noisy" / name, dtype="float64")
    write("noisy-voice", {"speech": clean, "noise": noisy[: len(clean)] - clean}, rate)


def drums(loop):
    stems = {name: sf.read(loop / f"{name}.wav", dtype="float64")[0].mean(axis=1) for name in ("kick", "snare", "hi-hat")}
    length = min(DRUM_SECONDS * RATE, *(len(stem) for stem in stems.values()))
    write("drums", {name: stem[:length] for name, stem in stems.items()}, RATE)


def drum_score():
    """What the drum loop plays, by the composer of render_drums.py again: its first font and kit, the second loop."""
    rng = random.Random(1)
    rng.randint(*TEMPI), beat(rng, BARS)
    tempo, hits = rng.randint(*TEMPI), beat(rng, BARS)
    played = [note._replace(pitch=NOTES[drum]) for drum, notes in hits.items() for note in notes
              if note.tick * 60 / (tempo * TICKS) < DRUM_SECONDS]
    (HERE / "drum-score.mid").write_bytes(midi_file(tempo, [Track(DRUM_CHANNEL, 0, played)]))


def band(score):
    stems = {name: sf.read(score / f"{name}.wav", dtype="float64")[0] for name in ("piano", "bass", "drums")}
    write("band", {name: stem[: SECONDS * RATE] for name, stem in stems.items()}, RATE)


def picked_guitar():
    """The chords, plucked string by string."""
    notes = []
    for (start, strings), (end, _) in zip(CHORDS, CHORDS[1:]):
        count = max(1, round((end - start) / 0.22))
        step = (end - start) / count
        for i in range(count):
            tick, pitch = round((start + i * step) * TICKS_A_SECOND), strings[PICKING[i % len(PICKING)]]
            notes.append(Note(tick, round(2.5 * step * TICKS_A_SECOND), pitch, 95 if i == 0 else 75 + 5 * (i % 2)))
    with tempfile.TemporaryDirectory() as folder:
        render("fluid", midi_file(120, [Track(0, JAZZ_GUITAR, notes)]), Path(folder) / "guitar.wav")
        return sf.read(Path(folder) / "guitar.wav", dtype="float64")[0].mean(axis=1)[: SECONDS * RATE]


def song(data):
    """The alto of a choir, who trains no dictionary, over a guitar, at equal energy."""
    alto, rate = sf.read(data / "music_solo/voice_choral/nino_ContraAlt_207.flac", dtype="float64")
    spectrum = np.fft.rfft(alto[: SECONDS * rate])
    alto = np.fft.irfft(spectrum, SECONDS * RATE) * RATE / rate
    guitar = picked_guitar()
    write("song", {"voice": alto, "guitar": guitar * np.linalg.norm(alto) / np.linalg.norm(guitar)}, RATE)


if __name__ == "__main__":
    shared, loops, material = map(Path, sys.argv[1:4])
    voice(shared, "p226_003.flac")
    duo(shared)
    drums(loops / "fluid-standard_1")
    drum_score()
    band(material / "development/piano-bass-drums/00")
    song(shared)
