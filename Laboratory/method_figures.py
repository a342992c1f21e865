#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of methods that stand beside their nearest relatives in Docs: runs `unbraid`, scores, and prints a table of Markdown.

    method_figures.py components NOTES [UNBRAID]       Decompose.md: criteria for the number of components, ten seeds. NOTES is Resources/Audio,
                                                       or what make_four_notes.py NOTES 48,55,64 wrote
    method_figures.py objectives NOTES [UNBRAID]       Decompose.md: what relevance determination makes of the true notes, beside what it finds
    method_figures.py panned [UNBRAID]                 Synthesis.md: `decompose --model ntf` and `soft-co` beside `separate --place`
    method_figures.py places [UNBRAID]                 Synthesis.md: `decompose --model multichannel`, three and four sources at two microphones
    method_figures.py patterns DATA NOTES HANDS [UNBRAID]
                                                       Transcription.md: `train --patterns`. DATA holds music_solo/piano_upright_kw, NOTES the
                                                       piano's folder of render-material, HANDS what render-hands wrote
    method_figures.py concerto PIECES [UNBRAID]        Guide.md: a piano with its score, strings without. PIECES is development/strings-piano of
                                                       render-material
    method_figures.py shifted [UNBRAID]                Guide.md: `separate --soft-score` beside note gates, the score early or late
    method_figures.py outliers [UNBRAID]               Synthesis.md: `decompose --model robust` beside plain NMF, a piano with clicks and with knocks
    method_figures.py repeating [UNBRAID]              Synthesis.md: `decompose --model low-rank-sparse` beside plain NMF
    method_figures.py alpha [UNBRAID]                  Decompose.md: `--divergence alpha=` beside beta
    method_figures.py transform [UNBRAID]              Synthesis.md: `decompose --model transform-learning` beside the DCT
    method_figures.py windows [UNBRAID]                Synthesis.md: long windows, and windows that overlap by 99.6 %
    method_figures.py chirps [UNBRAID]                 Synthesis.md: chirps of 2 s in windows of 2.5 s

