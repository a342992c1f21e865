// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/ClipReader.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using Packed = Eigen::Map<const Eigen::Matrix<std::int16_t, Eigen::Dynamic, 1>>;

constexpr Index longestFade = 1024; // samples; a quarter of the recording where that is less

Packed viewOf (const PackedSamples& samples)
{
    return { samples.data(), static_cast<Index> (samples.size()) };
}

/** Copies a part of a recording, with silence outside it. */
void copyOnce (const Packed& samples, Index first, Eigen::VectorXf& taken)
{
    const Index begin = std::clamp<Index> (-first, 0, taken.size());
    const Index end = std::clamp<Index> (samples.size() - first, begin, taken.size());
    taken.head (begin).setZero();
    taken.segment (begin, end - begin) = samples.segment (first + begin, end - begin).cast<float>();
    taken.tail (taken.size() - end).setZero();
}

/** The recording's last part fades into its first; equal powers, as the two have nothing in common. */
void copyLooped (const Packed& samples, Index first, Eigen::VectorXf& taken)
{
    const Index fade = std::min (longestFade, samples.size() / 4);
    const Index period = samples.size() - fade;
    Index position = ((first % period) + period) % period;
    for (Index filled = 0; filled < taken.size(); position = 0)
    {
        const Index run = std::min (period - position, taken.size() - filled);
        taken.segment (filled, run) = samples.segment (position, run).cast<float>();
        for (Index i = position; i < std::min (fade, position + run); ++i)
        {
            const double way = static_cast<double> (i) / static_cast<double> (fade);
            const double angle = 0.5 * std::numbers::pi * way;
            taken[filled + i - position] =
                static_cast<float> (samples[i] * std::sin (angle) + samples[period + i] * std::cos (angle));
        }
        filled += run;
    }
}
} // namespace

Eigen::VectorXf ClipReader::read (const Sound& sound, const Clip& clip, Index numSamples)
{
    lowestBandHz = std::min (lowestBandHz, sound.bandHz * clip.ratio);
    return play (sound.samples, sound.scale, clip, numSamples);
}

Eigen::VectorXf ClipReader::readSide (const Sound& sound, const Clip& clip, Index numSamples)
{
    if (sound.side.empty())
        return Eigen::VectorXf::Zero (numSamples);
    return play (sound.side, sound.sideScale, clip, numSamples);
}

Eigen::VectorXf ClipReader::play (const PackedSamples& samples, float scale, const Clip& clip,
                                  Index numSamples)
{
    taken.resize (SpeedChange::numRead (numSamples, clip.ratio));
    const auto copy = clip.isLooped ? copyLooped : copyOnce;
    const Index lead = clip.isReversed ? SpeedChange::taps - 1 - SpeedChange::lead : SpeedChange::lead;
    copy (viewOf (samples), clip.first - lead, taken);
    if (clip.isReversed)
        taken.reverseInPlace();
    Eigen::VectorXf played (numSamples);
    speedChange.apply (taken, clip.ratio, played);
    played *= scale;
    return played;
}

Index ClipReader::numTaken (Index numSamples, double ratio) noexcept
{
    return static_cast<Index> (std::ceil (static_cast<double> (numSamples) * ratio));
}

Index ClipReader::numGiven (const Sound& sound, double ratio) noexcept
{
    return static_cast<Index> (static_cast<double> (sound.samples.size()) / ratio);
}

} // namespace unbraid::unfolding
