#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether voices as products of a source and a filter, (W_e h_e) . (W_f h_f) (Durrieu, Richard, David & Fevotte 2010), separate better than as many plain
atoms, both without a network: atoms are learned from training voices and noises and stay fixed, multiplicative updates find the activations of each
frame by itself, and Wiener masks give the voice. Scores MIXTURES of mix.py by SI-SDR above 80 Hz, and says how well each model explains the clean voices.

    python3 source_and_filter.py MIXTURES --voices corpora/voice_train --noises corpora/noise_train

Combs of 60 pitches, 51 cents apart from 70 to 400 Hz, and a flat source that stands for hiss; 35 envelopes, each a sum of 30 smooth bumps, learned with
the combs fixed. With a pitch for each frame, combs further than a step from the strongest fall silent after half of the updates. Where the noise is
known, its own magnitude takes the place of the noise atoms: what the structure would give beside a perfect model of the noise. Each from its own: the
activations are those of the clean voice and of the noise by themselves, which is what perfect networks before the atoms could propose.

Needs NumPy, SciPy and soundfile."""

import argparse
import csv
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import butter, sosfilt

from frames import frames_of, sine_window, sound_of
from sounds import NARROW, in_random_order, read_mono

ATOMS, NOISE_ATOMS = 96, 32
PITCHES, LOWEST_HZ, HIGHEST_HZ = 60, 70.0, 400.0
BUMPS = 30
RANGE = 1e-4      # powers of frames so far below the loudest are not learned from
LEARNED = 12000   # frames
ROUNDS = 60       # of learning
SECONDS = 4       # of a recording, at most
TINY = 1e-9
ABOVE_HZ = 80     # of the score
KINDS = {"kl": ("Kullback-Leibler, magnitudes", 1, 1), "is": ("Itakura-Saito, powers", 2, 0)}  # title, exponent of magnitudes, beta


def levels_at(frequencies, pitch, length):
    """Magnitude at some frequencies of harmonics of equal level through the sine window of so many samples."""
    padded = 16 * length
    lobe = np.abs(np.fft.rfft(sine_window(length), padded))
    found = np.zeros(len(frequencies))
    for harmonic in np.arange(pitch, NARROW / 2, pitch):
        place = np.abs(frequencies - harmonic) * padded / NARROW
        found += np.interp(place, np.arange(len(lobe)), lobe, right=0)
    return found


def combs(length):
    """Magnitudes of harmonic sources [PITCHES, bins]; each is a mean over its step of pitch, so that high harmonics merge as those of a voice do."""
    frequencies = np.fft.rfftfreq(length, 1 / NARROW)
    step = np.log(HIGHEST_HZ / LOWEST_HZ) / (PITCHES - 1)
    within = np.exp(step * np.linspace(-0.5, 0.5, 7))
    centres = np.geomspace(LOWEST_HZ, HIGHEST_HZ, PITCHES)
    return np.array([np.mean([levels_at(frequencies, pitch, length) for pitch in centre * within], axis=0) for centre in centres])


def sources(length):
    """Combs and a flat source [PITCHES + 1, bins], of unit mean."""
    found = np.vstack([combs(length), np.ones(length // 2 + 1)])
    return (found / found.mean(axis=1, keepdims=True)).astype(np.float32)


def bumps(bins):
    """Hann-shaped, twice as wide as they are apart, evenly on the mel scale [BUMPS, bins]; they sum to one."""
    mels = np.log1p(np.linspace(0, NARROW / 2, bins) / 700)
    place = mels / mels[-1] * (BUMPS - 1)
    distance = np.abs(place - np.arange(BUMPS)[:, None])
    return np.where(distance < 1, 0.5 + 0.5 * np.cos(np.pi * np.minimum(distance, 1)), 0).astype(np.float32)


class Plain:
    """h W for frames in rows. W [atoms, bins]"""

    def __init__(self, atoms, frames):
        self.atoms, self.h = atoms, np.ones((frames, len(atoms)), np.float32)

    def scale(self, level):
        self.h *= level / (self.h @ self.atoms).mean(axis=1, keepdims=True)

    def spectra(self):
        return self.h @ self.atoms

    def update(self, weights):
        above, below = weights()
        self.h *= (above @ self.atoms.T) / (below @ self.atoms.T + TINY)

    def choose(self):
        pass


class Product:
    """(h_e W_e) . (h_f W_f) for frames in rows. W_e [sources, bins], W_f [envelopes, bins]"""

    def __init__(self, excitations, envelopes, frames, one_pitch=False):
        self.excitations, self.envelopes, self.one_pitch = excitations, envelopes, one_pitch
        self.e = np.ones((frames, len(excitations)), np.float32)
        self.f = np.ones((frames, len(envelopes)), np.float32)

    def scale(self, level):
        self.f *= level / self.spectra().mean(axis=1, keepdims=True)

    def spectra(self):
        return (self.e @ self.excitations) * (self.f @ self.envelopes)

    def update_sources(self, weights):
        above, below = weights()
        shape = self.f @ self.envelopes
        self.e *= ((above * shape) @ self.excitations.T) / ((below * shape) @ self.excitations.T + TINY)

    def update_filters(self, weights):
        above, below = weights()
        shape = self.e @ self.excitations
        self.f *= ((above * shape) @ self.envelopes.T) / ((below * shape) @ self.envelopes.T + TINY)
        level = self.e.mean(axis=1, keepdims=True) + TINY  # which of the two is loud is nobody's choice
        self.e /= level
        self.f *= level

    def update(self, weights):
        self.update_sources(weights)
        self.update_filters(weights)

    def choose(self):
        """Leaves each frame the strongest comb, its neighbours, and the flat source."""
        if self.one_pitch:
            pitched = self.e[:, :-1]
            far = np.abs(np.arange(pitched.shape[1]) - pitched.argmax(axis=1)[:, None]) > 1
            pitched[far] = 0


class Known:
    """A part that is given and stays."""

    def __init__(self, spectra):
        self.given = spectra

    def scale(self, level):
        pass

    def spectra(self):
        return self.given

    def update(self, weights):
        pass


def quotients(observed, parts, beta):
    """V V^^(beta - 2) and V^^(beta - 1), of what the parts sum to now."""
    inverse = 1 / (sum(part.spectra() for part in parts) + TINY)
    return (observed * inverse, np.ones_like(inverse)) if beta == 1 else (observed * inverse ** 2, inverse)


def divergence(observed, total, beta):
    """Kullback-Leibler (1) or Itakura-Saito (0), of all bins."""
    quotient = (observed + TINY) / (total + TINY)
    if beta == 1:
        return (observed * np.log(quotient) - observed + total).sum()
    return (quotient - np.log(quotient) - 1).sum()


def explain(observed, voice, others, updates, beta):
    """Fits the activations of a voice and of what else there is."""
    level = observed.mean(axis=1, keepdims=True) + TINY
    for part in (voice, *others):
        part.scale(level / (1 + len(others)))
    for number in range(updates):
        for part in (voice, *others):
            part.update(lambda: quotients(observed, (voice, *others), beta))
        if number + 1 == updates // 2:
            voice.choose()


def frames_to_learn(folders, length, exponent, draw, count=LEARNED):
    """Loud frames of recordings in random order, of unit mean [frames, bins]."""
    found, total = [], 0
    for samples in in_random_order(folders, 100, SECONDS, draw):
        power = np.abs(frames_of(samples, length, length // 4)) ** 2
        level = power.mean(axis=1)
        loud = power[level > RANGE * level.max()]
        found.append(draw.permutation(loud)[:60])
        total += len(found[-1])
        if total >= count:
            break
    spectra = np.concatenate(found)[:count] ** (exponent / 2)
    return (spectra / spectra.mean(axis=1, keepdims=True) + 1e-6).astype(np.float32)


def learn_plain(observed, atoms, beta, draw):
    """W of so many atoms that explain the frames."""
    model = Plain(draw.uniform(0.5, 1.5, (atoms, observed.shape[1])).astype(np.float32), len(observed))
    model.scale(1)
    for _ in range(ROUNDS):
        model.update(lambda: quotients(observed, (model,), beta))
        above, below = quotients(observed, (model,), beta)
        model.atoms *= (model.h.T @ above) / (model.h.T @ below + TINY)
    return model.atoms


def learn_filters(observed, excitations, envelopes, beta, draw):
    """W_f of so many envelopes that, with the sources, explain the frames."""
    smooth = bumps(observed.shape[1])
    weights = draw.uniform(0.5, 1.5, (envelopes, BUMPS)).astype(np.float32)
    model = Product(excitations, weights @ smooth, len(observed))
    model.scale(1)
    for _ in range(ROUNDS):
        model.update(lambda: quotients(observed, (model,), beta))
        above, below = quotients(observed, (model,), beta)
        shape = model.e @ excitations
        weights *= ((model.f.T @ (above * shape)) @ smooth.T) / ((model.f.T @ (below * shape)) @ smooth.T + TINY)
        model.envelopes = weights @ smooth
    return model.envelopes


def si_sdr_db(reference, estimate):
    high = butter(4, ABOVE_HZ, "highpass", fs=NARROW, output="sos")
    clean, found = sosfilt(high, reference), sosfilt(high, estimate)
    target = (clean @ found) / (clean @ clean) * clean
    return 10 * np.log10((target @ target) / ((found - target) @ (found - target)))


class Learned:
    """What one kind of spectrum and divergence learned, and models of voices made of it."""

    def __init__(self, arguments, exponent, beta):
        self.exponent, self.beta, length = exponent, beta, arguments.length
        draw = np.random.default_rng(arguments.seed)
        voices = frames_to_learn(arguments.voices, length, exponent, draw, arguments.frames)
        noises = frames_to_learn(arguments.noises, length, exponent, draw, arguments.frames)
        self.plain = learn_plain(voices, ATOMS, beta, draw)
        self.noise = learn_plain(noises, NOISE_ATOMS, beta, draw)
        self.excitations = sources(length) ** exponent
        self.filters = learn_filters(voices, self.excitations, ATOMS - len(self.excitations), beta, draw)

    def voices(self, frames):
        return {"plain": Plain(self.plain, frames),
                "source and filter": Product(self.excitations, self.filters, frames),
                "the same, one pitch": Product(self.excitations, self.filters, frames, one_pitch=True)}


def scores_of(learned, spectra, clean, reference, arguments):
    """{(model, what): score} of one mixture."""
    exponent, beta, length = learned.exponent, learned.beta, arguments.length
    observed, own, beside = ((np.abs(part) ** exponent + 1e-7).astype(np.float32) for part in (spectra, clean, spectra - clean))
    found = {}

    def si_sdr(voice, rest):
        mask = (voice + TINY) / (voice + rest + TINY)
        return si_sdr_db(reference, sound_of(spectra * mask, len(reference), length, length // 4))

    for name in learned.voices(1):
        for updates in arguments.updates:
            voice, noise = learned.voices(len(observed))[name], Plain(learned.noise, len(observed))
            explain(observed, voice, (noise,), updates, beta)
            found[name, f"{updates} updates"] = si_sdr(voice.spectra(), noise.spectra())
        voice = learned.voices(len(observed))[name]
        explain(observed, voice, (Known(beside),), arguments.updates[-1], beta)
        found[name, "noise known"] = si_sdr(voice.spectra(), beside)
        voice, noise = learned.voices(len(observed))[name], Plain(learned.noise, len(observed))
        explain(own, voice, (), arguments.updates[-1], beta)
        explain(beside, noise, (), arguments.updates[-1], beta)
        found[name, "each from its own"] = si_sdr(voice.spectra(), noise.spectra())
        found[name, "divergence of clean voices"] = divergence(own, voice.spectra(), beta) / (own.sum() if beta == 1 else own.size)
    found["the true ratio", f"{arguments.updates[-1]} updates"] = si_sdr(own, beside)
    return found


def all_scores(learned, arguments):
    rows = []
    for path in sorted((arguments.mixtures / "noisy").glob("*.wav"))[:arguments.count]:
        noisy, reference = read_mono(path), read_mono(arguments.mixtures / "clean" / path.name)
        spectra, clean = (frames_of(samples, arguments.length, arguments.length // 4) for samples in (noisy, reference))
        found = scores_of(learned, spectra, clean, reference, arguments)
        rows += [(path.stem, model, what, score) for (model, what), score in found.items()]
    return rows


def print_means(title, rows):
    """Means over the mixtures, with what each model differs by from plain atoms and its standard error."""
    columns = list(dict.fromkeys(what for _, _, what, _ in rows))
    print(f"\n{title}\n| | {' | '.join(columns)} |\n|{'---|' * (1 + len(columns))}")
    by = {}
    for name, model, what, score in rows:
        by.setdefault((model, what), {})[name] = score
    for model in dict.fromkeys(model for _, model, _, _ in rows):
        print(f"| {model} | {' | '.join(cell(by.get((model, what)), by.get(('plain', what))) for what in columns)} |")


def cell(scores, plain):
    if not scores:
        return ""
    values = np.array([scores[name] for name in plain]) if plain else np.array(list(scores.values()))
    changes = values - np.array(list(plain.values()))
    if not changes.any():
        return f"{values.mean():.3f}"
    return f"{values.mean():.3f} ({changes.mean():+.3f} ± {changes.std(ddof=1) / np.sqrt(len(changes)):.3f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mixtures", type=Path)
    parser.add_argument("--voices", type=Path, nargs="+", required=True, metavar="FOLDER", help="to learn from")
    parser.add_argument("--noises", type=Path, nargs="+", required=True, metavar="FOLDER", help="to learn from")
    parser.add_argument("--length", type=int, default=512, help="of a frame, in samples at 16 kHz; hops are a quarter of it")
    parser.add_argument("--updates", type=int, nargs="+", default=[4, 50], help="of the activations; the last also where noise is known")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="of divergence")
    parser.add_argument("--frames", type=int, default=LEARNED, help="to learn from")
    parser.add_argument("--count", type=int, help="of mixtures; all when left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=Path, help="CSV file for the score of each mixture")
    arguments = parser.parse_args()
    kept = []
    for title, exponent, beta in (KINDS[kind] for kind in arguments.kinds):
        rows = all_scores(Learned(arguments, exponent, beta), arguments)
        print_means(f"{title}, frames of {1000 * arguments.length // NARROW} ms", rows)
        kept += [(title, *row) for row in rows]
    if arguments.rows:
        with arguments.rows.open("w", newline="") as file:
            csv.writer(file).writerows([("kind", "mixture", "model", "what", "score"), *kept])


if __name__ == "__main__":
    main()