Needs what score.py needs; some minutes each."""

import csv
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, resample_poly, sosfilt

import recipes  # noqa: F401 (before those of the recipes)
from average import read as read_dictionary
from score_songs import si_sdr
from sources import MATERIAL

sys.path.append(str(MATERIAL))
import midi  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
AUDIO = ROOT / "Resources/Audio"
SEEDS = range(1, 11)
FOUND = 10.0  # dB of SI-SDR from which a component is a note
PAN = 0.3
COMPONENTS = 16
ATOMS = 8, 24
ORCHESTRA = "--residual", "128", "--residual-sparsity", "0", "--iterations", "30"
SHIFTS_MS = 0, 50, 100, 250, 500
WINDOWS = (2500, 50), (2500, 80), (93, 99.6), (2500, 99.6)
MODELS = "is-nmf", "lrtfs", "semi-nmf", "cdl", "nmfd", "complex-nmf", "orthogonal", "deep"
SCORE_SHIFTS_MS = -500, -200, -100, -50, 0, 50, 100, 200, 500
SCORE_COUPLINGS = "0.003", "0.01", "0.03", "0.1"
COUPLINGS = "0.1", "1", "10", "100"


def run(unbraid, *arguments):
    """The report of a command."""
    done = subprocess.run([unbraid, *map(str, arguments), "--json"], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def of_seed(unbraid, notes, options, seed, folder):
    """(components, notes of which a component alone reaches FOUND, SI-SDR of each note where each component goes to the nearest)."""
    report = run(unbraid, "decompose", notes / "four-notes.flac", *options, "--seed", seed, "--out", folder)
    sounds = [soundfile.read(component["file"])[0] for component in report["components"]]
    stems = [soundfile.read(path)[0] for path in sorted((notes / "four-notes").glob("*.flac"))]
    scores = np.array([[si_sdr(stem, sound) for sound in sounds] for stem in stems])
    nearest = scores.argmax(axis=0)
    grouped = [sum((sound for sound, to in zip(sounds, nearest) if to == note), np.zeros_like(stem)) for note, stem in enumerate(stems)]
    return len(sounds), int((scores.max(axis=1) >= FOUND).sum()), [si_sdr(stem, sound) for stem, sound in zip(stems, grouped)]


def components(notes, unbraid):
    names = [path.stem for path in sorted((notes / "four-notes").glob("*.flac"))]
    row("criterion", "components, seeds 1 to 10", "notes that one component is", *(f"{name}, grouped, SI-SDR" for name in names))
    row(*["---"] * (3 + len(names)))
    mixture = soundfile.read(notes / "four-notes.flac")[0]
    row("the mixture", "", "", *(f"{si_sdr(soundfile.read(notes / 'four-notes' / f'{name}.flac')[0], mixture):.1f}" for name in names))
    ways = {f"`{criterion}`": ("--components", "auto", "--criterion", criterion) for criterion in ("ard", "ard-half-normal", "marginal")}
    for way, options in {**ways, "the number given": ("--components", len(names))}.items():
        with tempfile.TemporaryDirectory() as folder:
            seeds = [of_seed(unbraid, notes, options, seed, Path(folder) / str(seed)) for seed in SEEDS]
        row(way, " ".join(str(seed[0]) for seed in seeds), " ".join(str(seed[1]) for seed in seeds),
            *(f"{np.median([seed[2][note] for seed in seeds]):.1f}" for note in range(len(names))))


def power_of(samples, window):
    """[bins, frames] of frames that overlap by half."""
    hop = window // 2
    padded = np.pad(samples, (hop, window))
    shape = np.sin(np.pi * (np.arange(window) + 0.5) / window)
    starts = range(0, len(padded) - window, hop)
    return np.array([np.abs(np.fft.rfft(shape * padded[start:start + window])) ** 2 for start in starts]).T


class Relevance:
    """The objective of `decompose --components auto`, L1 form (Tan & Fevotte 2013), of V plus a floor, and its updates at the final weight."""

    SHAPE, MOST, FLOOR = 5.0, 20, 1e-3  # as RankSelection.h and DecompositionSpec have them

    def __init__(self, spectra):
        self.values = spectra + self.FLOOR
        self.prior = np.sqrt((self.SHAPE - 1) * (self.SHAPE - 2) * spectra.mean() / self.MOST)
        self.count = sum(spectra.shape) + self.SHAPE + 1

    def relevances(self, atoms, levels):
        return (atoms.sum(axis=0) + levels.sum(axis=1) + self.prior) / self.count

    def objective(self, atoms, levels):
        """(divergence, penalty); atoms that are not there pay what zeros would."""
        quotient = self.values / (atoms @ levels + self.FLOOR)
        gone = (self.MOST - atoms.shape[1]) * np.log(self.prior / self.count)
        penalty = self.count * (self.MOST + np.log(self.relevances(atoms, levels)).sum() + gone)
        return (quotient - np.log(quotient) - 1).sum(), penalty

    def fit(self, atoms, levels, weight, iterations, moves_atoms=True):
        """The factors after updates, without those that came to nothing."""
        for _ in range(iterations):
            costs = weight / self.relevances(atoms, levels)
            model = atoms @ levels + self.FLOOR
            levels = levels * np.sqrt((atoms.T @ (self.values / model ** 2)) / (atoms.T @ (1 / model) + costs[:, None]))
            if moves_atoms:
                model = atoms @ levels + self.FLOOR
                atoms = np.maximum(atoms * np.sqrt(((self.values / model ** 2) @ levels.T) / ((1 / model) @ levels.T + costs)), 1e-12)
            levels = np.maximum(levels, 1e-12)
        alive = self.relevances(atoms, levels) > 1.01 * self.prior / self.count
        return balanced(atoms[:, alive], levels[alive])


def balanced(atoms, levels):
    """Equal sums of an atom and its levels, the least of the penalty."""
    scale = np.sqrt(levels.sum(axis=1) / atoms.sum(axis=0))
    return atoms * scale, levels / scale[:, None]


def of_note(power, number, random):
    """The factors of a note alone."""
    atoms = power.mean(axis=1, keepdims=True) * random.uniform(0.5, 1.5, (len(power), number)) + 1e-9
    return Relevance(power).fit(atoms, np.ones((number, power.shape[1])), 0.0, 60)


def objectives(notes, unbraid):
    random = np.random.default_rng(1)
    mixture = soundfile.read(notes / "four-notes.flac")[0]
    stems = [soundfile.read(path)[0] for path in sorted((notes / "four-notes").glob("*.flac"))]
    row("start", "components left", "divergence", "penalty", "objective")
    row(*["---"] * 5)
    with tempfile.TemporaryDirectory() as folder:
        report = run(unbraid, "decompose", notes / "four-notes.flac", "--components", "auto", "--group", "all=1", "--out", folder)
        found = read_dictionary(Path(folder) / "four-notes.safetensors")[1]["W"][0].astype(float)
    power = power_of(mixture, report["window"])
    spectra = [power_of(stem, report["window"]) / power.mean() for stem in stems]
    search = Relevance(power / power.mean())
    starts = {"what `ard` finds": balanced(*search.fit(found + 1e-9, np.ones((found.shape[1], power.shape[1])), 0.0, 100, False))}
    for number in (1, 2, 3):
        parts = [of_note(each, number, random) for each in spectra]
        starts[f"the true notes, {number} each"] = np.hstack([part[0] for part in parts]), np.vstack([part[1] for part in parts])
    for name, factors in starts.items():
        atoms, levels = search.fit(*factors, 1.0, 300)
        divergence, penalty = search.objective(atoms, levels)
        row(name, atoms.shape[1], f"{divergence:.0f}", f"{penalty:.0f}", f"{divergence + penalty:.0f}")


def panned_stems(name, sources):
    """Sources PAN to the left and to the right at equal power, [samples x 2] each, and their rate."""
    stems = []
    for side, source in zip((-1, 1), sources):
        samples, rate = soundfile.read(AUDIO / name / f"{source}.flac")
        if samples.ndim > 1:
            samples = samples.mean(axis=1)
        angle = np.pi / 4 * (1 + side * PAN)
        stems.append(samples[:, None] * np.array([np.cos(angle), np.sin(angle)]))
    length = min(map(len, stems))
    return [stem[:length] for stem in stems], rate


def by_side(report):
    """The components that are louder on the left, and the others."""
    sides = np.zeros((2, *soundfile.read(report["components"][0]["file"])[0].shape))
    for component in report["components"]:
        sound = soundfile.read(component["file"])[0]
        left, right = (sound ** 2).sum(axis=0)
        sides[0 if left > right else 1] += sound
    return sides


def by_oracle(report, stems, count=2):
    """Each component with the stem that it is nearest to."""
    sides = np.zeros((count, *stems[0].shape))
    for component in report["components"]:
        sound = soundfile.read(component["file"])[0]
        sides[int(np.argmax([si_sdr(stem, sound) for stem in stems]))] += sound
    return sides


def panned(unbraid):
    row("sources", "method", "left, SI-SDR", "right, SI-SDR")
    row(*["---"] * 4)
    for name, sources, dictionary in (("duo", ("saxophone", "piano"), "piano-saxophone"),
                                      ("noisy-voice", ("speech", "noise"), "speech"),
                                      ("song", ("voice", "guitar"), "voice-guitar")):
        stems, rate = panned_stems(name, sources)
        with tempfile.TemporaryDirectory() as folder:
            mixture = Path(folder) / "mixture.wav"
            soundfile.write(mixture, sum(stems), rate, subtype="FLOAT")
            estimates = {"the mixture": [sum(stems)] * 2}
            for label, options in (("dictionary, masks", []), ("dictionary, `--place`", ["--place"])):
                out = Path(folder) / label.split()[-1].strip("`-")
                run(unbraid, "separate", mixture, "--dictionary", dictionary, "--out", out, *options)
                estimates[label] = [soundfile.read(out / f"mixture.{source}.wav")[0] for source in sources]
            for model, *options in (["is-nmf"], ["ntf"], *(["soft-co", "--coupling", weight] for weight in COUPLINGS)):
                label = " ".join(["`" + model + "`", *options])
                report = run(unbraid, "decompose", mixture, "--components", COMPONENTS, "--model", model, *options, "--out",
                             Path(folder) / label)
                estimates[f"{label}, by their side"] = by_side(report)
                estimates[f"{label}, by the true stems"] = by_oracle(report, stems)
            for label, found in estimates.items():
                row(", ".join(sources), label, *(f"{si_sdr(stem, each):.1f}" for stem, each in zip(stems, found)))


def at_microphones(samples, angle, delay):
    """A sound at a pair of microphones: levels by the angle, 0 to 1 from left to right, and later at the right one. [samples x 2]"""
    image = samples[:, None] * np.array([np.cos(np.pi / 2 * angle), np.sin(np.pi / 2 * angle)])
    image[:, 1] = np.concatenate([np.zeros(delay), image[:len(image) - delay, 1]])
    return image


def placed_stems(name, sources, seconds):
    """Equally loud sources side by side, samples later the further to the right, and their rate."""
    stems = []
    for number, source in enumerate(sources):
        samples, rate = mono(AUDIO / name / f"{source}.flac")
        samples = 0.05 * samples[:int(seconds * rate)] / samples[:int(seconds * rate)].std()
        stems.append(at_microphones(samples, (number + 0.5) / len(sources), 4 * number))
    length = min(map(len, stems))
    return [stem[:length] for stem in stems], rate


def in_best_order(stems, sounds):
    """SI-SDR of each stem, with the sounds in the order that fits best."""
    scores = np.array([[si_sdr(stem, sound) for sound in sounds] for stem in stems])
    return max(([scores[i, j] for i, j in enumerate(order)] for order in itertools.permutations(range(len(stems)))), key=sum)


def places(unbraid):
    row("sources", "method", "SI-SDR of each, dB")
    row(*["---"] * 3)
    for name, sources in (("band", ("piano", "bass", "drums")), ("four-notes", sorted(path.stem for path in (AUDIO / "four-notes").glob("*.flac")))):
        stems, rate = placed_stems(name, sources, 8)
        with tempfile.TemporaryDirectory() as folder:
            mixture = Path(folder) / "mixture.wav"
            soundfile.write(mixture, sum(stems), rate, subtype="FLOAT")
            found = {"the mixture": [si_sdr(stem, sum(stems)) for stem in stems]}
            for atoms in ATOMS:
                report = run(unbraid, "decompose", mixture, "--components", len(stems), "--model", "multichannel", "--atoms", atoms, "--iterations", 100,
                             "--out", Path(folder) / f"atoms-{atoms}")
                found[f"`multichannel`, {atoms} atoms"] = in_best_order(stems, [soundfile.read(each["file"])[0] for each in report["components"]])
            report = run(unbraid, "decompose", mixture, "--components", COMPONENTS, "--model", "ntf", "--out", Path(folder) / "ntf")
            found["`ntf`, by the true stems"] = [si_sdr(stem, side) for stem, side in zip(stems, by_oracle(report, stems, len(stems)))]
            for label, scores in found.items():
                row(", ".join(sources), label, ", ".join(f"{score:.1f}" for score in scores))


def f_of(counts):
    """Of all notes of some pieces together."""
    matched, played, found = (sum(count[i] for count in counts) for i in range(3))
    return 2 * matched / (played + found)


def patterns(data, notes, hands, unbraid):
    pieces = sorted(path for path in hands.iterdir() if (path / "score.mid").exists())
    pianos = sorted({piece.name.rsplit("-", 1)[0] for piece in pieces})
    row("atoms of the notes", *pianos)
    row(*["---"] * (1 + len(pianos)))
    for kind in ("", "--harmonic", "--patterns"):
        with tempfile.TemporaryDirectory() as folder:
            dictionary = Path(folder) / "piano.safetensors"
            subprocess.run([unbraid, "train", "--divergence", "kl", "--spectrum", "magnitude", "--window", "92.88", "--iterations", "40",
                            "--rate", "28000", "--mask-exponent", "2", "--source", f"piano={notes}", f"{data}/music_solo/piano_upright_kw",
                            "--notes", "piano", *([kind, "piano"] if kind else []), "--onsets", "piano=1", "--ranks", "piano=1", "--mixer",
                            "updates=5", "leak=0.2", "residual_atoms=8", "residual_sparsity=1", "--held-out", "0", "--out", dictionary],
                           check=True, capture_output=True)
            counts = {piano: [] for piano in pianos}
            for piece in pieces:
                report = run(unbraid, "transcribe", piece / "mixture.wav", "--dictionary", dictionary, "--reference", piece / "score.mid",
                             "--out", Path(folder) / f"{piece.name}.mid")
                onsets = report["onsets"]
                counts[piece.name.rsplit("-", 1)[0]].append((onsets["matched"], onsets["notes"], report["notes"]))
            row(f"`{kind}`" if kind else "free", *(f"{f_of(counts[piano]):.3f}" for piano in pianos))


def solo_score(piece):
    """The piano's notes as a MIDI file."""
    with open(piece / "score.csv", encoding="utf8", newline="") as file:
        notes = [note for note in csv.DictReader(file) if note["source"] == "piano"]
    return midi.timed_file([(float(note["onset"]), float(note["duration"]), int(note["pitch"]), int(note["velocity"])) for note in notes])


