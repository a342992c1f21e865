// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Spectral/Window.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

namespace unbraid::test
{

/** A valid dictionary of random atoms: sources `speech` and `noise`. */
inline core::Dictionary randomDictionary (std::uint64_t seed, float beta = 0.0f,
                                          core::Spectrum spectrum = core::Spectrum::power,
                                          Eigen::Index numSpeech = 24, Eigen::Index numNoise = 6)
{
    constexpr Eigen::Index numBins = 257;
    Random random (seed);
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 16000.0;
    dictionary.window = 512;
    dictionary.hop = 128;
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = spectrum;
    dictionary.divergenceBeta = beta;
    dictionary.maskExponent = spectrum == core::Spectrum::power ? 1.0f : 2.0f;
    dictionary.atoms = random.positive (numBins, numSpeech + numNoise);
    core::normaliseAtoms (dictionary.atoms);
    dictionary.frequenciesHz = Eigen::VectorXf::LinSpaced (numBins, 0.0f, 8000.0f);
    dictionary.sources.push_back ({ "speech", 0, numSpeech, {}, {}, true, 0.0f });
    dictionary.sources.push_back ({ "noise", numSpeech, numNoise, {}, {}, false, 0.0f });
    dictionary.licence = "CC0-1.0";
    dictionary.trainedOn = "random numbers";
    dictionary.command = "none";
    return dictionary;
}

/** A dictionary mapped to the bins of a rate, in balanced mode. */
inline core::PreparedDictionary prepared (const core::Dictionary& dictionary, double rateHz = 16000.0)
{
    auto geometry = core::frameGeometry (rateHz, core::LatencyMode::balanced, 0.032);
    REQUIRE (geometry.ok());
    auto result = core::prepareDictionary (dictionary, geometry.value(), 0);
    REQUIRE (result.ok());
    return std::move (result).value();
}

} // namespace unbraid::test
