// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/StripMixer.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
constexpr double glideSeconds = 0.02;

/** Gain of one side: the other side of a pan fades, the centre is 0 dB. */
float panGain (float pan, Eigen::Index channel, Eigen::Index mixChannels)
{
    if (mixChannels == 1)
        return 1.0f;
    return std::clamp (channel == 0 ? 1.0f - pan : 1.0f + pan, 0.0f, 1.0f);
}
} // namespace

void StripMixer::prepare (double sampleRateHz, const std::vector<bool>& isTarget, Eigen::Index sourceChannels,
                          Eigen::Index channelsOfMix)
{
    glideSamples = std::max (1, static_cast<int> (std::lround (glideSeconds * sampleRateHz)));
    channels = sourceChannels;
    mixChannels = channelsOfMix;
    targets = isTarget;
    gains.assign (targets.size() * static_cast<size_t> (mixChannels), Glide());
    for (auto* values : { &mixShare, &dryShare, &presence })
        values->setZero (maxChunk);
    reset();
}

void StripMixer::aim (Glide& glide, float value) const noexcept
{
    if (isFresh)
        glide.jumpTo (value);
    else
        glide.aimAt (value, glideSamples);
}

bool StripMixer::isAnySoloed (const Controls& controls) const noexcept
{
    const auto numUsed = std::min<size_t> (targets.size(), numStrips);
    return std::any_of (controls.strips.begin(), controls.strips.begin() + numUsed,
                        [] (const StripControls& strip) { return strip.isSoloed; });
}

void StripMixer::aimAt (const Controls& controls) noexcept
{
    const bool isSolo = isAnySoloed (controls);
    for (size_t source = 0; source < targets.size(); ++source)
    {
        const auto& strip = controls.strips[stripOf (source)];
        const bool isAudible = ! strip.isMuted && (strip.isSoloed || ! isSolo);
        const float gain = isAudible ? strip.gain * (targets[source] ? 1.0f : controls.reduction) : 0.0f;
        for (Eigen::Index channel = 0; channel < mixChannels; ++channel)
            aim (gains[source * static_cast<size_t> (mixChannels) + static_cast<size_t> (channel)],
                 gain * panGain (strip.pan, channel, mixChannels));
    }
    aim (wet, controls.wet);
    aim (delta, controls.isDelta ? 1.0f : 0.0f);
    aim (active, controls.isBypassed ? 0.0f : 1.0f);
    isFresh = false;
}

void StripMixer::process (const Eigen::MatrixXf& sources, const Eigen::MatrixXf& dry, Eigen::MatrixXf& mix,
                          Eigen::Index numSamples) noexcept
{
    mix.topRows (numSamples).setZero();
    for (size_t source = 0; source < targets.size(); ++source)
        for (Eigen::Index channel = 0; channel < mixChannels; ++channel)
        {
            auto& gain = gains[source * static_cast<size_t> (mixChannels) + static_cast<size_t> (channel)];
            const auto from = sources.col (static_cast<Eigen::Index> (source) * channels +
                                           std::min (channel, channels - 1));
            auto to = mix.col (channel);
            if (gain.isMoving())
                for (Eigen::Index i = 0; i < numSamples; ++i)
                    to[i] += gain.next() * from[i];
            else
                to.head (numSamples) += gain.value() * from.head (numSamples);
        }
    blend (dry, mix, numSamples);
}

void StripMixer::silenceBypassed (Eigen::MatrixXf& sources, Eigen::Index numSamples) const noexcept
{
    const auto activeShare = presence.head (numSamples);
    if (activeShare.minCoeff() < 1.0f)
        for (Eigen::Index column = 0; column < sources.cols(); ++column)
            sources.col (column).head (numSamples).array() *= activeShare.array();
}

/** out = a (w mix + (1 - w) dry), its delta, and dry for what is bypassed, as one weighted sum of the two:
    with d for delta, mix weighs a w (1 - 2 d) and dry a ((1 - w)(1 - 2 d) + d) + 1 - a. */
void StripMixer::blend (const Eigen::MatrixXf& dry, Eigen::MatrixXf& mix, Eigen::Index numSamples) noexcept
{
    for (Eigen::Index i = 0; i < numSamples; ++i)
    {
        const float w = wet.next(), d = delta.next(), a = active.next();
        const float sign = 1.0f - 2.0f * d;
        mixShare[i] = a * w * sign;
        dryShare[i] = a * ((1.0f - w) * sign + d) + 1.0f - a;
        presence[i] = a;
    }
    for (Eigen::Index channel = 0; channel < mixChannels; ++channel)
    {
        auto out = mix.col (channel).head (numSamples).array();
        const auto in = dry.col (std::min (channel, channels - 1)).head (numSamples).array();
        out = mixShare.head (numSamples).array() * out + dryShare.head (numSamples).array() * in;
    }
}

} // namespace unbraid::plugin