def of_concerto(unbraid, piece, options):
    """SI-SDR of piano and strings."""
    with tempfile.TemporaryDirectory() as folder:
        score = Path(folder) / "solo.mid"
        score.write_bytes(solo_score(piece))
        given = [str(score) if option == "SCORE" else option for option in options]
        run(unbraid, "separate", piece / "mixture.wav", "--dictionary", "piano", "--latency", "high", *given, "--out", folder)
        named = {path.stem.split(".")[-1]: soundfile.read(path)[0] for path in Path(folder).glob("mixture.*.wav")}
    estimates = named.get("channel-1", named.get("piano")), named["residual"]
    return [si_sdr(soundfile.read(piece / f"{stem}.wav")[0], estimate) for stem, estimate in zip(("piano", "strings"), estimates)]


def concerto(pieces, unbraid):
    pieces = sorted(path.parent for path in pieces.glob("*/score.csv"))
    row("guide", "piano, SI-SDR", "strings, SI-SDR")
    row(*["---"] * 3)
    stems = [[si_sdr(soundfile.read(piece / f"{stem}.wav")[0], soundfile.read(piece / "mixture.wav")[0]) for stem in ("piano", "strings")]
             for piece in pieces]
    row("the mixture", *(f"{mean:.1f}" for mean in np.mean(stems, axis=0)))
    best = *ORCHESTRA, "--quality", "best"
    ways = {"no score": (*ORCHESTRA, "--quality", "long-both-ways"), "the piano's score, eight penalised atoms for the rest": ("--midi", "SCORE")}
    ways.update({f"the score, {shift} ms late" if shift else "the score": ("--midi", "SCORE", "--midi-offset", str(shift), *best)
                 for shift in SHIFTS_MS})
    for way, options in ways.items():
        row(way, *(f"{mean:.1f}" for mean in np.mean([of_concerto(unbraid, piece, options) for piece in pieces], axis=0)))


