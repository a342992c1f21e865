// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
constexpr double frameSeconds = 0.02;
constexpr float activeShare = 1e-3f; // of the loudest frame's power: 30 dB
} // namespace

float activeRms (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    if (samples.size() == 0)
        return 0.0f;
    const auto frame =
        std::clamp<Eigen::Index> (std::lround (frameSeconds * sampleRateHz), 1, samples.size());
    Eigen::ArrayXf powers (samples.size() / frame);
    for (Eigen::Index i = 0; i < powers.size(); ++i)
        powers[i] = samples.segment (i * frame, frame).squaredNorm() / static_cast<float> (frame);
    const float threshold = powers.maxCoeff() * activeShare;
    const auto isActive = (powers > threshold).eval();
    const auto numActive = isActive.count();
    if (numActive == 0)
        return 0.0f;
    return std::sqrt (isActive.select (powers, 0.0f).sum() / static_cast<float> (numActive));
}

float plainRms (const Eigen::Ref<const Eigen::VectorXf>& samples) noexcept
{
    return samples.size() == 0 ? 0.0f
                               : std::sqrt (samples.squaredNorm() / static_cast<float> (samples.size()));
}

float amplitudeOf (double gainDb) noexcept
{
    return static_cast<float> (std::pow (10.0, gainDb / 20.0));
}

} // namespace unbraid::unfolding
