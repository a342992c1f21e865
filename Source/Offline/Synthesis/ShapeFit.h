// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentMethod.h"
#include "Offline/Synthesis/ShiftedAtoms.h"

namespace unbraid::offline
{

/** How a sound is explained by shifted atoms. */
struct ShapeSpec
{
    Eigen::Index numAtoms = 1;
    bool isNonNegative = false; // the activations
    float sparsity =
        0.0f; // lambda, relative to the smallest at which the first activations would all be zero
    int iterations = 300;
    unsigned int seed = 1;
};

/** Atoms and activations of shifted atoms. */
struct Shapes
{
    Eigen::MatrixXf atoms;       // [L x atoms] d = window . u
    Eigen::MatrixXf activations; // [atoms x shifts] h
    double objective = 0.0;
};

/** Learns shifted atoms and their activations:

        C = 1/2 || x - sum_k h_k * (window . u_k) ||^2 + lambda |h|_1,   |u_k|_2 <= 1,   h >= 0 where asked for

    With a hop of one and a flat window this is convolutional dictionary learning; with the hop and the window of a
    transform, and h >= 0, it is the complex semi-NMF of its synthesis coefficients, x ~ Phi (W H), since the columns of W are the
    transforms of the u_k (ShiftedAtoms.h). Proximal gradients of h and u in turn: steps with inertia whose length is found by
    backtracking, and without inertia where that would raise C, so that C never rises. Atoms begin as pieces of the sound.
    samples  x, of unit mean power
    window   [L] > 0
    [worker] errors: cancelled.
    Sources: Malagnoux & Kowalski 2024 (the model); Bolte, Sabach & Teboulle 2014 (proximal gradients of two blocks in turn); Pock &
    Sabach 2016 (inertia); Grosse, Raina, Kwong & Ng 2007 (the objective with a hop of one). */
core::Result<Shapes> learnShapes (ShiftedAtoms& shifted, const Eigen::VectorXf& samples,
                                  const Eigen::VectorXf& window, const ShapeSpec& spec,
                                  const training::IterationCallback& onIteration);

/** Shapes of the mixdown as components: at the hop of the frames and with activations that are nowhere negative; or at every
    sample and with any activations.
    [worker] errors: a window that ShiftedAtoms does not support, cancelled */
ComponentMethod::Run framedShapes, freeShapes;

} // namespace unbraid::offline
