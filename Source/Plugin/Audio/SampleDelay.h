// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <algorithm>

namespace unbraid::plugin
{

/** Delays one channel by a fixed number of samples: the dry sound, late as the separated one. */
class SampleDelay
{
public:
    /** [worker] allocates */
    void prepare (Eigen::Index numSamples) { memory.setZero (numSamples); }

    /** [audio] */
    void reset() noexcept
    {
        memory.setZero();
        position = 0;
    }

    /** A delay of no samples passes the sound on. in and out hold `numSamples` samples and may be the same. [audio] */
    void process (const float* in, float* out, Eigen::Index numSamples) noexcept
    {
        if (memory.size() == 0)
        {
            std::copy_n (in, numSamples, out);
            return;
        }
        for (Eigen::Index i = 0; i < numSamples; ++i)
        {
            const float sample = in[i];
            out[i] = memory[position];
            memory[position] = sample;
            position = position + 1 == memory.size() ? 0 : position + 1;
        }
    }

private:
    Eigen::VectorXf memory;
    Eigen::Index position = 0;
};

} // namespace unbraid::plugin
