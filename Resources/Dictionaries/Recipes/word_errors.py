#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a denoiser helps machines to understand: word errors of PocketSphinx, with the English model of Debian's
pocketsphinx-en-us, on utterances of LibriSpeech with noise.

    word_errors.py draw CLONE NOISES OUT        utterances of a clone that holds LibriSpeech with its transcripts, in recorded noise:
                                                OUT/clean/NAME.wav, OUT/noisy/NAME.wav, OUT/list.csv
    word_errors.py score OUT                    --dictionary ..., --estimates FOLDER, or else the mixtures themselves; --clean

Each speaker is drawn equally often. Word errors are insertions, deletions and substitutions over the words said."""

import argparse
import csv
import tempfile
from pathlib import Path

import numpy as np
import soundfile

from mix import Deck, Sounds, mixture, noise_of
from score import by_value, link, narrow, separate, write_rows
from repositories import Repository
from sounds import NARROW, decode, resample

SECONDS = (4, 12)   # of an utterance
RESAMPLES = 2000    # of the bootstrap
MODEL = Path("/usr/share/pocketsphinx/model/en-us")


def transcripts(repository):
    """{utterance: words}, of every file *.trans.txt."""
    paths = [path for path in repository.paths() if path.endswith(".trans.txt")]
    lines = [line for _, content in repository.read(paths) for line in content.decode().splitlines()]
    return {name: text.lower() for name, _, text in (line.partition(" ") for line in lines)}


def utterances(repository, draw):
    """(name, samples, words) without end, each speaker's turn after another's."""
    said = transcripts(repository)
    found = {Path(path).stem: path for path in repository.paths() if path.endswith(".flac") and Path(path).stem in said}
    speakers = {}
    for name, path in sorted(found.items()):
        speakers.setdefault(name.split("-")[0], []).append((name, path))
    turns = Deck(sorted(speakers), draw)
    decks = {speaker: Deck(names, draw) for speaker, names in speakers.items()}
    while True:
        name, path = decks[turns.next()].next()
        (_, content), = repository.read([path])
        samples, rate = decode(content, True)
        samples = resample(samples, rate, NARROW)
        if SECONDS[0] * NARROW <= len(samples) <= SECONDS[1] * NARROW:
            yield name, samples, said[name]


def draw_mixtures(arguments):
    """Writes clean and noisy utterances; a row about each."""
    draw = np.random.default_rng(arguments.seed)
    noises = Sounds(arguments.noises, NARROW)
    kinds = Deck(noises.paths, draw)
    spoken = utterances(Repository(arguments.clone), draw)
    for number in range(arguments.count):
        snr_db = arguments.snrs[number % len(arguments.snrs)]
        name, speech, words = next(spoken)
        noise = None
        while noise is None:
            noise = noise_of(noises, kinds.next(), len(speech), draw)
        clean, noisy = mixture(speech, noise, snr_db, NARROW, None, draw)
        name = f"{number:03d}_{name}"
        for kind, samples in (("clean", clean), ("noisy", noisy)):
            soundfile.write(arguments.out / kind / f"{name}.wav", samples, NARROW, subtype="PCM_16")
        yield name, snr_db, words


def word_distance(said, heard):
    """The least number of words to insert, delete or replace (Levenshtein 1966)."""
    costs = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, costs[0] = costs[0], i
        for j, other in enumerate(heard, 1):
            before, costs[j] = costs[j], min(before + (word != other), costs[j] + 1, costs[j - 1] + 1)
    return costs[-1]


def recogniser():
    """What gives the words of samples at NARROW Hz."""
    from pocketsphinx import Decoder

    config = Decoder.default_config()
    for option, path in (("-hmm", MODEL / "en-us"), ("-lm", MODEL / "en-us.lm.bin"), ("-dict", MODEL / "cmudict-en-us.dict"),
                         ("-logfn", "/dev/null")):
        config.set_string(option, str(path))
    decoder = Decoder(config)

    def words(samples):
        decoder.start_utt()
        decoder.process_raw((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), False, True)
        decoder.end_utt()
        heard = decoder.hyp()
        return heard.hypstr.split() if heard else []
    return words


def count_errors(arguments, scratch):
    """A row for each utterance: words said, and errors."""
    with open(arguments.mixtures / "list.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    if arguments.dictionary:
        reduction = [] if arguments.reduction is None else ["--reduction", str(arguments.reduction)]
        separate(arguments.program, arguments.mixtures, arguments.dictionary, arguments.latency, scratch, reduction)
    else:
        own = arguments.mixtures / ("clean" if arguments.clean else "noisy")
        link(arguments.estimates or own, [row["name"] for row in rows], scratch)
    words = recogniser()
    for row in rows:
        said = row["words"].split()
        heard = words(narrow(scratch / f"{row['name']}.speech.wav"))
        yield {"name": row["name"], "snr_db": row["snr_db"], "words": len(said), "errors": word_distance(said, heard)}


def rate_of(rows):
    """Errors over words, and half the width of its 95 % interval over the utterances, in percent."""
    errors, words = (np.array([float(row[key]) for row in rows]) for key in ("errors", "words"))
    chosen = np.random.default_rng(1).integers(len(rows), size=(RESAMPLES, len(rows)))
    low, high = np.quantile(errors[chosen].sum(1) / words[chosen].sum(1), (0.025, 0.975))
    return 100 * errors.sum() / words.sum(), 50 * (high - low)


def print_table(rows):
    for snr, chosen in [*by_value(rows, "snr_db", int), ("all", rows)]:
        share, half = rate_of(chosen)
        print(f"{snr:>4} dB {len(chosen):4} files: {share:5.1f} % of the words wrong, +- {half:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    first = steps.add_parser("draw")
    first.add_argument("clone", type=Path)
    first.add_argument("noises", type=Path, help="folder of recordings")
    first.add_argument("out", type=Path)
    first.add_argument("--count", type=int, default=120)
    first.add_argument("--snrs", type=int, nargs="+", default=[0, 5, 10, 15], metavar="DB")
    first.add_argument("--seed", type=int, default=1)
    second = steps.add_parser("score")
    second.add_argument("mixtures", type=Path, help="folder that `draw` wrote")
    second.add_argument("--dictionary", help="separate by this dictionary")
    second.add_argument("--reduction", type=float, metavar="DB", help="leave the noise that far down; all of it goes when left out")
    second.add_argument("--latency", default="balanced", choices=("low", "balanced", "high"))
    second.add_argument("--estimates", type=Path, help="folder of estimates")
    second.add_argument("--clean", action="store_true", help="what is understood without noise")
    second.add_argument("--program", default="unbraid")
    second.add_argument("--rows", type=Path, help="also write a row per file there, as CSV")
    arguments = parser.parse_args()
    if arguments.step == "score":
        with tempfile.TemporaryDirectory() as scratch:
            rows = list(count_errors(arguments, Path(scratch)))
        print_table(rows)
        if arguments.rows:
            write_rows(arguments.rows, rows)
        return
    arguments.noises = [arguments.noises]
    for kind in ("clean", "noisy"):
        (arguments.out / kind).mkdir(parents=True, exist_ok=True)
    with open(arguments.out / "list.csv", "w", newline="") as file:
        csv.writer(file).writerows([("name", "snr_db", "words"), *draw_mixtures(arguments)])


if __name__ == "__main__":
    main()
