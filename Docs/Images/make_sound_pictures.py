#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws sounds of Docs/Sounds beside this folder: make_sound_pictures.py UNBRAID writes mosaic.webp (spectrograms of a target, a source and their
mosaic), best.webp (a saxophone separated live and off line, and the true one), phase.webp (off line with the mixture's phases and with
others, and the true one) and repair.svg (clipped peaks before and after). Needs NumPy, soundfile, ffmpeg and packages-docs.txt."""
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "Sounds"))
import make_sounds

AUDIO, SOUNDS = HERE.parents[1] / "Resources/Audio", HERE.parent / "Sounds"
SPECTROGRAMS = {
    "mosaic": (AUDIO / "song.flac", AUDIO / "duo/saxophone.flac", SOUNDS / "mosaic/song-saxophone.opus"),
    "best": (SOUNDS / "best/saxophone-live.opus", SOUNDS / "best/saxophone-best.opus", AUDIO / "duo/saxophone.flac"),
    "phase": (SOUNDS / "best/saxophone-best.opus", SOUNDS / "phase/saxophone-complex-isnmf.opus", AUDIO / "duo/saxophone.flac"),
}
WIDTH, HEIGHT, MARGIN = 900, 300, 20
SHOWN_SECONDS = 0.02
PAPER = "#fbfbf9"
CURVES = {"song-repaired": ("#2f6fb3", "repaired"), "song": ("#3f8f4f", "as recorded"), "song-clipped": ("#b3572f", "clipped")}


def spectrograms(name, sounds):
    """Side by side, up to 6 kHz and from the same level down."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for sound in sounds:
            parts.append(f"{folder}/{len(parts)}.png")
            wav = f"{folder}/sound.wav"  # Debian's sox reads no Opus
            subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", sound, wav], check=True)
            subprocess.run(["sox", wav, "-n", "trim", "0", "8", "remix", "1", "rate", "12k", "norm", "-3", "spectrogram", "-r",
                            "-m", "-x", "400", "-y", "257", "-z", "80", "-o", parts[-1]], check=True)
        inputs = [word for part in parts for word in ("-i", part)]
        subprocess.run(["ffmpeg", "-loglevel", "error", "-y", *inputs, "-filter_complex", f"hstack=inputs={len(parts)}",
                        f"{folder}/all.png"], check=True)
        subprocess.run(["cwebp", "-quiet", "-q", "50", "-m", "6", "-sharp_yuv", "-resize", "900", "0", f"{folder}/all.png", "-o",
                        HERE / f"{name}.webp"], check=True)


def channel(path):
    samples, rate = soundfile.read(path, always_2d=True)
    return samples[:, 0], rate


def repair(unbraid):
    """The loudest peak that was clipped, and what surrounds it."""
    with tempfile.TemporaryDirectory() as folder:
        clipped, repaired = f"{folder}/clipped.wav", f"{folder}/repaired.wav"
        make_sounds.clip_and_repair(unbraid, clipped, repaired)
        sounds = {name: channel(path)[0] for name, path in (("song", AUDIO / "song.flac"), ("song-clipped", clipped),
                                                            ("song-repaired", repaired))}
    rate = channel(AUDIO / "song.flac")[1]
    length = int(SHOWN_SECONDS * rate)
    middle = int(np.argmax(np.abs(sounds["song"][length:len(sounds["song-clipped"]) - length]))) + length
    shown = {name: samples[middle - length // 2:middle + length // 2] for name, samples in sounds.items()}
    top = max(np.abs(samples).max() for samples in shown.values())
    parts = []
    for row, (name, (colour, label)) in enumerate(CURVES.items()):
        points = " ".join(f"{WIDTH * n / len(shown[name]):.1f},{HEIGHT / 2 - (HEIGHT / 2 - MARGIN) * value / top:.1f}"
                          for n, value in enumerate(shown[name]))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
                     f'<text x="12" y="{24 + 20 * row}" font-size="13" fill="{colour}">{label}</text>')
    body = "\n".join(parts)
    (HERE / "repair.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Sans, Helvetica, sans-serif">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>\n{body}\n</svg>\n')


def main(unbraid):
    for name, sounds in SPECTROGRAMS.items():
        spectrograms(name, sounds)
    repair(unbraid)


if __name__ == "__main__":
    main(*sys.argv[1:])
