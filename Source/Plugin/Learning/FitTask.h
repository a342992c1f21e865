// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Plugin/Picture/RecentSound.h"
#include "Training/Methods/FitTraining.h"

#include <memory>

namespace unbraid::plugin
{

/** The sound that a dictionary is to be fitted to. */
struct FitRequest
{
    std::shared_ptr<const core::Dictionary> base;
    FrozenSound sound;
    std::vector<training::Mark> marks; // seconds from the beginning of the sound
};

/** A mark of samples as one of seconds, what lies outside of the sound cut off; where nothing is left the end is not
    behind the beginning. [message] */
training::Mark markOf (const FrozenSound& sound, bool isAlone, size_t source, std::int64_t begin,
                       std::int64_t end);

/** Refuses what cannot be fitted before any time is spent on it.
    [message] errors: no dictionary, one that is not plain, no sound, no marks, marks outside of the sound */
core::Status checkFit (const FitRequest& request);

/** Fits in a folder of its own.
    folder  to write the sound to, which nobody else can read
    [worker] errors: as `training::fitDictionary` */
core::Result<core::Dictionary> fitTo (const FitRequest& request, const training::FitSpec& spec,
                                      const std::filesystem::path& folder,
                                      const core::ProgressOf<training::TrainingProgress>& onProgress);

/** The length of the sound that is fitted to. [any] */
inline double secondsOf (const FrozenSound& sound)
{
    return sound.sampleRateHz > 0.0 ? static_cast<double> (sound.samples.rows()) / sound.sampleRateHz : 0.0;
}

} // namespace unbraid::plugin
