// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <string>
#include <vector>

namespace unbraid::training
{

/** The drum that a hit was taken for. */
struct DrumName
{
    size_t sound = 0;       // hits that sound alike have one number, and one name
    std::string name;       // kick, snare, hi-hat, toms or cymbals
    double certainty = 0.0; // probability of the name among the five
};

/** Distance of two hits; 1 is what hits of one drum differ by in one feature.
    a, b  [numHitFeatures] */
float soundDistance (const Eigen::VectorXf& a, const Eigen::VectorXf& b);

/** Groups hits that sound alike (average linkage), and names each group by the nearest class under Gaussians that share
    their covariance. A kit has a kick, a snare and hi-hats: where no group was called so, the group that is nearly as
    likely to be one is. Deterministic.
    features  [numHitFeatures] of each hit
    [worker] The constants are in DrumStatistics.h. */
std::vector<DrumName> nameHits (const std::vector<Eigen::VectorXf>& features);

} // namespace unbraid::training
