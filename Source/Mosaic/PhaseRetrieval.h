// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"

#include <functional>

namespace unbraid::mosaic
{

/** Called after each iteration with the share done and the distance || |X| - A || / || A || before it; false ends with the
    sound so far. */
using RetrievalCallback = std::function<bool (double share, double distance)>;

/** Samples whose spectrogram X comes close to given magnitudes A: the phases of X, with A in place of |X|, are turned into
    sound, and again. The distance never rises.
    magnitudes  [bins x frames] A
    spectra     [bins x frames] whose phases are the start
    iterations  0: the spectra as they are
    [worker]
    Source: Griffin & Lim 1984, IEEE TASSP 32(2). */
Eigen::VectorXf retrievePhase (const Eigen::MatrixXf& magnitudes, Eigen::MatrixXcf spectra,
                               Eigen::Index numSamples, int iterations, core::Frames& frames,
                               const RetrievalCallback& onIteration);

} // namespace unbraid::mosaic
