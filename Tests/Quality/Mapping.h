// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Quality/Mixtures.h"

#include <vector>

namespace unbraid::quality
{

/** How a dictionary is played and scored. */
struct Playing
{
    double windowSeconds = 0.0; // 0: the dictionary's own
    double scoreRateHz =
        0.0; // 0: the mixture's; else estimates are brought there, so that one band is scored
};

/** The analysis window of a dictionary. */
double windowSeconds (const core::Dictionary& dictionary);

/** The mixture and its stems at another rate. Error: as `files::resample`. [worker] */
core::Result<Mixture> resampled (const Mixture& mixture, double rateHz);

/** SI-SDR in dB above 80 Hz of each stem, by the source of its name, with the preset's settings in balanced
    mode. stems  true sources at the rate at which they are scored
    [worker] Error: as `core::Separator::prepare` and `files::resample`. */
core::Result<std::vector<double>> presetScores (const core::Dictionary& dictionary, const Mixture& mixture,
                                                const std::vector<Eigen::VectorXf>& stems,
                                                const Playing& playing);

} // namespace unbraid::quality
