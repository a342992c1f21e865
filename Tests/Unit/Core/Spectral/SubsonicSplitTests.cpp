// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/SubsonicSplit.h"

#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using core::SubsonicSplit;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr double splitRateHz = 8000.0;

/** The parts of a whole recording, which comes in blocks. */
SubsonicSplit::Parts partsOf (const MatrixXf& recording, Index block, bool isBackwards = false)
{
    SubsonicSplit split;
    split.prepare (splitRateHz, recording.cols());
    if (isBackwards)
        split.prepare (splitRateHz, recording.cols(), recording.rows() % split.blockFrames());
    SubsonicSplit::Parts whole{ MatrixXf (recording.rows(), recording.cols()),
                                MatrixXf (recording.rows(), recording.cols()) };
    SubsonicSplit::Parts parts;
    Index done = 0;
    const auto take = [&]
    {
        while (split.next (parts))
        {
            whole.rest.middleRows (done, parts.rest.rows()) = parts.rest;
            whole.low.middleRows (done, parts.low.rows()) = parts.low;
            done += parts.low.rows();
        }
    };
    for (Index at = 0; at < recording.rows(); at += block)
    {
        split.add (recording.middleRows (at, std::min (block, recording.rows() - at)));
        take();
    }
    split.end();
    take();
    REQUIRE (done == recording.rows());
    return whole;
}

MatrixXf soundOf (Index numFrames, float offset)
{
    MatrixXf sound = test::noisyTones (numFrames, 2, splitRateHz);
    sound.array() += offset;
    return sound;
}
} // namespace

TEST_CASE ("A recording without an offset passes bit for bit, whatever its length")
{
    for (const Index length : { 0, 1, 799, 800, 3999, 4000, 4001, 12000, 30001 })
    {
        const MatrixXf sound = soundOf (length, 0.0f);
        const auto parts = partsOf (sound, 777);
        CHECK (parts.rest == sound);
        CHECK (parts.low.isZero (0.0f));
    }
}

TEST_CASE ("An offset is split off from the first sample to the last, and the parts sum to the recording")
{
    for (const Index length : { 4000, 20001, 30799 })
    {
        const MatrixXf sound = soundOf (length, 0.25f);
        const auto parts = partsOf (sound, 5000);
        CHECK ((parts.rest + parts.low - sound).cwiseAbs().maxCoeff() < 1e-7f);
        // means of 800 and more samples of a tone of 440 Hz and of noise of 0.05
        CHECK ((parts.low.array() - 0.25f).abs().maxCoeff() < 0.01f);
    }
}

TEST_CASE ("What is split off does not depend on the blocks that come in, nor on the direction")
{
    MatrixXf sound = soundOf (30799, 0.0f);
    sound.middleRows (13000, 9000).array() += 0.3f; // the offset comes and goes
    const auto expected = partsOf (sound, sound.rows());
    REQUIRE (expected.low.cwiseAbs().maxCoeff() > 0.29f);
    REQUIRE (expected.low.topRows (4000).isZero (0.0f));
    CHECK (partsOf (sound, 1).low == expected.low);
    CHECK (partsOf (sound, 4000).low == expected.low);
    const auto backwards = partsOf (sound.colwise().reverse(), 1234, true);
    CHECK ((backwards.low.colwise().reverse() - expected.low).cwiseAbs().maxCoeff() < 1e-6f);
}
