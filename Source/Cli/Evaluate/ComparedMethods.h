// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Evaluate/Scores.h"
#include "Core/Spectral/Window.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** Methods that an estimate is compared with besides the mixture itself. */
struct MethodChoice
{
    bool oracle = false;    // masks made of the true sounds
    bool baselines = false; // fixed filters
    core::LatencyMode mode = core::LatencyMode::balanced;
    double windowSeconds = 2048.0 / 44100.0; // of the oracles where no dictionary says it
};

/** One such method's estimates. */
struct ComparedMethod
{
    std::string key;                        // for programs: "oracle_wiener"
    std::string title;                      // for people: "oracle Wiener mask"
    std::vector<Eigen::MatrixXf> estimates; // one per true sound; empty where the method has none
};

/** The chosen methods applied to one mixture: the oracle Wiener mask and ratio mask at the engine's own
    windows; a causal 60 Hz high-pass for every source; and one of three fixed bands for drums, below 150 Hz
    for `kick`, up to 6 kHz for `snare` and `toms`, above for `hi-hat` and `cymbals`.
    references  all true sounds of the mixture
    names       of these; empty for what has no name
    [worker]  Error: a rate that the engine does not serve. */
core::Result<std::vector<ComparedMethod>> comparedMethods (const MethodChoice& choice,
                                                           const files::Recording& mixture,
                                                           const std::vector<NamedRecording>& references,
                                                           const std::vector<std::string>& names);

} // namespace unbraid::cli
