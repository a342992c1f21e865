#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scores the stems that dictionaries find in songs: SI-SDR, SI-SDR above 80 Hz, and the SDR of BSS-Eval v4 (median of
seconds), by stem and by song, beside the mixture itself, fixed bands, harmonic/percussive separation and oracle masks.
A song is a folder of its stems, `vocals`, `drums`, `bass`, `other`, of which some may lack; the mixture is their sum. With --six
`guitar` and `piano` are stems of their own, otherwise they belong to `other`. Stems that another program found, NAME=FOLDER with FOLDER/SONG/STEM.wav, are scored beside them (song_peers.py)."""

import argparse
import itertools
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfiltfilt

import song_baselines
from score import write_rows
from songs import APART, STEMS

SIX = ("vocals", "drums", "bass", *APART, "other")
ALIASES = {"guitars": "guitar", "melody": "other", "voice": "vocals"}
SCORES = {"SI-SDR": "si_sdr_db", "SI-SDR above 80 Hz": "si_sdr_80_db", "SDR (BSS-Eval v4)": "sdr_db"}
QUALITIES = ("live", "best", "long", "both-ways", "long-both-ways")
SIMPLE, CLOSE_DB = ("fixed bands", "harmonic/percussive, off line"), 1
SILENT_DB = -60  # of a second's reference, below the loudest: not scored
FLOOR = 1e-12


def stem_of(name, stems=STEMS):
    """The stem that a file or a source of a dictionary is; None if it is none."""
    stem = ALIASES.get(name, name)
    if stem in APART and stem not in stems:
        return "other"
    return stem if stem in stems else None


def stem_files(folder):
    return sorted(path for path in folder.iterdir() if path.suffix in (".flac", ".wav") and stem_of(path.stem))


def read_song(folder, seconds=None, stems=STEMS):
    """({stem: samples [frames x channels]}, rate); of a longer song the middle `seconds`. Files of one stem are added up."""
    files = {}
    for path in stem_files(folder):
        files[path.stem], rate = soundfile.read(path, dtype="float64", always_2d=True)
    length = min(map(len, files.values()))
    taken = min(length, round(seconds * rate)) if seconds else length
    first = (length - taken) // 2
    cut = {}
    for name, samples in files.items():
        stem = stem_of(name, stems)
        cut[stem] = cut.get(stem, 0) + samples[first:first + taken]
    return {name: samples for name, samples in cut.items() if np.abs(samples).max() > 1e-4}, rate


def si_sdr(reference, estimate):
    """Of each channel that is not silent, without mean; then the mean of their dB. [samples] or [samples x channels]"""
    reference, estimate = (samples.reshape(len(samples), -1) for samples in (reference, estimate))
    found = []
    for true, guess in zip((reference - reference.mean(axis=0)).T, (estimate - estimate.mean(axis=0)).T):
        if true @ true > FLOOR:
            target = (true @ guess) / (true @ true) * true
            found.append(10 * np.log10((target @ target + FLOOR) / ((guess - target) @ (guess - target) + FLOOR)))
    return float(np.clip(np.mean(found), -100, 100))


def sdr(reference, estimate, rate):
    """The median over seconds of energy over error, as BSS-Eval v4 has it; seconds of silence do not count."""
    seconds = max(1, len(reference) // rate)
    energy, error = (np.array([np.sum(part ** 2) for part in np.array_split(samples[:seconds * rate], seconds)])
                     for samples in (reference, reference - estimate))
    loud = energy > energy.max() * 10 ** (SILENT_DB / 10)
    return float(np.median(10 * np.log10((energy[loud] + FLOOR) / (error[loud] + FLOOR))))


def above_80_hz(samples, rate):
    return sosfiltfilt(butter(4, 80, "highpass", fs=rate, output="sos"), samples, axis=0)


def scores(reference, estimate, rate):
    return {"si_sdr_db": si_sdr(reference, estimate),
            "si_sdr_80_db": si_sdr(above_80_hz(reference, rate), above_80_hz(estimate, rate)),
            "sdr_db": sdr(reference, estimate, rate)}


def sources_of(program, mixed, rate, dictionary, latency, quality="live", options=()):
    """{source: samples} that a dictionary finds, as long as the mixture.
    options  more words of the command"""
    with tempfile.TemporaryDirectory() as folder:
        soundfile.write(f"{folder}/song.wav", mixed, rate, subtype="FLOAT")
        subprocess.run([program, "separate", f"{folder}/song.wav", "--dictionary", dictionary, "--latency", latency,
                        "--quality", quality, "--out", folder, *options], check=True, stdout=subprocess.DEVNULL)
        return {path.name.split(".")[1]: soundfile.read(path, always_2d=True)[0][:len(mixed)]
                for path in sorted(Path(folder).glob("song.*.wav"))}


def separated(arguments, mixed, rate, dictionary, latency, quality):
    """{stem: samples} that a dictionary finds; sources of one stem are added up. Of six stems `other` stands for guitar and piano too
    where a dictionary has neither."""
    found = {}
    for name, samples in sources_of(arguments.program, mixed, rate, dictionary, latency, quality).items():
        if stem := stem_of(name, arguments.stems):
            found[stem] = found.get(stem, 0) + samples
    if len(found) < 3:  # what else there is, not the stem
        found.pop("other", None)
    if "other" in found and not any(stem in found for stem in APART):
        found |= dict.fromkeys(APART, found["other"])
    return found


def read_estimates(folder, mixed):
    """{stem: samples} that another program found, as long as the mixture."""
    found = {path.stem: soundfile.read(path, always_2d=True)[0] for path in stem_files(folder)}
    if wrong := [stem for stem, samples in found.items() if samples.shape != mixed.shape]:
        raise SystemExit(f"{folder}: {', '.join(wrong)}: not the length of the mixture, or not its channels")
    return found


def systems(arguments, mixed, stems, rate, song):
    """(name, its estimates) of all that is compared."""
    yield "mixture", song_baselines.mixture(mixed, stems)
    yield "fixed bands", song_baselines.fixed_bands(mixed, stems, rate)
    yield "harmonic/percussive, off line", song_baselines.harmonic_percussive(mixed, stems)
    for dictionary in arguments.dictionary:
        for quality, latency in itertools.product(arguments.quality, arguments.latency):
            name = f"`{Path(dictionary).stem}`, {'' if quality == 'live' else f'{quality}, '}{latency}"
            yield name, separated(arguments, mixed, rate, dictionary, latency, quality)
    for name, folder in arguments.estimates:
        yield name, read_estimates(folder / song, mixed)
    yield "oracle Wiener mask", song_baselines.oracle(mixed, stems)


def score_song(arguments, folder):
    """A row for each system and stem."""
    stems, rate = read_song(folder, arguments.seconds, arguments.stems)
    mixed = sum(stems.values())
    for system, estimates in systems(arguments, mixed, stems, rate, folder.name):
        for stem in arguments.stems:
            if stem in stems and stem in estimates:
                yield {"song": folder.name, "system": system, "stem": stem,
                       **scores(stems[stem], estimates[stem], rate)}


def means(rows, score, stems=STEMS):
    """Lines of a table: a row for each system, a column for each stem, means over the songs that have it."""
    yield "| " + " | ".join([f"{score}, dB", *stems]) + " |"
    yield "| --- |" + " --- |" * len(stems)
    for system in dict.fromkeys(row["system"] for row in rows):
        found = [[row[SCORES[score]] for row in rows if row["system"] == system and row["stem"] == stem] for stem in stems]
        yield "| " + " | ".join([system, *(f"{np.mean(part):.1f}" if part else "" for part in found)]) + " |"


def by_song(rows, score):
    """Lines of a table: a row for each song and stem, a column for each system; no song is left out."""
    names = list(dict.fromkeys(row["system"] for row in rows))
    yield "| " + " | ".join([f"{score}, dB", "stem", *names]) + " |"
    yield "| --- | --- |" + " --- |" * len(names)
    for song, stem in dict.fromkeys((row["song"], row["stem"]) for row in rows):
        found = {row["system"]: row[SCORES[score]] for row in rows if (row["song"], row["stem"]) == (song, stem)}
        yield "| " + " | ".join([song, stem, *(f"{found[name]:.1f}" if name in found else "" for name in names)]) + " |"


def beside_simple(rows, score):
    """Lines of a table: of how many songs' stems each system is above the mixture, of how many at most CLOSE_DB below the better of
    SIMPLE, and which are the others, by how much."""
    found = {}
    for row in rows:
        found.setdefault(row["system"], {})[row["song"], row["stem"]] = row[SCORES[score]]
    yield f"| {score} | stems | above the mixture | above the simple methods, or less than {CLOSE_DB} dB below | the others, dB |"
    yield "| --- | --- | --- | --- | --- |"
    for system, values in found.items():
        if system in ("mixture", *SIMPLE, "oracle Wiener mask"):
            continue
        below = {one: value - max(found.get(simple, {}).get(one, -np.inf) for simple in SIMPLE) for one, value in values.items()}
        others = ", ".join(f"{stem} of {song} {gap:.1f}" for (song, stem), gap in below.items() if gap < -CLOSE_DB)
        above = sum(value > found["mixture"][one] for one, value in values.items())
        close = sum(gap >= -CLOSE_DB for gap in below.values())
        yield f"| {system} | {len(values)} | {above} | {close} | {others or 'none'} |"


def named_folder(text):
    name, _, folder = text.partition("=")
    return name, Path(folder)


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("songs", type=Path, nargs="+", help="folders of songs, a folder of stems each")
    parser.add_argument("--dictionary", nargs="*", default=[], help="names or files")
    parser.add_argument("--latency", nargs="+", default=["balanced", "high"], choices=("low", "balanced", "high"))
    parser.add_argument("--quality", nargs="+", default=["live"], choices=QUALITIES,
                        help="of `unbraid separate`, in each of these latencies")
    parser.add_argument("--estimates", nargs="*", default=[], type=named_folder, metavar="NAME=FOLDER",
                        help="what other programs found")
    parser.add_argument("--six", dest="stems", action="store_const", const=SIX, default=STEMS,
                        help="guitar and piano as stems of their own")
    parser.add_argument("--seconds", type=float, help="score the middle of each song alone")
    parser.add_argument("--by-song", action="store_true", help="also print every song")
    parser.add_argument("--program", default="unbraid")
    parser.add_argument("--rows", type=Path, help="also write all scores there, as CSV")
    arguments = parser.parse_args(words)
    folders = sorted(folder for songs in arguments.songs for folder in songs.iterdir()
                     if folder.is_dir() and stem_files(folder))
    rows = [row for folder in folders for row in score_song(arguments, folder)]
    for score in SCORES:
        songs = (*beside_simple(rows, score), "", *by_song(rows, score)) if arguments.by_song else ()
        print(*means(rows, score, arguments.stems), "", *songs, "", sep="\n")
    if arguments.rows:
        write_rows(arguments.rows, rows)


if __name__ == "__main__":
    main()
