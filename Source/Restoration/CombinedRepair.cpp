// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/CombinedRepair.h"

#include "Restoration/SocialSparsity.h"

#include <algorithm>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;

constexpr Index sparseFrames = 4;   // the length of frames for sparsity, in frames of the factorisation
constexpr double mostClipped = 0.7; // share of a channel; see Docs/Repair.md

bool isClipped (SampleState state)
{
    return state == SampleState::clippedHigh || state == SampleState::clippedLow;
}

bool isMostlyClipped (const SampleStates& states)
{
    const auto count = std::count_if (states.begin(), states.end(), isClipped);
    return static_cast<double> (count) >= mostClipped * static_cast<double> (states.size());
}

bool needsFactors (const SampleStates& states)
{
    return std::any_of (states.begin(), states.end(),
                        [isSparse = isMostlyClipped (states)] (SampleState state)
                        { return state == SampleState::lost || (isClipped (state) && ! isSparse); });
}

/** The sparse estimates of the channels that are mostly clipped. */
core::Status estimateSparsely (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                               Index frameLength, const core::Progress& onProgress)
{
    SparsitySettings settings;
    settings.frameLength = sparseFrames * frameLength;
    const auto numChannels = static_cast<double> (states.size());
    for (size_t channel = 0; channel < states.size(); ++channel)
        if (isMostlyClipped (states[channel]))
        {
            auto done =
                sparseEstimate (samples.col (static_cast<Index> (channel)), states[channel], settings,
                                [&] (double share) {
                                    return onProgress ((static_cast<double> (channel) + share) / numChannels);
                                });
            if (! done.ok())
                return done;
        }
    return core::Done{};
}
} // namespace

core::Status repairByEither (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                             const RepairSettings& settings, const core::Progress& onProgress)
{
    const bool anyFactors = std::any_of (states.begin(), states.end(), needsFactors);
    const double sparsePart = anyFactors ? 0.5 : 1.0; // of the progress
    Eigen::MatrixXf sparse = samples;
    auto done = estimateSparsely (sparse, states, settings.frameLength,
                                  [&] (double share) { return onProgress (sparsePart * share); });
    if (done.ok() && anyFactors)
        done = repairSegment (samples, states, settings,
                              [&] (double share)
                              { return onProgress (sparsePart + (1.0 - sparsePart) * share); });
    if (! done.ok())
        return done;
    for (size_t channel = 0; channel < states.size(); ++channel)
        if (isMostlyClipped (states[channel]))
            for (Index n = 0; n < samples.rows(); ++n)
                if (isClipped (states[channel][static_cast<size_t> (n)]))
                    samples (n, static_cast<Index> (channel)) = sparse (n, static_cast<Index> (channel));
    return core::Done{};
}

} // namespace unbraid::restoration
