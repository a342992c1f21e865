// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::quality
{

/** A sound whose true sources are known. */
struct Mixture
{
    std::string name;
    double sampleRateHz = 0.0;
    double snrDb = 0.0; // of the first source over the others, where it was set
    Eigen::VectorXf mixture;
    std::vector<std::string> sourceNames; // one per stem
    std::vector<Eigen::VectorXf> stems;   // their sum is the mixture
};

/** 100 noisy voices at 16 kHz, -5 to 15 dB in five steps: speakers of emodb and somtts in noises of
    osu_nonspeech and of ten moodist recordings, none of which trains a dictionary. Levels after an 80 Hz
    high-pass. Always the same.
    [worker] */
core::Result<std::vector<Mixture>> noisyVoices (const std::filesystem::path& data);

/** The 16 pairs of dev_pairs: clean and noisy recordings of two speakers. [worker] */
core::Result<std::vector<Mixture>> developmentPairs (const std::filesystem::path& data);

/** Names of the moodist recordings kept for development: their files are left out of training. */
const std::vector<std::string>& developmentNoises();

} // namespace unbraid::quality