def hands_of(unbraid, options):
    """SI-SDR of both hands of two-hands.flac, the channels together."""
    with tempfile.TemporaryDirectory() as folder:
        run(unbraid, "separate", AUDIO / "two-hands.flac", "--dictionary", "piano", "--midi", AUDIO / "two-hands.mid", *options, "--out", folder)
        return [si_sdr(*(soundfile.read(path)[0].ravel() for path in (AUDIO / f"two-hands/{hand}.flac", Path(folder) / f"two-hands.{hand}.wav")))
                for hand in ("channel-1", "channel-2")]


def shifted(unbraid):
    ways = {"note gates, balanced": (), "note gates, high": ("--latency", "high")}
    ways.update({f"soft, coupling {coupling}": ("--soft-score", "--score-coupling", coupling) for coupling in SCORE_COUPLINGS})
    row("score, ms", *ways)
    row(*["---"] * (1 + len(ways)))
    for shift in SCORE_SHIFTS_MS:
        row(shift, *(", ".join(f"{score:.1f}" for score in hands_of(unbraid, ("--midi-offset", shift, *options))) for options in ways.values()))


def mono(path):
    samples, rate = soundfile.read(path)
    return (samples if samples.ndim == 1 else samples.mean(axis=1)), rate


def bursts(length, rate, lasting, band, random):
    """Noise that falls to 1/e in a time, in a band or at all frequencies, at random times, a little more than one a second."""
    found, at = np.zeros(length), 0.0
    while True:
        at += random.exponential(1 / 1.2)
        first, count = int(at * rate), int(8 * lasting * rate)
        if first + count >= length:
            return found
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (lasting * rate))
        burst = sosfilt(butter(2, band, "bandpass", fs=rate, output="sos"), burst) if band else burst
        found[first:first + count] += burst / np.abs(burst).max() * random.uniform(0.4, 1)


