// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Peaks of a shipped recording, clipped and repaired.
#include "Quality/Recordings.h"
#include "Restoration/RecordingRepair.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using restoration::SampleState;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index length = 24000;

/** Part of a recorded guitar. */
MatrixXf guitar()
{
    const auto read =
        quality::readMono (std::filesystem::path (paths::resources) / "Audio/song/guitar.flac", rateHz);
    REQUIRE (read.ok());
    REQUIRE (read.value().size() >= 2 * length);
    return read.value().segment (length, length);
}

/** The level that this share of the samples is beyond. */
float levelBelow (const MatrixXf& sound, double share)
{
    std::vector<float> levels (sound.data(), sound.data() + sound.size());
    std::for_each (levels.begin(), levels.end(), [] (float& value) { value = std::abs (value); });
    const auto at = levels.begin() + static_cast<Index> ((1.0 - share) * static_cast<double> (levels.size()));
    std::nth_element (levels.begin(), at, levels.end());
    return *at;
}

/** Gain of SDR on the clipped samples, in dB. */
double repairGainDb (const MatrixXf& whole, double clippedShare)
{
    const float level = levelBelow (whole, clippedShare);
    const MatrixXf clipped = whole.cwiseMin (level).cwiseMax (-level);
    restoration::SampleStates states (static_cast<size_t> (whole.rows()), SampleState::intact);
    for (Index n = 0; n < whole.rows(); ++n)
        if (std::abs (whole (n, 0)) > level)
            states[static_cast<size_t> (n)] =
                whole (n, 0) > 0.0f ? SampleState::clippedHigh : SampleState::clippedLow;
    restoration::RepairSettings settings;
    settings.frameLength = restoration::repairFrameLength (rateHz);
    MatrixXf repaired = clipped;
    REQUIRE (
        restoration::repairRecording (repaired, { states }, settings, [] (double) { return true; }).ok());
    return 10.0 * std::log10 (static_cast<double> ((whole - clipped).squaredNorm()) /
                              static_cast<double> ((whole - repaired).squaredNorm()));
}
} // namespace

TEST_CASE ("repair restores the peaks of a guitar of which four fifths are clipped, and of which a fifth is")
{
    const MatrixXf whole = guitar();
    CHECK (repairGainDb (whole, 0.8) > 6.5); // many peaks were more than the 12 dB higher that are restored
    CHECK (repairGainDb (whole, 0.2) > 21.0);
}
