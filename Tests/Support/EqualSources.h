// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <string>

namespace unbraid::test
{

/** A dictionary of sources that are all alike, one flat atom each: every mask is one over their number, so that every
    source is the delayed input, scaled. */
inline core::Dictionary equalSources (int numSources)
{
    constexpr Eigen::Index numBins = 65;
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 48000.0;
    dictionary.window = 960;
    dictionary.hop = 240;
    dictionary.windowShape = "asymmetric-sine";
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (numBins, 0.0f, 24000.0f);
    dictionary.atoms.setConstant (numBins, numSources, 1.0f / static_cast<float> (numBins));
    for (int index = 0; index < numSources; ++index)
        dictionary.sources.push_back (
            { "equal-" + std::to_string (index + 1), index, 1, {}, {}, true, 0.0f });
    dictionary.licence = "CC0-1.0";
    dictionary.trainedOn = "nothing";
    dictionary.command = "made by a test";
    return dictionary;
}

} // namespace unbraid::test
