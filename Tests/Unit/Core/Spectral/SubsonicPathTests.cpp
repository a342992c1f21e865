// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The path is tested where it stands: in a separator.
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"
#include "Unit/Core/SeparatorRun.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr double slowRateHz = 16000.0;
constexpr Index fourSeconds = 64000;
constexpr core::SeparatorSpec pairOfChannels{ slowRateHz, 2, core::LatencyMode::balanced, 0 };

MatrixXf withOffset (MatrixXf sound, float left, float right)
{
    sound.col (0).array() += left;
    sound.col (1).array() += right;
    return sound;
}

/** Speech below 3 kHz and noise above, so that every frame has one explanation. */
core::Dictionary twoBands()
{
    auto dictionary = test::randomDictionary (1);
    const Index numSpeech = dictionary.sources.front().numAtoms, numBins = dictionary.atoms.rows();
    constexpr Index border = 96;
    constexpr float faint = 1e-4f;
    dictionary.atoms.bottomLeftCorner (numBins - border, numSpeech) *= faint;
    dictionary.atoms.topRightCorner (border, dictionary.atoms.cols() - numSpeech) *= faint;
    core::normaliseAtoms (dictionary.atoms);
    return dictionary;
}

core::SeparatorSettings unadapted()
{
    core::SeparatorSettings settings;
    settings.adaptation.enabled = false; // what was learned before the offset was found stays
    return settings;
}
} // namespace

TEST_CASE ("An offset goes to one source as it is, and changes the others little")
{
    auto plain = test::makeSeparator (pairOfChannels, twoBands(), unadapted());
    auto moved = test::makeSeparator (pairOfChannels, twoBands(), unadapted());
    const MatrixXf sound = test::noisyTones (fourSeconds, 2, slowRateHz);
    const MatrixXf input = withOffset (sound, 0.5f, -0.3f);
    const MatrixXf expected = test::run (plain, sound, 100), output = test::run (moved, input, 100);
    const Index latency = moved.latencySamples(), length = fourSeconds - latency;
    const MatrixXf sum = output.leftCols (2) + output.rightCols (2);
    CHECK ((sum.bottomRows (length) - input.topRows (length)).cwiseAbs().maxCoeff() < 2e-6f); // rounding

    // after two seconds the low-pass has settled and the path has faded in
    const MatrixXf change = (output - expected).bottomRows (fourSeconds / 2);
    const Index holder = change.col (0).mean() > 0.25f ? 0 : 1, other = 1 - holder;
    for (const Index channel : { 0, 1 })
    {
        const float offset = channel == 0 ? 0.5f : -0.3f;
        CHECK (change.col (2 * holder + channel).mean() == Approx (offset).margin (1e-3));
        // the low-pass leaves 40 dB of the tones' energy below it: noise of -50 dB moves between the sources
        CHECK ((change.col (2 * holder + channel).array() - offset).abs().maxCoeff() < 0.01f);
        CHECK (change.col (2 * other + channel).cwiseAbs().maxCoeff() < 0.01f);
    }
}

TEST_CASE ("With an offset the output is the same bit for bit for all blocks, and again after a reset")
{
    const auto dictionary = test::randomDictionary (1);
    const MatrixXf input = withOffset (test::noisyTones (fourSeconds / 2, 2, slowRateHz), 0.2f, 0.2f);
    auto separator = test::makeSeparator (pairOfChannels, dictionary);
    const MatrixXf expected = test::run (separator, input, input.rows());
    for (const Index block : { 1, 319, 320, 333, 5000 })
    {
        separator.reset();
        CHECK (test::run (separator, input, block) == expected);
    }
}

TEST_CASE ("The offset ends with the sound: behind it there is silence in every source")
{
    auto separator = test::makeSeparator (pairOfChannels, test::randomDictionary (1));
    MatrixXf input = withOffset (test::noisyTones (fourSeconds, 2, slowRateHz), 0.2f, 0.2f);
    input.bottomRows (fourSeconds / 2).setZero();
    const MatrixXf output = test::run (separator, input, 512);
    CHECK (output.topRows (fourSeconds / 2).cwiseAbs().maxCoeff() > 0.1f);
    CHECK (output.bottomRows (fourSeconds / 4).isZero (0.0f));
}

TEST_CASE ("The path around the model neither allocates nor locks")
{
    if (test::skippedWithoutTrap())
        return;
    auto separator = test::makeSeparator (pairOfChannels, test::randomDictionary (1));
    const MatrixXf input = withOffset (test::noisyTones (fourSeconds / 2, 2, slowRateHz), 0.2f, 0.2f);
    MatrixXf output (input.rows(), 4);
    const float* from[] = { input.col (0).data(), input.col (1).data() };
    float* to[] = { output.col (0).data(), output.col (1).data(), output.col (2).data(),
                    output.col (3).data() };
    test::RealtimeTrap trap;
    separator.process (from, to, input.rows());
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}
