#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sounds of this folder: recordings of Resources/Audio, separated by the shipped dictionaries, mosaics of them, a repair of
clipped peaks, an old song in stereo, and a duo separated live, off line, and with phases of its own.

    make_sounds.py UNBRAID [PAIRS]    UNBRAID: the program to separate with

Each recording has a folder, with a 16-bit FLAC file for each source; `mosaic`, `repair`, `upmix`, `best` and `phase` have the others.
`speech` has voices of VoiceBank-DEMAND before and after, made anew where PAIRS is a folder with those of p226 and p287. `upmix` has the
old song in mono: seconds 6 to 38 of public/media/audio/Enrico_Caruso_Recondita_armonia.ogg of github:kevinvlad03/Pulsefy-Diploma-Project,
at 22.05 kHz, faded in and out, its peak at half of full scale. Needs Debian's sox. Tests/Docs makes them
again, and fails where a dictionary gives something else than what is kept here; then run this, and listen.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
AUDIO = HERE.parents[1] / "Resources/Audio"
MOSAICS = {  # name: target, source, options
    "song-saxophone": ("song", "duo/saxophone", ["--transpose", "6"]),
    "drums-speech": ("drums", "noisy-voice/speech", ["--window", "23", "--repetition", "0", "--polyphony", "2"]),
}
OLD_SONG = "recondita-armonia"
VOICES = {"good": "p226_006", "fails": "p287_004"}
CLIPPING_DB = 18  # by which a recording is too loud


def keep(sound, path, *effects):
    """A sound as 16-bit FLAC."""
    subprocess.run(["sox", "-D", sound, "-b", "16", path, *effects], check=True)


def make_mosaics(unbraid):
    (HERE / "mosaic").mkdir(exist_ok=True)
    for name, (target, source, options) in MOSAICS.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([unbraid, "mosaic", AUDIO / f"{target}.flac", "--from", AUDIO / f"{source}.flac", *options,
                            "--out", f"{folder}/mosaic.wav"], check=True)
            keep(f"{folder}/mosaic.wav", HERE / "mosaic" / f"{name}.flac")


def make_repair(unbraid):
    """A recording whose peaks are clipped, and repaired; with room above them, since FLAC ends at full scale."""
    folder = HERE / "repair"
    folder.mkdir(exist_ok=True)
    clipped, repaired = folder / "song-clipped.flac", folder / "song-repaired.flac"
    keep(AUDIO / "song.flac", clipped, "trim", "0", "6", "gain", str(CLIPPING_DB), "gain", str(-CLIPPING_DB))
    repaired.unlink(missing_ok=True)
    subprocess.run([unbraid, "repair", clipped, "--out", repaired], check=True)


def make_stereo(unbraid):
    """The old song, spread by `band-large`; room was left above its peaks, since sources at one side are louder there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([unbraid, "upmix", HERE / f"upmix/{OLD_SONG}.flac", "--out", f"{folder}/stereo.wav"], check=True)
        keep(f"{folder}/stereo.wav", HERE / f"upmix/{OLD_SONG}-stereo.flac")


def make_voices(unbraid, pairs):
    """Noisy voices, and what `speech` takes for the voice alone: where it helps, and where it does not."""
    (HERE / "speech").mkdir(exist_ok=True)
    for name, recording in VOICES.items():
        noisy = next(Path(pairs).glob(f"*/noisy/{recording}.*"))
        keep(noisy, HERE / "speech" / f"{name}-before.flac")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([unbraid, "separate", noisy, "--dictionary", "speech", "--only", "speech", "--out",
                            f"{folder}/voice.wav"], check=True)
            keep(f"{folder}/voice.wav", HERE / "speech" / f"{name}-after.flac")


def make_duo(unbraid, name, options):
    """A saxophone as it is separated with these options."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([unbraid, "separate", AUDIO / "duo.flac", "--dictionary", "piano-saxophone", *options, "--out", folder],
                       check=True)
        (HERE / name).parent.mkdir(exist_ok=True)
        keep(f"{folder}/duo.saxophone.wav", HERE / f"{name}.flac")


def main(unbraid, pairs=None):
    for sound in json.loads((HERE / "sounds.json").read_text()):
        with tempfile.TemporaryDirectory() as folder:
            options = [option.replace("AUDIO", str(AUDIO)) for option in sound["options"]]
            subprocess.run([unbraid, "separate", AUDIO / f"{sound['recording']}.flac", *options, "--out", folder], check=True)
            (HERE / sound["recording"]).mkdir(exist_ok=True)
            for source in sound["sources"]:
                keep(f"{folder}/{sound['recording']}.{source}.wav", HERE / sound["recording"] / f"{source}.flac")
    make_mosaics(unbraid)
    make_repair(unbraid)
    make_stereo(unbraid)
    for quality in ("live", "best"):
        make_duo(unbraid, f"best/saxophone-{quality}", ["--quality", quality])
    make_duo(unbraid, "phase/saxophone-complex-isnmf", ["--quality", "best", "--phase", "complex-isnmf"])
    if pairs:
        make_voices(unbraid, pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
