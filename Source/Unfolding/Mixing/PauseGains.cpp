// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/PauseGains.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::ArrayXf;
using Eigen::Index;

constexpr double levelStepSeconds = 0.01;
constexpr Index heldAfterWords = 6, heldBeforeWords = 2, ramp = 2; // steps
constexpr float overQuietDb = 6.0f, underLoudDb = 30.0f;
constexpr float soundlessDb = -110.0f; // of full scale: the recording was edited there
constexpr double quietShare = 0.1, loudShare = 0.9;

/** Of each step, with the one before and the one after it, dB. */
ArrayXf levelsOf (const Sound& sound, Index step)
{
    using Packed = Eigen::Map<const Eigen::Array<std::int16_t, Eigen::Dynamic, 1>>;
    const Packed samples (sound.samples.data(), static_cast<Index> (sound.samples.size()));
    ArrayXf powers (samples.size() / step);
    for (Index i = 0; i < powers.size(); ++i)
        powers[i] = samples.segment (i * step, step).cast<float>().square().mean();
    powers *= sound.scale * sound.scale;
    ArrayXf levels (powers.size());
    for (Index i = 0; i < powers.size(); ++i)
    {
        const Index first = std::max<Index> (i - 1, 0), end = std::min (i + 2, powers.size());
        levels[i] = 10.0f * std::log10 (powers.segment (first, end - first).mean() + 1e-20f);
    }
    return levels;
}

float levelBelow (std::vector<float>& levels, double share)
{
    const auto place = static_cast<std::ptrdiff_t> (share * static_cast<double> (levels.size() - 1));
    std::nth_element (levels.begin(), levels.begin() + place, levels.end());
    return levels[static_cast<size_t> (place)];
}

/** Up to which level a step is a pause. */
float highestOfPauses (const ArrayXf& levels)
{
    std::vector<float> heard;
    std::copy_if (levels.begin(), levels.end(), std::back_inserter (heard),
                  [] (float level) { return level > soundlessDb; });
    if (heard.empty())
        return soundlessDb;
    return std::min (levelBelow (heard, quietShare) + overQuietDb,
                     levelBelow (heard, loudShare) - underLoudDb);
}
} // namespace

PauseGains::PauseGains (const Sound& sound, double sampleRateHz)
    : samplesPerStep (std::max (1.0, std::round (levelStepSeconds * sampleRateHz)))
{
    const ArrayXf levels = levelsOf (sound, static_cast<Index> (samplesPerStep));
    const float highest = levels.size() > 0 ? highestOfPauses (levels) : 0.0f;
    gains.setConstant (levels.size(), 0.0f); // steps into a pause, from 0 to the length of a ramp
    for (Index i = 0; i < levels.size(); ++i)
    {
        const Index first = std::max<Index> (i - heldBeforeWords - ramp, 0);
        const Index end = std::min (i + heldAfterWords + ramp + 1, levels.size());
        const bool isWord = levels[i] > highest;
        for (Index near = first; isWord && near < end; ++near)
        {
            const Index away = near < i ? i - near - heldBeforeWords : near - i - heldAfterWords;
            gains[near] =
                std::max (gains[near], 1.0f - static_cast<float> (std::max<Index> (away, 0)) / ramp);
        }
    }
    const float down = amplitudeOf (pauseGainDb);
    gains = down + (1.0f - down) * gains.max (0.0f);
}

float PauseGains::at (double sample) const noexcept
{
    if (gains.size() == 0)
        return 1.0f;
    const double step =
        std::clamp (sample / samplesPerStep - 0.5, 0.0, static_cast<double> (gains.size() - 1));
    const auto before = static_cast<Index> (step);
    const Index after = std::min (before + 1, gains.size() - 1);
    const auto way = static_cast<float> (step - static_cast<double> (before));
    return gains[before] + way * (gains[after] - gains[before]);
}

} // namespace unbraid::unfolding
