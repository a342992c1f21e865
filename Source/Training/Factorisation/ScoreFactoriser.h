// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Factoriser.h"

namespace unbraid::training
{

/** How a score and a spectrogram are factorised together. */
struct ScoreSpec
{
    float coupling = 0.03f;    // of the levels in both, relative to the sum of a mean frame of V
    float scoreWeight = 0.03f; // of the score's divergence, relative to the same
    float restPrice = 1.0f;    // price of the activations that no note has
    float floor = 1e-3f;       // relative to the mean of V
    int iterations = 60;
    int numThreads = 1;
};

/** Soft co-factorisation of a spectrogram with its score: the levels of notes are those that the score has, but for what the sound
    contradicts.

        C = D_KL (V + floor | W H + floor) + mu |H_rest| + g D_KL (S | diag (l) H_s) + c sum |log H_notes - log H_s|

    The score S is the second view, whose atoms are the notes themselves; the free l makes it independent of the scale of the first. A level of zero
    does not forbid a note, it only costs c times the logarithm of what sounds against it: so a note that the score has late still sounds where it
    is. Majorised, C separates into one function of each pair of levels, b_1 h - a_1 log h + b_2 h_s - a_2 log h_s + c |log h - log h_s|,

        a_1 = h . W^T (V / P),  b_1 = the sum of the atom = 1,  a_2 = g S,  b_2 = g l

    Either both are one, (a_1 + a_2) / (b_1 + b_2), or, where the slope b_1 h - a_1 there is steeper than c, they are (a_1 + c) / b_1 and
    (a_2 - c) / b_2, or the other way round. W by the multiplicative step, within its bins that are not zero; l = sum S / sum H_s. C never rises.
    spectra  [bins x frames] V >= 0, overall mean 1: magnitudes
    start    [bins x atoms] W of unit sums: the atoms of the notes first
    score    [atoms of notes x frames] S >= 0, about 1 where a note sounds; what is below a thousandth is raised to that
    returns  W, and H of all atoms
    The number of threads does not change a bit.
    [worker] errors: cancelled.
    Source: Seichepine, Essid, Fevotte & Cappe 2014, IEEE TSP 62(22), "Soft nonnegative matrix co-factorization"; differences of logarithms are ours, as in
    CoFactoriser.h. */
core::Result<Factors> factoriseWithScore (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start,
                                          const Eigen::MatrixXf& score, const ScoreSpec& spec,
                                          const IterationCallback& onIteration);

} // namespace unbraid::training
