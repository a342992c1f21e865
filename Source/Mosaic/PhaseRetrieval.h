// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"
#include "Training/Factorisation/Factoriser.h"

namespace unbraid::mosaic
{

/** Samples whose spectrogram X comes close to given magnitudes A: the phases of X, with A in place of |X|, are turned into
    sound, and again. The distance never rises.
    magnitudes  [bins x frames] A
    spectra     [bins x frames] whose phases are the start
    iterations  0: the spectra as they are
    onIteration told the distance || |X| - A || / || A || before each
    [worker] errors: cancelled
    Source: Griffin & Lim 1984, IEEE TASSP 32(2). */
core::Result<Eigen::VectorXf> retrievePhase (const Eigen::MatrixXf& magnitudes, Eigen::MatrixXcf spectra,
                                             Eigen::Index numSamples, int iterations, core::Frames& frames,
                                             const training::IterationCallback& onIteration);

} // namespace unbraid::mosaic
