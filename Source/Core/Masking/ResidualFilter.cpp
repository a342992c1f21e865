// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Masking/ResidualFilter.h"

#include "Core/Spectral/SummedPower.h"

#include <cmath>
#include <limits>

namespace unbraid::core
{

namespace
{
constexpr double noiseSeconds = 0.3;      // in which the noise is followed to 1/e where nothing else is heard
constexpr double decisionSeconds = 0.2;   // in which what was kept is forgotten to 1/e
constexpr double riseDbPerSecond = 300.0; // of what the noise may follow
constexpr float heardFrom = 0.5f;         // share of the others from which a bin tells nothing of the noise
constexpr float tiny = std::numeric_limits<float>::min();

float memoryOf (double seconds, double hopSeconds)
{
    return static_cast<float> (std::exp (-hopSeconds / seconds));
}
} // namespace

void ResidualFilter::prepare (Eigen::Index numBins, Eigen::Index numSources, Eigen::Index newNoise,
                              double hopSeconds)
{
    noiseSource = numSources > 1 ? newNoise : -1;
    noiseMemory = memoryOf (noiseSeconds, hopSeconds);
    memory = memoryOf (decisionSeconds, hopSeconds);
    fastestRise = static_cast<float> (std::pow (10.0, riseDbPerSecond * hopSeconds / 10.0));
    filtered.setConstant (numBins, numSources, 1.0f / static_cast<float> (numSources));
    power.setZero (numBins);
    for (auto* values : { &noise, &kept, &share, &above, &gain })
        values->setZero (numBins);
}

void ResidualFilter::setDepth (float decibels) noexcept
{
    lowest = std::pow (10.0f, -decibels / 20.0f);
}

void ResidualFilter::reset() noexcept
{
    noise.setZero();
    kept.setZero();
    filtered.setConstant (1.0f / static_cast<float> (filtered.cols()));
}

void ResidualFilter::update (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture) noexcept
{
    sumPower (mixture, power);
    share = (1.0f - masks.col (noiseSource).array()).max (0.0f).min (1.0f);
    follow();
    chooseGain();
    for (Eigen::Index source = 0; source < masks.cols(); ++source)
        if (source != noiseSource)
            filtered.col (source) = masks.col (source).array() * gain;
    filtered.col (noiseSource) = masks.col (noiseSource).array() + share * (1.0f - gain);
}

/** What is met for the first time is taken as it is, as far as no other source is heard in it. */
void ResidualFilter::follow() noexcept
{
    const auto unheard = (1.0f - share / heardFrom).max (0.0f);
    noise =
        (noise > tiny)
            .select (
                (noise + (1.0f - noiseMemory) * unheard * (power.array() - noise)).min (fastestRise * noise),
                unheard * power.array());
}

void ResidualFilter::chooseGain() noexcept
{
    above = memory * kept + (1.0f - memory) * (power.array() - noise).max (0.0f);
    gain = (noise > tiny).select (above / (above + noise), 1.0f).max (lowest);
    kept = (gain * share).square() * power.array();
}

} // namespace unbraid::core
