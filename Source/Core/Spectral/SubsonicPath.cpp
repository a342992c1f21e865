// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/SubsonicPath.h"

#include "Core/Spectral/Audible.h"
#include "Core/Spectral/OffsetShare.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double cutoffHz = 5.0;
constexpr double segmentSeconds = 0.02;  // between two judgements
constexpr double energySeconds = 0.5;    // in which the judged energies fade
constexpr double suspicionSeconds = 0.5; // that an offset must last
constexpr double fadeInSeconds = 0.5;
constexpr double silentSeconds = 0.001; // of zeros, after which the offset is gone as well
constexpr double sourceMemorySeconds = 30.0;
constexpr double handOverSeconds = 2.0; // slow enough to stay below the cutoff itself
constexpr float muchMore = 2.0f;        // energy of a source that takes over from another

Index samplesOf (double seconds, double sampleRateHz)
{
    return std::max<Index> (1, static_cast<Index> (std::llround (seconds * sampleRateHz)));
}
} // namespace

void SubsonicPath::prepare (double sampleRateHz, Index numChannels, Index numSources, Index latencySamples,
                            double hopSeconds)
{
    channels = numChannels;
    latency = latencySamples;
    coefficient = 1.0 - std::exp (-2.0 * std::numbers::pi * cutoffHz / sampleRateHz);
    maxZeros = samplesOf (silentSeconds, sampleRateHz);
    segment = samplesOf (segmentSeconds, sampleRateHz);
    fadeLength = samplesOf (fadeInSeconds, sampleRateHz);
    handOverLength = samplesOf (handOverSeconds, sampleRateHz);
    energyMemory = static_cast<float> (std::exp (-hopSeconds / sourceMemorySeconds));
    lowPasses.assign (static_cast<size_t> (channels), {});
    restSamples.resize (segment, channels);
    restPointers.clear();
    for (Index channel = 0; channel < channels; ++channel)
        restPointers.push_back (restSamples.col (channel).data());
    delayed.resize (latency + segment, channels);
    energies.resize (numSources);
    reset();
}

void SubsonicPath::reset() noexcept
{
    std::fill (lowPasses.begin(), lowPasses.end(), LowPass{});
    taken = inSegment = at = actedFor = 0;
    lowEnergy = wholeEnergy = 0.0;
    suspicions = 0;
    isActing = hasHolder = false;
    delayed.setZero();
    energies.setZero();
    holder = formerHolder = 0;
    handOver = handOverLength;
}

double SubsonicPath::fadeInAt (Index sample) const noexcept
{
    return std::min (1.0, static_cast<double> (actedFor + sample) / static_cast<double> (fadeLength));
}

Index SubsonicPath::split (const float* const* inputs, Index from, Index count) noexcept
{
    taken = std::min (count, segment - inSegment);
    for (Index channel = 0; channel < channels; ++channel)
        takeIn (inputs[channel] + from, channel, taken);
    if (isActing)
        actedFor = std::min (fadeLength, actedFor + taken);
    inSegment += taken;
    if (inSegment == segment)
        judge();
    return taken;
}

void SubsonicPath::takeIn (const float* input, Index channel, Index count) noexcept
{
    LowPass& state = lowPasses[static_cast<size_t> (channel)];
    float* rested = restSamples.col (channel).data();
    float* ring = delayed.col (channel).data();
    for (Index n = 0; n < count; ++n)
    {
        const float sample = audible (input[n]);
        state.numZeros = sample == 0.0f ? state.numZeros + 1 : 0;
        if (state.numZeros >= maxZeros)
            state.first = state.second = 0.0;
        const auto value = static_cast<double> (sample);
        state.first += coefficient * (value - state.first);
        state.second += coefficient * (state.first - state.second);
        state.lowEnergy += state.second * state.second;
        state.wholeEnergy += value * value;
        const float split = isActing ? static_cast<float> (fadeInAt (n) * state.second) : 0.0f;
        rested[n] = isActing ? sample - split : input[n];
        if (isActing)
            ring[(at + n) % delayed.rows()] = split;
    }
}

void SubsonicPath::judge() noexcept
{
    constexpr double kept = 1.0 - segmentSeconds / energySeconds;
    lowEnergy *= kept;
    wholeEnergy *= kept;
    for (auto& state : lowPasses)
    {
        lowEnergy += std::exchange (state.lowEnergy, 0.0);
        wholeEnergy += std::exchange (state.wholeEnergy, 0.0);
    }
    inSegment = 0;
    constexpr int enough = static_cast<int> (suspicionSeconds / segmentSeconds);
    suspicions = lowEnergy > offsetShare * wholeEnergy ? std::min (enough, suspicions + 1) : 0;
    isActing = isActing || suspicions == enough;
}

void SubsonicPath::weigh (const Eigen::MatrixXcf& sources) noexcept
{
    if (! isActing)
        return;
    for (Index source = 0; source < energies.size(); ++source)
        energies[source] =
            energyMemory * energies[source] + sources.middleCols (source * channels, channels).squaredNorm();
    Index strongest = 0;
    const float most = energies.maxCoeff (&strongest);
    if (! hasHolder)
        holder = formerHolder = strongest;
    else if (handOver == handOverLength && most > muchMore * energies[holder])
    {
        formerHolder = holder;
        holder = strongest;
        handOver = 0;
    }
    hasHolder = hasHolder || most > 0.0f;
}

void SubsonicPath::giveBack (float* const* outputs) noexcept
{
    if (! isActing)
        return;
    const Index rows = delayed.rows();
    for (Index channel = 0; channel < channels; ++channel)
    {
        float* to = outputs[holder * channels + channel];
        float* former = outputs[formerHolder * channels + channel];
        const float* ring = delayed.col (channel).data();
        for (Index n = 0; n < taken; ++n)
        {
            const float low = ring[(at + n + rows - latency) % rows];
            const Index passed = std::min (handOverLength, handOver + n);
            const float given = low * static_cast<float> (passed) / static_cast<float> (handOverLength);
            to[n] += given;
            former[n] += low - given;
        }
    }
    at = (at + taken) % rows;
    handOver = std::min (handOverLength, handOver + taken);
}

} // namespace unbraid::core
