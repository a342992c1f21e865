// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/SubsonicSplit.h"

#include "Core/Spectral/Audible.h"
#include "Core/Spectral/OffsetShare.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXd;
using Eigen::VectorXf;

constexpr Index meansOfBlock = 5;
constexpr double meanSeconds = 0.1; // three such means in a row: -6 dB at 3.6 Hz, -58 dB at 30 Hz
constexpr Index knownBefore = 2, knownBehind = 2; // blocks on both sides of the next one

/** Each sample becomes the mean of those around it; of fewer at the ends. */
VectorXd runningMean (const VectorXd& samples, Index width)
{
    const Index count = samples.size(), half = width / 2;
    VectorXd sums (count + 1);
    sums[0] = 0.0;
    for (Index n = 0; n < count; ++n)
        sums[n + 1] = sums[n] + samples[n];
    VectorXd means (count);
    for (Index n = 0; n < count; ++n)
    {
        const Index begin = std::max<Index> (0, n - half), end = std::min (count, n + half + 1);
        means[n] = (sums[end] - sums[begin]) / static_cast<double> (end - begin);
    }
    return means;
}
} // namespace

void SubsonicSplit::prepare (double sampleRateHz, Index numChannels, Index firstBlock)
{
    mean = std::max<Index> (1, static_cast<Index> (std::llround (meanSeconds * sampleRateHz)));
    whole = meansOfBlock * mean;
    channels = numChannels;
    blocks.clear();
    firstIndex = nextIndex = 0;
    isComplete = false;
    if (firstBlock > 0)
        blocks.emplace_back().samples.resize (firstBlock, channels);
}

void SubsonicSplit::add (const Eigen::Ref<const MatrixXf>& frames)
{
    for (Index done = 0; done < frames.rows();)
    {
        if (blocks.empty() || blocks.back().filled == blocks.back().samples.rows())
            blocks.emplace_back().samples.resize (whole, channels);
        Block& block = blocks.back();
        const Index count = std::min (frames.rows() - done, block.samples.rows() - block.filled);
        block.samples.middleRows (block.filled, count) =
            frames.middleRows (done, count).unaryExpr ([] (float sample) { return audible (sample); });
        block.filled += count;
        done += count;
        if (block.filled == block.samples.rows())
            measure (block);
    }
}

void SubsonicSplit::end()
{
    isComplete = true;
    if (! blocks.empty() && blocks.back().filled < blocks.back().samples.rows())
    {
        Block& last = blocks.back();
        last.samples.conservativeResize (last.filled, Eigen::NoChange);
        measure (last);
    }
}

/** The low energy is that of means of a tenth of a second, smoothed over three of them; a tone of 31 Hz, alone, has less than
    `offsetShare` in it. */
void SubsonicSplit::measure (Block& block) const
{
    block.wholeEnergy = block.samples.cast<double>().squaredNorm();
    const Index numMeans = block.filled / mean;
    for (Index channel = 0; channel < channels; ++channel)
    {
        VectorXd means (numMeans);
        for (Index k = 0; k < numMeans; ++k)
            means[k] = block.samples.col (channel).segment (k * mean, mean).cast<double>().mean();
        for (Index k = 1; k + 1 < numMeans; ++k)
        {
            const double low = 0.25 * means[k - 1] + 0.5 * means[k] + 0.25 * means[k + 1];
            block.lowEnergy +=
                low * low * static_cast<double> (block.filled) / static_cast<double> (numMeans - 2);
        }
    }
}

const SubsonicSplit::Block* SubsonicSplit::blockAt (Index index) const
{
    const Index at = index - firstIndex;
    return at >= 0 && at < static_cast<Index> (blocks.size()) ? &blocks[static_cast<size_t> (at)] : nullptr;
}

bool SubsonicSplit::hasOffset (Index index) const
{
    double low = 0.0, all = 0.0;
    for (Index i = index - 1; i <= index + 1; ++i)
        if (const auto* block = blockAt (i))
        {
            low += block->lowEnergy;
            all += block->wholeEnergy;
        }
    return blockAt (index) != nullptr && low > offsetShare * all;
}

VectorXf SubsonicSplit::lowOf (Index channel) const
{
    Index before = 0, count = 0, own = 0;
    VectorXd samples (3 * whole);
    for (Index i = nextIndex - 1; i <= nextIndex + 1; ++i)
        if (const auto* block = blockAt (i))
        {
            if (i < nextIndex)
                before = block->filled;
            if (i == nextIndex)
                own = block->filled;
            samples.segment (count, block->filled) = block->samples.col (channel).cast<double>();
            count += block->filled;
        }
    samples.conservativeResize (count);
    for (int pass = 0; pass < 3; ++pass)
        samples = runningMean (samples, mean);
    return samples.segment (before, own).cast<float>();
}

bool SubsonicSplit::next (Parts& parts)
{
    const auto* block = blockAt (nextIndex);
    const auto* known = blockAt (nextIndex + knownBehind);
    if (block == nullptr || (! isComplete && (known == nullptr || known->filled < known->samples.rows())))
        return false;
    const Index count = block->filled;
    parts.rest = block->samples;
    parts.low.setZero (count, channels);
    const float isOn = hasOffset (nextIndex) ? 1.0f : 0.0f;
    const float left = hasOffset (nextIndex - 1) ? 1.0f : isOn;
    const float right = hasOffset (nextIndex + 1) ? 1.0f : isOn;
    if (left + right > 0.0f)
    {
        const VectorXf fade = VectorXf::LinSpaced (count, 0.0f, 1.0f);
        const VectorXf share =
            isOn > 0.0f ? VectorXf::Ones (count).eval()
                        : (left * (1.0f - fade.array())).max (right * fade.array()).matrix().eval();
        for (Index channel = 0; channel < channels; ++channel)
            parts.low.col (channel) = share.cwiseProduct (lowOf (channel));
        parts.rest -= parts.low;
    }
    if (++nextIndex - firstIndex > knownBefore)
    {
        blocks.pop_front();
        ++firstIndex;
    }
    return true;
}

MatrixXf withoutOffset (const MatrixXf& samples, double sampleRateHz)
{
    if (! samples.allFinite())
        return samples;
    SubsonicSplit split;
    split.prepare (sampleRateHz, samples.cols());
    MatrixXf rest (samples.rows(), samples.cols());
    SubsonicSplit::Parts parts;
    Index done = 0;
    const auto take = [&]
    {
        for (; split.next (parts); done += parts.rest.rows())
            rest.middleRows (done, parts.rest.rows()) = parts.rest;
    };
    for (Index at = 0; at < samples.rows(); at += split.blockFrames())
    {
        split.add (samples.middleRows (at, std::min (split.blockFrames(), samples.rows() - at)));
        take();
    }
    split.end();
    take();
    return rest;
}

} // namespace unbraid::core
