// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/OptionRow.h"
#include "Offline/Bleed/BleedRemoval.h"

#include <functional>
#include <vector>

namespace unbraid::offline
{

/** How the bleed of a session is removed. */
struct BleedSpec
{
    double learnSeconds = 60.0; // of the recording
    BleedSettings settings;
};

/** [any] */
std::span<const core::OptionRow<BleedSpec>> bleedOptions() noexcept;

/** A session that is read as often as it is needed. */
struct BleedSession
{
    double sampleRateHz = 0.0;
    Eigen::Index numSamples = 0, numChannels = 0;
    OwnChannels own; // of the sources
    std::vector<SilentSpan> silent;

    /** Samples from a first one on, silence before the beginning and after the end: [count x channels]. */
    std::function<core::Result<Eigen::MatrixXf> (Eigen::Index first, Eigen::Index count)> read;
};

/** Where the session's blocks go, in order.
    mixture  [samples x channels] as recorded
    own      [samples x channels] of it the sound of each channel's own source
    first    the time of the first sample */
using BleedBlock = std::function<core::Status (const Eigen::MatrixXf& mixture, const Eigen::MatrixXf& own,
                                               Eigen::Index first)>;

/** Where the work stands. */
struct BleedProgress
{
    double share = 0.0;
    bool isLearning = true; // else separating
};

/** Learns the sources from excerpts that are spread evenly over the session, then separates it block by block.
    [worker] errors: as core::Frames; what would take more than 6 GB; microphones beyond a thousand million times full scale;
    those of `read` and `onBlock`; cancelled */
core::Status removeBleed (const BleedSession& session, const BleedSpec& spec, const BleedBlock& onBlock,
                          const core::ProgressOf<BleedProgress>& onProgress);

} // namespace unbraid::offline
