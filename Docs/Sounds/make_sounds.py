#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the sounds of this folder: recordings of Resources/Audio, separated by the shipped dictionaries, mosaics of them, a repair of
clipped peaks, an old song in stereo, and a duo separated live, off line, and with phases of its own.

    make_sounds.py UNBRAID [PAIRS]    UNBRAID: the program to separate with

Each recording has a folder, with an Opus file for each source; `mosaic`, `repair`, `upmix`, `best` and `phase` have the others.
`speech` has voices of VoiceBank-DEMAND before and after, made anew where PAIRS is a folder with those of p226 and p287. `upmix` has the
old song in mono: seconds 9 to 25 of public/media/audio/Enrico_Caruso_Recondita_armonia.ogg of github:kevinvlad03/Pulsefy-Diploma-Project,
at 22.05 kHz, faded in and out, its peak at half of full scale. Needs packages-docs.txt. Tests/Docs makes them
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
TREES = {  # what is added to the song, the options, the leaf
    "snare": ("drums", ["--dictionary", "band-kit"], "drums.snare"),
    "right-hand": ("two-hands", ["--dictionary", "band", "--then", "other=piano", "--midi", AUDIO / "two-hands.mid"], "other.channel-2"),
}
TREE_KBITS = 24
VOICES = {"good": "p226_006", "fails": "p287_004"}
CLIPPING_DB = 18  # by which a recording is too loud
VOICE_KBITS, MONO_KBITS, STEREO_KBITS = 32, 48, 72  # a voice at 16 kHz; music


def encode(sound, path, kbits=None):
    """A sound as Opus, at the rate of its kind where none is given; the same bytes each time."""
    channels, rate = (int(subprocess.run(["soxi", flag, sound], check=True, stdout=subprocess.PIPE).stdout) for flag in ("-c", "-r"))
    kbits = kbits or (STEREO_KBITS if channels > 1 else VOICE_KBITS if rate <= 16000 else MONO_KBITS)
    subprocess.run(["opusenc", "--quiet", "--bitrate", str(kbits), "--serial", "1", "--discard-comments", sound, path], check=True)


def make_mosaics(unbraid):
    (HERE / "mosaic").mkdir(exist_ok=True)
    for name, (target, source, options) in MOSAICS.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([unbraid, "mosaic", AUDIO / f"{target}.flac", "--from", AUDIO / f"{source}.flac", *options,
                            "--out", f"{folder}/mosaic.wav"], check=True)
            encode(f"{folder}/mosaic.wav", HERE / "mosaic" / f"{name}.opus")


def clip_and_repair(unbraid, clipped, repaired):
    """A recording whose peaks are clipped, and repaired, with room above them."""
    subprocess.run(["sox", "-D", AUDIO / "song.flac", "-b", "16", clipped, "trim", "0", "6", "gain", str(CLIPPING_DB), "gain",
                    str(-CLIPPING_DB)], check=True)
    subprocess.run([unbraid, "repair", clipped, "--out", repaired], check=True)


def make_repair(unbraid):
    (HERE / "repair").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        clip_and_repair(unbraid, f"{folder}/clipped.wav", f"{folder}/repaired.wav")
        for name in ("clipped", "repaired"):
            encode(f"{folder}/{name}.wav", HERE / f"repair/song-{name}.opus")


def mix(name, path):
    """Six seconds of the song and of another recording, at one peak."""
    parts = [f"|sox -D {AUDIO / recording}.flac -r 44100 -c 1 -p trim 0 6 norm -9" for recording in ("song", name)]
    subprocess.run(["sox", "-D", "-m", *parts, "-b", "16", path], check=True)


def make_trees(unbraid):
    """A snare, and a pianist's right hand, out of the song that they were added to."""
    (HERE / "trees").mkdir(exist_ok=True)
    for name, (added, options, leaf) in TREES.items():
        with tempfile.TemporaryDirectory() as folder:
            mix(added, f"{folder}/song.wav")
            subprocess.run([unbraid, "separate", f"{folder}/song.wav", *options, "--latency", "high", "--out", folder], check=True)
            encode(f"{folder}/song.{leaf}.wav", HERE / "trees" / f"{name}.opus", TREE_KBITS)


def make_stereo(unbraid):
    """The old song, spread by `band-large`; room was left above its peaks, since sources at one side are louder there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([unbraid, "upmix", HERE / f"upmix/{OLD_SONG}.opus", "--out", f"{folder}/stereo.wav"], check=True)
        encode(f"{folder}/stereo.wav", HERE / f"upmix/{OLD_SONG}-stereo.opus")


def make_voices(unbraid, pairs):
    """Noisy voices, and what `speech` takes for the voice alone: where it helps, and where it does not."""
    (HERE / "speech").mkdir(exist_ok=True)
    for name, recording in VOICES.items():
        noisy = next(Path(pairs).glob(f"*/noisy/{recording}.*"))
        encode(noisy, HERE / "speech" / f"{name}-before.opus")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([unbraid, "separate", noisy, "--dictionary", "speech", "--only", "speech", "--out",
                            f"{folder}/voice.wav"], check=True)
            encode(f"{folder}/voice.wav", HERE / "speech" / f"{name}-after.opus")


def make_duo(unbraid, name, options):
    """A saxophone as it is separated with these options."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([unbraid, "separate", AUDIO / "duo.flac", "--dictionary", "piano-saxophone", *options, "--out", folder],
                       check=True)
        (HERE / name).parent.mkdir(exist_ok=True)
        encode(f"{folder}/duo.saxophone.wav", HERE / f"{name}.opus")


def main(unbraid, pairs=None):
    for sound in json.loads((HERE / "sounds.json").read_text()):
        with tempfile.TemporaryDirectory() as folder:
            options = [option.replace("AUDIO", str(AUDIO)) for option in sound["options"]]
            subprocess.run([unbraid, "separate", AUDIO / f"{sound['recording']}.flac", *options, "--out", folder], check=True)
            (HERE / sound["recording"]).mkdir(exist_ok=True)
            for source in sound["sources"]:
                encode(f"{folder}/{sound['recording']}.{source}.wav", HERE / sound["recording"] / f"{source}.opus")
    make_mosaics(unbraid)
    make_repair(unbraid)
    make_stereo(unbraid)
    make_trees(unbraid)
    for name, quality in (("live", "live"), ("best", "long-both-ways")):
        make_duo(unbraid, f"best/saxophone-{name}", ["--quality", quality])
    make_duo(unbraid, "phase/saxophone-complex-isnmf", ["--quality", "long-both-ways", "--phase", "complex-isnmf"])
    if pairs:
        make_voices(unbraid, pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
