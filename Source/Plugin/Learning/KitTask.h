// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Methods/KitTraining.h"

#include <filesystem>
#include <string>

namespace unbraid::plugin
{

/** A request to learn a kit from sound in which its drums are struck one at a time. */
struct KitRequest
{
    double sampleRateHz = 0.0;    // of the samples
    Eigen::MatrixXf samples;      // [frames x channels]
    std::filesystem::path file{}; // a recording instead of samples
};

/** A kit, and the hits that it was learned from: "kick 4, snare 4, hi-hat 4 hits". */
struct LearnedKit
{
    core::Dictionary dictionary;
    std::string hits;
};

/** folder  to write captured sound to, which nobody else can read
    [worker] errors: as `training::readPlayedHits`, `training::checkKit` and `training::trainKit` */
core::Result<LearnedKit> kitOf (const KitRequest& request, const std::filesystem::path& folder,
                                const core::Progress& onProgress);

} // namespace unbraid::plugin
