// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"
#include "Quality/Mixtures.h"

#include <functional>

namespace unbraid::quality
{

/** Scores of one estimate; STOI and ESTOI are NaN where the signal is too short or no speech. */
struct Scores
{
    double siSdrDb = 0.0; // both signals high-passed at 80 Hz
    double stoi = 0.0;
    double estoi = 0.0;
};

/** Scores at 80 Hz and up of an estimate of one channel. */
Scores score (const Eigen::VectorXf& reference, const Eigen::VectorXf& estimate, double sampleRateHz,
              bool isSpeech);

/** All sources of a signal of one channel, aligned in time with it, by a prepared separator (reset first). */
std::vector<Eigen::VectorXf> separateAll (core::Separator& separator, const Eigen::VectorXf& mixture);

/** The sources by masks made from the true stems, |S_j|^2 / sum_i |S_i|^2: the oracle at this geometry. */
std::vector<Eigen::VectorXf> oracleWiener (const Mixture& mixture, const core::FrameGeometry& geometry);

} // namespace unbraid::quality
