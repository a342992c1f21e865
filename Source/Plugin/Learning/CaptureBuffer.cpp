// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/CaptureBuffer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace unbraid::plugin
{

static_assert (std::atomic<Eigen::Index>::is_always_lock_free && std::atomic<float>::is_always_lock_free,
               "the audio thread must not wait");

CaptureBuffer::CaptureBuffer (double sampleRateHz, Eigen::Index numChannels, double maxSeconds)
    : rateHz (sampleRateHz)
    , memory (static_cast<Eigen::Index> (std::ceil (sampleRateHz * maxSeconds)), numChannels)
{
    assert (sampleRateHz > 0.0 && numChannels > 0 && maxSeconds > 0.0);
    memory.setOnes(); // not zeros: memory of zeros may come without pages
}

void CaptureBuffer::add (const float* const* channels, Eigen::Index numSamples) noexcept
{
    const Eigen::Index at = count.load (std::memory_order_relaxed);
    const Eigen::Index taken = std::min (numSamples, capacity() - at);
    float highest = loudest.load (std::memory_order_relaxed);
    for (Eigen::Index channel = 0; channel < memory.cols(); ++channel)
    {
        const float* from = channels[channel];
        float* to = memory.col (channel).data() + at;
        for (Eigen::Index n = 0; n < taken; ++n)
        {
            to[n] = std::isfinite (from[n]) ? from[n] : 0.0f;
            highest = std::max (highest, std::abs (to[n]));
        }
    }
    loudest.store (highest, std::memory_order_relaxed);
    count.store (at + taken, std::memory_order_release);
}

} // namespace unbraid::plugin
