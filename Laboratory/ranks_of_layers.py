#!/usr/bin/env python3
# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of low rank beside one another, on the four large matrices of a dictionary's encoder: what
the output of each layer loses when the network stores a given share of its weights.

    ranks_of_layers.py [DICTIONARY.safetensors]    prints the table of Docs/Unfolded.md

SVD              W ~ U V of the first layer alone, of the last alone, of all (Xue, Li & Gong 2013)
sparse SVD       sums of d u v^T, u and v by power iterations with soft thresholds, within balls of
                 L1 (Witten, Tibshirani & Hastie 2009); only what is not zero counts as stored
nuclear norm     min |W - X|^2 / 2 + lambda |X|_*: singular values that are lowered by lambda
                 (Cai, Candes & Shen 2010), lambda being the largest that goes
semi-orthogonal  W ~ A M, learned from random factors by gradients, and in every fourth step
                 M <- M - (M M^T - a I) M / 2a, a = tr (M M^T M M^T) / tr (M M^T) (Povey et al.
                 2018, with a floating scale); `free`: the same without that step
largest entries  no factors: the other entries of W are zero, for comparison

Inputs of a layer are taken as white, so the relative error of its output is that of the matrix.

Needs NumPy."""

import argparse
from pathlib import Path

import numpy as np

import recipes
from average import read

SPEECH = Path(recipes.__file__).resolve().parents[1] / "Resources/Dictionaries/speech.safetensors"
LAYERS = ("encoder.input.weight", "encoder.gru.0.input.weight", "encoder.gru.0.recurrent.weight",
          "encoder.output.weight")
SHARES = (0.95, 0.75, 0.5)   # of the weights, stored
TOLERANCE, SWEEPS = 1e-4, 20  # of power iterations
MORE_RANK = (1.25, 1.75)    # of sparse factors, times the rank that dense ones have
STEPS, EVERY = 300, 4       # of gradients, and between steps towards orthonormal rows


def rank_within(shape, stored):
    """The rank of factors that store so many weights at most; 0 where none does."""
    return int(stored) // sum(shape)


def best_of_rank(w, rank):
    u, values, v = np.linalg.svd(w, full_matrices=False)
    return (u[:, :rank] * values[:rank]) @ v[:rank]


def softened(values, threshold):
    """The x that minimises |values - x|^2 / 2 + threshold |x|_1."""
    return np.sign(values) * np.maximum(np.abs(values) - threshold, 0)


def of_lower_nuclear_norm(w, threshold):
    """The X that minimises |W - X|^2 / 2 + threshold |X|_*."""
    u, values, v = np.linalg.svd(w, full_matrices=False)
    return (u * softened(values, threshold)) @ v


def within_ball(values, radius):
    """The x of unit norm that maximises x^T values with |x|_1 <= radius, which is 1 or more: of
    softened values, at the threshold where |x|_1 is the radius."""
    sizes = np.sort(np.abs(values))[::-1]
    counts, sums, squares = np.arange(1, len(sizes) + 1), np.cumsum(sizes), np.cumsum(sizes ** 2)
    after = np.append(sizes[1:], 0)  # thresholds that leave so many
    norms = np.sqrt(np.maximum(squares - 2 * after * sums + counts * after ** 2, 0))
    beyond = np.flatnonzero(sums - counts * after > radius * norms * (1 + 1e-12))
    threshold = 0.0
    if len(beyond):
        k, total, energy = (some[beyond[0]] for some in (counts, sums, squares))
        spread = max(k * energy - total ** 2, 0) / (k - radius ** 2) if k > radius ** 2 else 0
        threshold = min((total - radius * np.sqrt(spread)) / k, sizes[0] * (1 - 1e-9))
    found = softened(values, threshold)
    return found / max(np.linalg.norm(found), 1e-30)


def sparse_pair(w, tightness):
    """u and v of unit norm that maximise u^T W v, and its values from sweep to sweep.
    tightness: of their balls of L1, whose radii are so large a share of the root of a size"""
    radii = [max(1.0, tightness * np.sqrt(size)) for size in w.shape]
    v = within_ball(w[np.argmax((w ** 2).sum(axis=1))], radii[1])
    history = []
    for _ in range(SWEEPS):
        u = within_ball(w @ v, radii[0])
        v = within_ball(u @ w, radii[1])
        history.append(u @ w @ v)
        if len(history) > 1 and history[-1] - history[-2] <= TOLERANCE * history[-1]:
            break
    return u, v, history


def sparse_factors(w, rank, tightness):
    """A and M of W ~ A M: one pair after the other, of what those before it leave."""
    left, right, rest = [], [], w.copy()
    for _ in range(rank):
        u, v, history = sparse_pair(rest, tightness)
        left.append(history[-1] * u)
        right.append(v)
        rest -= np.outer(left[-1], v)
    return np.array(left).T, np.array(right)


def sparse_factors_within(w, rank, stored, halvings=7):
    """The loosest of them that store so many weights at most."""
    def size(factors):
        return sum(np.count_nonzero(one) for one in factors)

    low, high, found = 0.0, 1.0, sparse_factors(w, rank, 0.0)
    for _ in range(halvings):
        middle = (low + high) / 2
        factors = sparse_factors(w, rank, middle)
        if size(factors) <= stored:
            low, found = middle, factors
        else:
            high = middle
    return found


def nearer_to_orthonormal(m):
    """M a step nearer to rows of one norm that are orthogonal."""
    products = m @ m.T
    scale = (products ** 2).sum() / np.trace(products)
    return m - (products - scale * np.eye(len(m))) @ m / (2 * scale)


def learned_factors(w, rank, is_semi_orthogonal, draw, steps=STEPS):
    """A and M of W ~ A M by gradients of |W - A M|^2 / 2 from random ones on."""
    a = draw.standard_normal((w.shape[0], rank)) / np.sqrt(w.shape[0])
    m = draw.standard_normal((rank, w.shape[1])) / np.sqrt(w.shape[1])
    for step in range(steps):
        a = a + (w - a @ m) @ m.T / np.linalg.norm(m @ m.T, 2)  # one over the largest curvature
        m = m + a.T @ (w - a @ m) / np.linalg.norm(a.T @ a, 2)
        if is_semi_orthogonal and step % EVERY == EVERY - 1:
            m = nearer_to_orthonormal(m)
    return a, m


def sparse(w, stored, rank):
    ranks = {min(round(more * rank), min(w.shape)) for more in MORE_RANK}
    made = [np.matmul(*sparse_factors_within(w, one, stored)) for one in sorted(ranks)]
    return min(made, key=lambda one: np.linalg.norm(w - one))


def nuclear(w, _, rank):
    return of_lower_nuclear_norm(w, np.linalg.svd(w, compute_uv=False)[rank])


def learned(is_semi_orthogonal):
    def make(w, _, rank):
        return np.matmul(*learned_factors(w, rank, is_semi_orthogonal, np.random.default_rng(1)))
    return make


def svd(w, _, rank):
    return best_of_rank(w, rank)


def largest_entries(w, stored, _):
    return np.where(np.abs(w) > np.sort(np.abs(w), axis=None)[-int(stored) - 1], w, 0)


# name: (what makes W of fewer weights, the layers that it is for)
KINDS = {
    "SVD, the first layer alone": (svd, LAYERS[:1]),
    "SVD, the last layer alone": (svd, LAYERS[-1:]),
    "SVD, all layers": (svd, LAYERS),
    "sparse SVD": (sparse, LAYERS),
    "nuclear norm": (nuclear, LAYERS),
    f"free factors, {STEPS} steps": (learned(False), LAYERS),
    f"semi-orthogonal factors, {STEPS} steps": (learned(True), LAYERS),
    "no factors, the largest entries": (largest_entries, LAYERS),
}


def errors(matrices, make, layers, share):
    """The relative error of each matrix when all of them store a share of their weights; those of
    `layers` give up the same share of theirs. None where they have too few."""
    spared = (1 - share) * sum(w.size for w in matrices.values())
    kept = 1 - spared / sum(matrices[name].size for name in layers)
    found = []
    for name, w in matrices.items():
        rank = rank_within(w.shape, kept * w.size)
        if name in layers and rank < 1:
            return None
        made = make(w, kept * w.size, rank) if name in layers else w
        found.append(np.linalg.norm(w - made) / np.linalg.norm(w))
    return np.array(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dictionary", nargs="?", type=Path, default=SPEECH)
    tensors = read(parser.parse_args().dictionary)[1]
    matrices = {name: tensors[name][0].astype(np.float64) for name in LAYERS}
    print("| | " + " | ".join(f"{100 * share:.0f} %" for share in SHARES) + " |")
    print("|---|" + "---|" * len(SHARES))
    for kind, (make, layers) in KINDS.items():
        cells = []
        for share in SHARES:
            found = errors(matrices, make, layers, share)
            cells.append("-" if found is None else
                         f"{100 * np.sqrt((found ** 2).mean()):.1f}; {100 * found.max():.1f}")
        print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
