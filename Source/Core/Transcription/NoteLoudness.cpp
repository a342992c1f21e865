// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteLoudness.h"

#include "Core/Support/NoteHz.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr int numPartials = 8;
constexpr double stiffness = 4e-4;        // of a string: partial k lies at k f sqrt (1 + stiffness k^2)
constexpr double nearOctaves = 0.35 / 12; // within which a partial is looked for
constexpr float leastRise = 0.01f;        // of the power that is there
constexpr float nothing = 1e-20f;         // power

/** Lower ends of the regions of the spectrum, and the upper one of the last, Hz. */
constexpr std::array regionEndsHz{ 30.0, 250.0, 1000.0, 3000.0, 10000.0 };
constexpr size_t numRegions = regionEndsHz.size() - 1;

/** Velocities a decibel; of the pitch, velocities for two octaves above middle C, and for the square of that. */
constexpr float ofPartials = 1.23f, ofPitch = -3.24f, ofPitchSquared = -5.22f;
constexpr std::array<float, numRegions> ofRise{ -0.31f, -0.66f, 0.51f, 0.30f };
constexpr std::array<float, numRegions> ofLevel{ 0.42f, 0.48f, 0.49f, 0.08f };

float decibels (float power) noexcept
{
    return 10.0f * std::log10 (std::max (power, nothing));
}

Eigen::Index binAbove (const FrameGeometry& geometry, double hz) noexcept
{
    return static_cast<Eigen::Index> (std::ceil (hz / geometry.binHz (1)));
}
} // namespace

void NoteLoudness::prepare (const FrameGeometry& geometry, Eigen::Index framesBack, Eigen::Index framesSince)
{
    frames = geometry;
    const auto numBins = std::min (geometry.numBins(), binAbove (geometry, regionEndsHz.back()));
    since = framesSince;
    power.resize (numBins, framesBack + framesSince + 1);
    reset();
}

void NoteLoudness::reset() noexcept
{
    power.setZero();
    newest = told = 0;
}

void NoteLoudness::take (const Eigen::MatrixXcf& mixture, bool isSilent) noexcept
{
    newest = (newest + 1) % power.cols();
    told = (newest + power.cols() - since) % power.cols();
    auto column = power.col (newest);
    column.setZero();
    for (Eigen::Index channel = 0; ! isSilent && channel < mixture.cols(); ++channel)
        column += mixture.col (channel).head (power.rows()).cwiseAbs2() / static_cast<float> (mixture.cols());
}

/** The oldest frame kept is the one before the beginning. */
float NoteLoudness::riseAt (Eigen::Index bin) const noexcept
{
    const float now = power (bin, told), before = power (bin, (newest + 1) % power.cols());
    return std::max (now - before, leastRise * now);
}

float NoteLoudness::riseOfPartials (double pitchHz) const noexcept
{
    static const double span = std::exp2 (nearOctaves);
    float sum = 0.0f;
    for (int partial = 1; partial <= numPartials; ++partial)
    {
        const double hz =
            pitchHz * partial * std::sqrt ((1.0 + stiffness * partial * partial) / (1.0 + stiffness));
        const auto first = binAbove (frames, hz / span) - 1, last = binAbove (frames, hz * span);
        float most = 0.0f;
        for (auto bin = std::max<Eigen::Index> (0, first); bin <= last && bin < power.rows(); ++bin)
            most = std::max (most, riseAt (bin));
        sum += most;
    }
    return sum;
}

float NoteLoudness::of (int pitch) const noexcept
{
    constexpr int middleC = 60;
    constexpr float twoOctaves = 24.0f;
    const float height = static_cast<float> (pitch - middleC) / twoOctaves;
    float loudness = ofPartials * decibels (riseOfPartials (noteHz (pitch))) +
                     height * (ofPitch + ofPitchSquared * height);
    for (size_t region = 0; region < numRegions; ++region)
    {
        float rise = 0.0f, level = 0.0f;
        const auto end = std::min (power.rows(), binAbove (frames, regionEndsHz[region + 1]));
        for (auto bin = binAbove (frames, regionEndsHz[region]); bin < end; ++bin)
        {
            rise += riseAt (bin);
            level += power (bin, told);
        }
        loudness += ofRise[region] * decibels (rise) + ofLevel[region] * decibels (level);
    }
    return loudness;
}

} // namespace unbraid::core
