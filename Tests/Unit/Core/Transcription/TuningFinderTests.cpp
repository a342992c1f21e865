// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/TuningFinder.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;

namespace
{
/** A scale of decaying notes with eight partials, A4 at that frequency. */
Eigen::VectorXf scaleTunedTo (double tuningHz, double sampleRateHz)
{
    const auto length = static_cast<Eigen::Index> (0.45 * sampleRateHz);
    Eigen::VectorXf samples (8 * length);
    Eigen::Index at = 0;
    for (const int note : { 60, 62, 64, 65, 67, 69, 71, 72 })
    {
        const double hz = tuningHz * std::exp2 ((note - 69) / 12.0);
        for (Eigen::Index n = 0; n < length; ++n)
        {
            const double t = static_cast<double> (n) / sampleRateHz;
            double sum = 0.0;
            for (int partial = 1; partial <= 8; ++partial)
                sum += std::sin (2.0 * M_PI * hz * partial * t) / partial;
            samples[at++] = static_cast<float> (0.2 * std::exp (-3.0 * t) * sum);
        }
    }
    return samples;
}

std::optional<double> tuningOf (const Eigen::VectorXf& samples, double sampleRateHz)
{
    core::TuningFinder finder;
    REQUIRE (finder.prepare (sampleRateHz).ok());
    for (Eigen::Index first = 0; first < samples.size(); first += 1000)
        finder.add (samples.segment (first, std::min<Eigen::Index> (1000, samples.size() - first)));
    return finder.tuningHz();
}
} // namespace

TEST_CASE ("The tuning of a scale is found, at any rate")
{
    constexpr double toleranceCents =
        3.0; // the fifth and seventh partials are 14 and 31 cents below the notes
    for (const double rateHz : { 16000.0, 44100.0 })
        for (const double tuningHz : { 440.0, 432.0, 444.0, 440.0 / 1.02, 448.0 })
        {
            INFO (rateHz << " " << tuningHz);
            const auto found = tuningOf (scaleTunedTo (tuningHz, rateHz), rateHz);
            REQUIRE (found);
            CHECK (core::centsFromStandard (*found) ==
                   Approx (core::centsFromStandard (tuningHz)).margin (toleranceCents));
        }
    const auto louder = tuningOf (100.0f * scaleTunedTo (432.0, 16000.0), 16000.0);
    CHECK (louder.value() == Approx (*tuningOf (scaleTunedTo (432.0, 16000.0), 16000.0)));
}

TEST_CASE ("Between two keys the tuning is that of either")
{
    const auto found = tuningOf (scaleTunedTo (427.5, 16000.0), 16000.0); // half a semitone below
    REQUIRE (found);
    CHECK (std::abs (core::centsFromStandard (*found)) == Approx (50.0).margin (3.0));
}

TEST_CASE ("What is not tuned has no tuning: noise, a glide, silence, nothing")
{
    test::Random random (5);
    CHECK_FALSE (tuningOf (random.noise (160000, 0.3f), 16000.0));
    Eigen::VectorXf glide (160000); // an octave and a half, over every cent alike
    double phase = 0.0;
    for (Eigen::Index n = 0; n < glide.size(); ++n)
    {
        phase += 2.0 * M_PI * 200.0 * std::exp2 (1.5 * static_cast<double> (n) / 160000.0) / 16000.0;
        glide[n] = static_cast<float> (0.3 * std::sin (phase));
    }
    CHECK_FALSE (tuningOf (glide, 16000.0));
    CHECK_FALSE (tuningOf (Eigen::VectorXf::Zero (160000), 16000.0));
    CHECK_FALSE (tuningOf (Eigen::VectorXf(), 16000.0));
}
