// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/Production.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index gainBlock = 32;         // samples between two gains; lines join them
constexpr float noEnergy = 1e-12f;      // 120 dB below full scale
constexpr double limiterSeconds = 0.08; // of its release

Index numBlocks (Index numSamples)
{
    return (numSamples + gainBlock - 1) / gainBlock;
}

/** Something of each block of the samples. */
template <class Measure>
Eigen::ArrayXf ofBlocks (const Eigen::VectorXf& samples, const Measure& measure)
{
    Eigen::ArrayXf values (numBlocks (samples.size()));
    for (Index block = 0; block < values.size(); ++block)
    {
        const Index first = block * gainBlock;
        values[block] = measure (samples.segment (first, std::min (gainBlock, samples.size() - first)));
    }
    return values;
}

Eigen::ArrayXf powers (const Eigen::VectorXf& samples)
{
    return ofBlocks (samples, [] (const auto& block)
                     { return block.squaredNorm() / static_cast<float> (block.size()); });
}

Eigen::ArrayXf peaks (const Eigen::VectorXf& samples)
{
    return ofBlocks (samples, [] (const auto& block) { return block.cwiseAbs().maxCoeff(); });
}

/** The share by which a value of each block follows, for a time constant. */
float followShare (double seconds, double sampleRateHz)
{
    return static_cast<float> (1.0 - std::exp (-static_cast<double> (gainBlock) / (seconds * sampleRateHz)));
}

/** Gains between the blocks, one more than blocks.
    power  of each block */
Eigen::ArrayXf compressorGains (const Compression& compression, double sampleRateHz,
                                const Eigen::ArrayXf& power)
{
    const float attack = followShare (compression.attackSeconds, sampleRateHz);
    const float release = followShare (compression.releaseSeconds, sampleRateHz);
    const float mean = power.mean() + noEnergy;
    const auto slope = static_cast<float> (1.0 / compression.ratio - 1.0);
    const float threshold = 10.0f * std::log10 (mean) + static_cast<float> (compression.thresholdDb);
    const auto gainFor = [&] (float level)
    {
        const float over = std::max (0.0f, 10.0f * std::log10 (level + noEnergy) - threshold);
        return amplitudeOf (static_cast<double> (slope * over));
    };
    Eigen::ArrayXf gains (power.size() + 1);
    float level = mean;
    gains[0] = gainFor (level);
    for (Index block = 0; block < power.size(); ++block)
    {
        level += (power[block] > level ? attack : release) * (power[block] - level);
        gains[block + 1] = gainFor (level);
    }
    return gains;
}

/** Gains between the blocks with which no block's peak is above the ceiling. */
Eigen::ArrayXf limiterGains (float ceiling, double sampleRateHz, const Eigen::ArrayXf& peak)
{
    const float release = followShare (limiterSeconds, sampleRateHz);
    const auto allowed = [&] (Index block) {
        return block < 0 || block >= peak.size() ? 1.0f : std::min (1.0f, ceiling / (peak[block] + noEnergy));
    };
    Eigen::ArrayXf gains (peak.size() + 1);
    float gain = 1.0f;
    for (Index border = 0; border < gains.size(); ++border)
    {
        gain += release * (1.0f - gain);
        gain = std::min ({ gain, allowed (border - 1), allowed (border) });
        gains[border] = gain;
    }
    return gains;
}

void applyGains (const Eigen::ArrayXf& gains, Eigen::Ref<Eigen::VectorXf> samples)
{
    for (Index n = 0; n < samples.size(); ++n)
    {
        const Index block = n / gainBlock;
        const float way = static_cast<float> (n % gainBlock) / static_cast<float> (gainBlock);
        samples[n] *= gains[block] + way * (gains[block + 1] - gains[block]);
    }
}

void applyGains (const Eigen::ArrayXf& gains, ChannelSounds& channel)
{
    for (Index source = 0; source < channel.stems.cols(); ++source)
        applyGains (gains, channel.stems.col (source));
    applyGains (gains, channel.mixture);
}

void applyGains (const Eigen::ArrayXf& gains, Mixture& mixture)
{
    applyGains (gains, static_cast<ChannelSounds&> (mixture));
    if (mixture.right)
        applyGains (gains, *mixture.right);
}
} // namespace

float Sides::peak() const
{
    const float ofLeft = left.cwiseAbs().maxCoeff();
    return isStereo() ? std::max (ofLeft, right.cwiseAbs().maxCoeff()) : ofLeft;
}

void saturate (double driveDb, Sides& sound)
{
    const float peak = sound.peak(), drive = amplitudeOf (driveDb);
    if (peak == 0.0f)
        return;
    const float level = peak / std::tanh (drive);
    sound.forEach ([&] (Eigen::VectorXf& samples)
                   { samples = level * (samples.array() * (drive / peak)).tanh().matrix(); });
}

Compression drawCompression (const SongMixing& settings, Draws& draws)
{
    Compression compression;
    compression.thresholdDb = draws.uniform (settings.thresholdDb);
    compression.ratio = draws.logUniform (settings.compressionRatio);
    compression.attackSeconds = draws.logUniform (settings.attackSeconds);
    compression.releaseSeconds = draws.logUniform (settings.releaseSeconds);
    return compression;
}

void compress (const Compression& compression, double sampleRateHz, Sides& sound)
{
    Eigen::ArrayXf power = powers (sound.left);
    if (sound.isStereo())
        power = 0.5f * (power + powers (sound.right));
    const Eigen::ArrayXf gains = compressorGains (compression, sampleRateHz, power);
    sound.forEach ([&] (Eigen::VectorXf& samples) { applyGains (gains, samples); });
}

void master (const SongMixing& settings, double sampleRateHz, Draws& draws, Mixture& mixture)
{
    const bool isCompressed = draws.chance (settings.busCompressionProbability);
    const auto compression = drawCompression (settings, draws);
    const bool isLimited = draws.chance (settings.limiterProbability);
    const double ceilingDb = draws.uniform (settings.limiterDb);
    if (isCompressed)
    {
        Eigen::ArrayXf power = powers (mixture.mixture);
        if (mixture.right)
            power = 0.5f * (power + powers (mixture.right->mixture));
        applyGains (compressorGains (compression, sampleRateHz, power), mixture);
    }
    if (isLimited)
    {
        Eigen::ArrayXf peak = peaks (mixture.mixture);
        if (mixture.right)
            peak = peak.max (peaks (mixture.right->mixture)).eval();
        const float ceiling = peak.maxCoeff() * amplitudeOf (-ceilingDb);
        applyGains (limiterGains (ceiling, sampleRateHz, peak), mixture);
    }
}

} // namespace unbraid::unfolding
