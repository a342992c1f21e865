// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Factorisation/Decomposition.h"

#include <functional>

namespace unbraid::offline
{

struct ComponentFactors;
struct ComponentMethod;

/** How the transform of a method that learns one begins; fixed: and stays. */
enum class TransformStart
{
    cosine,
    random,
    fixed // the cosine transform
};

/** How a recording is taken apart. Which method reads which member, with which default, says its row (ComponentMethod.h). */
struct ComponentSpec
{
    const ComponentMethod* method = nullptr;
    training::DecompositionSpec factors; // number of components, divergence, floor, iterations, seed, threads
    bool seeksBeta = false;              // BetaSearch.h finds the divergence
    double windowSeconds = 0.093;        // also the length of the atoms of shapes
    Eigen::Index overlap = 2;            // windows over each sample
    double templateSeconds = 0.5;        // of spectra that change over time
    float coupling = 1.0f;               // of channels, or of layers
    float sparsity = 0.0f;               // weight of the penalty on what the method wants to be sparse
    Eigen::Index sourceAtoms = 8;        // spectra of each component that is a source
    TransformStart transform = TransformStart::cosine;
    ComponentFactors* found = nullptr; // what the method found beside the sounds is kept here, if anywhere
};

using ComponentProgress = core::ProgressOf<training::DecompositionProgress>;

/** Iterations of a model, from which on of all. [worker] */
training::IterationCallback partOf (const ComponentProgress& onProgress, int first, int all,
                                    Eigen::Index numAtoms);

/** V, of mean one: the power for Itakura-Saito, else the magnitude. [worker] */
Eigen::MatrixXf spectrogramOf (const Eigen::MatrixXcf& spectra, float beta);

} // namespace unbraid::offline