def grouped(unbraid, mixture, rate, stems, *options):
    """The components of a mixture, each given to the stem that it is nearest to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mixture.wav"
        soundfile.write(path, mixture, rate, subtype="FLOAT")
        report = run(unbraid, "decompose", path, *options, "--out", Path(folder) / "parts")
        sounds = [soundfile.read(component["file"])[0] for component in report["components"]]
    sums = np.zeros((len(stems), len(mixture)))
    for sound in sounds:
        sums[int(np.argmax([si_sdr(stem, sound) for stem in stems]))] += sound
    return sums, sounds


def outliers(unbraid):
    piano, rate = mono(AUDIO / "duo/piano.flac")
    row("added", "method", "piano, SI-SDR", "what was added, SI-SDR")
    row(*["---"] * 4)
    for name, lasting, band in (("clicks, 0.7 ms", 0.0007, None), ("knocks, 20 ms, 80 to 1200 Hz", 0.02, (80, 1200))):
        added = np.abs(piano).max() * bursts(len(piano), rate, lasting, band, np.random.default_rng(1))
        stems = piano, added
        row(name, "the mixture", *(f"{si_sdr(stem, piano + added):.1f}" for stem in stems))
        for count in (4, 8, 16):
            for divergence in ("is", "kl"):
                parts, _ = grouped(unbraid, piano + added, rate, stems, "--components", count, "--divergence", divergence)
                row(name, f"`is-nmf`, {divergence}, {count}, grouped by the truth", *(f"{si_sdr(stem, part):.1f}" for stem, part in zip(stems, parts)))
            for weight in ("0.1", "0.2", "0.4"):
                _, sounds = grouped(unbraid, piano + added, rate, stems, "--components", count + 1, "--model", "robust", "--sparsity", weight)
                row(name, f"`robust`, {weight}, {count} and the outliers", f"{si_sdr(piano, sum(sounds[:-1])):.1f}", f"{si_sdr(added, sounds[-1]):.1f}")


def repeating(unbraid):
    voice, guitar = (mono(AUDIO / f"song/{name}.flac")[0] for name in ("voice", "guitar"))
    rate = soundfile.info(AUDIO / "song/voice.flac").samplerate
    drums, _ = mono(AUDIO / "drums.flac")
    drums = np.resize(drums, len(voice)) * np.sqrt((voice @ voice) / (drums @ drums) * len(drums) / len(voice))
    row("voice and", "method", "voice, SI-SDR", "the other, SI-SDR")
    row(*["---"] * 4)
    for name, other in (("guitar", guitar), ("a drum loop", drums)):
        stems = voice, other
        row(name, "the mixture", *(f"{si_sdr(stem, voice + other):.1f}" for stem in stems))
        for weight in ("0.7", "1", "1.5", "2"):
            _, sounds = grouped(unbraid, voice + other, rate, stems, "--components", 2, "--model", "low-rank-sparse", "--sparsity", weight)
            row(name, f"`low-rank-sparse`, {weight}", *(f"{si_sdr(stem, sound):.1f}" for stem, sound in zip(stems, sounds[::-1])))
        for count in (2, 16):
            parts, _ = grouped(unbraid, voice + other, rate, stems, "--components", count)
            row(name, f"`is-nmf`, {count}, grouped by the truth", *(f"{si_sdr(stem, part):.1f}" for stem, part in zip(stems, parts)))


def alpha(unbraid):
    row("divergence", "notes that one component is", "Db4, F4, Ab4, C5, SI-SDR")
    row(*["---"] * 3)
    for divergence in ("is", "kl", "alpha=0", "alpha=0.5", "alpha=1", "alpha=1.5", "alpha=2", "euclidean"):
        with tempfile.TemporaryDirectory() as folder:
            seeds = [of_seed(unbraid, AUDIO, ("--components", 4, "--divergence", divergence), seed, Path(folder) / str(seed)) for seed in (1, 2, 3)]
        row(f"`{divergence}`", " ".join(str(seed[1]) for seed in seeds),
            ", ".join(f"{np.median([seed[2][note] for seed in seeds]):.1f}" for note in range(4)))


def transform(unbraid):
    row("sound", "start", "objective after 100 iterations", "500", "atoms narrower than 100 Hz", "wider than 1 kHz")
    row(*["---"] * 6)
    for name, path in (("speech", AUDIO / "noisy-voice/speech.flac"), ("four notes", AUDIO / "four-notes.flac"), ("piano", AUDIO / "duo/piano.flac")):
        samples, rate = mono(path)
        samples = resample_poly(samples, 16000, rate)[:5 * 16000]
        for start in ("fixed", "dct", "random"):
            with tempfile.TemporaryDirectory() as folder:
                sound = Path(folder) / "sound.wav"
                soundfile.write(sound, samples, 16000, subtype="FLOAT")
                reports = [run(unbraid, "decompose", sound, "--model", "transform-learning", "--transform", start, "--components", 10, "--iterations", count,
                               "--window", 32, "--out", Path(folder) / str(count)) for count in (100, 500)]
            spreads = np.array([atom["spread_hz"] for atom in reports[-1]["transform"]])
            row(name, start, *(f"{report['objective']:.0f}" for report in reports), f"{(spreads < 100).mean():.0%}", f"{(spreads > 1000).mean():.0%}")


def two_chirps(rate):
    """Two kinds of chirps, as in SynthesisStudy.cpp."""
    found = []
    for low, high, begins in ((300, 2000, (0.1, 1.3, 2.15, 3.9, 5.1)), (2200, 400, (0.7, 1.5, 2.9, 4.1))):
        time = np.arange(int(0.5 * rate)) / rate
        chirp = 0.3 * np.sin(np.pi * time / 0.5) * np.sin(2 * np.pi * (low * time + (high - low) * time ** 2))
        sound = np.zeros(6 * rate)
        for begin in begins:
            sound[int(begin * rate):int(begin * rate) + len(chirp)] += chirp
        found.append(sound)
    return found


def best_parts(unbraid, stems, rate, model, window, overlap):
    """SI-SDR of each stem by the best of as many components; None where the model has no such overlap."""
    if model == "cdl" and overlap != 50:
        return None
    options = () if model == "cdl" else ("--overlap", overlap)
    _, parts = grouped(unbraid, sum(stems), rate, stems, "--components", len(stems), "--model", model, "--window", window, "--iterations", 100,
                       *options)
    return [max(si_sdr(stem, part) for part in parts) for stem in stems]


def windows(unbraid):
    rate = 11025
    notes = [mono(path) for path in sorted((AUDIO / "four-notes").glob("*.flac"))]
    sounds = {"four notes": [resample_poly(samples, rate, found) for samples, found in notes], "two kinds of chirps": two_chirps(rate)}
    row("sound", "model", *(f"{window} ms, {overlap} %" for window, overlap in WINDOWS))
    row(*["---"] * (2 + len(WINDOWS)))
    for name, stems in sounds.items():
        for model in MODELS:
            scores = (best_parts(unbraid, stems, rate, model, *shape) for shape in WINDOWS)
            row(name, model, *(f"{sum(score >= FOUND for score in best)} ({np.mean(best):.1f})" if best else "" for best in scores))


def long_chirps(rate, bands):
    """15 s of two kinds of chirps, 2 s each, some of them at once, from the first to the last frequency of a band."""
    found = []
    time = np.arange(2 * rate) / rate
    for (first, last), begins in zip(bands, ((.2, 4.3, 8.1, 12.6), (2.4, 6.0, 8.9, 11.0))):
        chirp = .3 * np.sin(np.pi * time / 2) * np.sin(2 * np.pi * (first * time + (last - first) * time ** 2 / 4))
        sound = np.zeros(15 * rate)
        for begin in begins:
            sound[int(begin * rate):int(begin * rate) + len(time)] += chirp
        found.append(sound)
    return found


def chirps(unbraid):
    rate = 22050
    kinds = {"in bands of their own": ((400, 1200), (4000, 2500)), "crossing in one band": ((500, 1500), (1500, 500))}
    row("chirps", "model", "50 %", "80 %")
    row(*["---"] * 4)
    for name, bands in kinds.items():
        stems = long_chirps(rate, bands)
        for model in ("is-nmf", "lrtfs", "semi-nmf", "cdl", "nmfd", "deep"):
            scores = (best_parts(unbraid, stems, rate, model, 2500, overlap) for overlap in (50, 80))
            row(name, model, *(", ".join(f"{score:.1f}" for score in best) if best else "" for best in scores))


def main():
    figures = {"chirps": (chirps, 0), "shifted": (shifted, 0), "outliers": (outliers, 0), "repeating": (repeating, 0), "alpha": (alpha, 0), "transform": (transform, 0),
               "windows": (windows, 0), "components": (components, 1), "objectives": (objectives, 1), "panned": (panned, 0), "places": (places, 0), "concerto": (concerto, 1), "patterns": (patterns, 3)}
    if len(sys.argv) < 2 or sys.argv[1] not in figures:
        raise SystemExit(__doc__)
    figure, count = figures[sys.argv[1]]
    folders, rest = sys.argv[2:2 + count], sys.argv[2 + count:]
    if len(folders) < count:
        raise SystemExit(__doc__)
    figure(*map(Path, folders), rest[0] if rest else "unbraid")


if __name__ == "__main__":
    main()
