// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/FactorisationSteps.h"

namespace unbraid::training
{

/** Settings for learning atoms batch by batch. */
struct IncrementalSpec
{
    float beta = 0.0f;
    float sparsity = 0.0f;    // mu
    int updates = 10;         // of the activations of a batch, from a flat start
    float forgetting = 30.0f; // decay of the weight of early batches: see learn
    int numThreads = 1;
};

/** The atoms, and the weighted sums over all frames so far that determine them: memory does not grow with the number
    of frames. */
struct IncrementalFactors
{
    Eigen::MatrixXf atoms; // [bins x atoms] W, columns sum to one
    Eigen::MatrixXf upper; // [bins x atoms] A
    Eigen::MatrixXf lower; // [bins x atoms] B
    Eigen::Index batches = 0;
};

/** Solves the activations of a batch and returns its sums for the atoms. Sums of two batches with the same atoms
    add up to those of both together, so a batch may be split across files, threads or machines.
    spectra  [bins x frames] V
    atoms    [bins x atoms] W
    returns  N, D, and as objective D_beta (V | W H) before the last update
    The number of threads does not change a bit. [worker] */
FrameSums listen (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms, const IncrementalSpec& spec);

/** The same with the batch, which all ranks have, shared out among them; the sums are the first rank's. Their number does
    not change a bit. [worker] */
FrameSums listen (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms, const IncrementalSpec& spec,
                  Ranks& ranks);

/** Adds a batch's sums to the factors and updates the atoms. With W the atoms that the sums were computed with:

        A <- rho A + W^a . N,   B <- rho B + W^-b . D,   W <- (A / B)^g,   columns of unit sum
        beta <= 1: a = 2 - beta, b = 0;   1 to 2: a = 2 - beta, b = beta - 1;   >= 2: a = 0, b = beta - 1

    the minimum of the majorising function of all frames so far, g as in `majorisationStep`. rho = (1 - 1/t)^r at
    the t-th batch: with r = 0 (no forgetting) all batches have equal weight; with r the weights grow like t^r, so
    the influence of the first, poor atoms fades while a fixed share of the whole past still counts.
    With sparsity, N and D are those for unit atoms: N + colsum (W . D), D + colsum (W . N).
    [worker]
    Sources: Lefevre, Bach & Fevotte 2011 (IS, constant rho); Fevotte & Idier 2011 (other beta); Le Roux,
    Weninger & Hershey 2015 (sparse); the form of rho is that of online dictionary learning, Mairal et al. 2010. */
void learn (const FrameSums& sums, const IncrementalSpec& spec, IncrementalFactors& factors);

/** The activations of frames, from a flat start.
    spectra  [bins x frames]
    returns  [atoms x frames] H
    [worker] */
Eigen::MatrixXf solve (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                       const IncrementalSpec& spec);

/** D_beta (V | W H) per bin with newly solved activations: the divergence on held-out frames. [worker] */
double divergencePerBin (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                         const IncrementalSpec& spec);

/** As above, but continuing from the given activations, so that slowly changing atoms need few updates.
    activations  [atoms x frames] H, updated
    [worker] */
double divergencePerBin (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms,
                         const IncrementalSpec& spec, Eigen::MatrixXf& activations);

} // namespace unbraid::training
