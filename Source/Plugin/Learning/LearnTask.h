// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Training/Trainer.h"

#include <filesystem>
#include <memory>
#include <string>

namespace unbraid::plugin
{

/** A request to learn a source from sound. */
struct LearnRequest
{
    std::string source;   // its name: lower-case words joined by '-'
    bool isTarget = true; // false: noise or residual, turned down by the reduction
    Eigen::Index numAtoms = 16;
    std::shared_ptr<const core::Dictionary> base; // it joins this one; null: a dictionary of its own
    double sampleRateHz = 0.0;                    // of the sound
    Eigen::MatrixXf samples;                      // [frames x channels]; channels are averaged
    std::vector<std::filesystem::path> files{}; // recordings instead of samples, looked through; the rate is
                                                // the highest of theirs
    std::string licence{};                      // of what is learned; empty: its user stated none
};

/** A request that was found good, and what follows from it. */
struct LearnTask
{
    LearnRequest request; // without its samples
    training::TrainingSpec spec;
    Eigen::MatrixXf sound; // [frames x 1]
};

/** The error of a request that is refused. [message] */
inline core::Error cannotLearn (std::string where, std::string found, std::string allowed)
{
    return { "the learning cannot start", std::move (where), std::move (found), std::move (allowed) };
}

/** Refuses what cannot be learned before any time is spent on it, also what the joining would refuse in the
    end.
    [message] Errors: as `Learner::start` */
core::Result<LearnTask> checkedTask (LearnRequest request);

/** Writes sound as WAV, at a rate that holds the dictionary's where its own does not.
    mono     [frames x 1]
    minHz  the dictionary's rate
    [worker] errors: as `files::AudioWriter` */
core::Status writeSound (const Eigen::MatrixXf& mono, double sampleRateHz, double minHz,
                         const std::filesystem::path& path);

/** The files to learn from: what was captured, written into the folder, or the recordings, those of a rate below the
    dictionary's resampled there.
    [worker] errors: as `files::AudioReader` and `files::AudioWriter` */
core::Result<std::vector<std::filesystem::path>> soundFiles (const LearnTask& task,
                                                             const std::filesystem::path& folder);

/** Merges the learned source into `base`; by itself where there is none.
    [worker] errors: as `training::withLearnedSource` */
core::Result<core::Dictionary> joinedTo (const std::shared_ptr<const core::Dictionary>& base,
                                         core::Dictionary learned);

} // namespace unbraid::plugin
