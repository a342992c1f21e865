// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Random.h"
#include "Support/UnfoldedDictionary.h"
#include "Training/Enrolment/Enrolment.h"
#include "Training/Enrolment/VoiceFrames.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;

namespace
{
constexpr double voiceRateHz = 16000.0;

/** Noise, loud in that share of every second. */
Eigen::VectorXf halting (double share, double snrDb, double seconds)
{
    test::Random random (3);
    Eigen::VectorXf samples = random.noise (static_cast<Eigen::Index> (seconds * voiceRateHz), 0.3f);
    const auto period = static_cast<Eigen::Index> (voiceRateHz),
               spoken = static_cast<Eigen::Index> (share * voiceRateHz);
    const auto quiet = static_cast<float> (std::pow (10.0, -snrDb / 20.0));
    for (Eigen::Index n = 0; n < samples.size(); ++n)
        if (n % period >= spoken)
            samples[n] *= quiet;
    return samples;
}
} // namespace

TEST_CASE ("A recording of a voice is judged by how much is spoken, and by what lies below")
{
    for (const double snrDb : { 12.0, 20.0, 40.0 })
    {
        INFO (snrDb);
        const auto judged = training::judgeVoice (halting (0.6, snrDb, 10.0), voiceRateHz);
        CHECK (judged.snrDb == Approx (snrDb).margin (1.5));
        CHECK (judged.speechSeconds == Approx (6.0).margin (0.1));
    }
    const auto louder = training::judgeVoice (1e-3f * halting (0.6, 40.0, 10.0), voiceRateHz);
    CHECK (louder.speechSeconds == Approx (6.0).margin (0.1));
    CHECK (louder.snrDb == Approx (40.0).margin (1.5));
}

TEST_CASE ("Silence and next to nothing are no speech")
{
    CHECK (training::judgeVoice (Eigen::VectorXf::Zero (48000), voiceRateHz).speechSeconds == 0.0);
    CHECK (training::judgeVoice (Eigen::VectorXf(), voiceRateHz).speechSeconds == 0.0);
    CHECK (training::judgeVoice (Eigen::VectorXf::Ones (100), voiceRateHz).speechSeconds == 0.0);
}

namespace
{
/** A voice of that pitch whose vowels go round: harmonics under two moving formants, with pauses. */
Eigen::VectorXf vowels (double pitchHz, double tract, double seconds)
{
    Eigen::VectorXf samples (static_cast<Eigen::Index> (seconds * voiceRateHz));
    for (Eigen::Index n = 0; n < samples.size(); ++n)
    {
        const double t = static_cast<double> (n) / voiceRateHz;
        const double low = tract * (500.0 + 200.0 * std::sin (7.0 * t)),
                     high = tract * (1500.0 + 500.0 * std::sin (11.0 * t));
        double sum = 0.0;
        for (int k = 1; k * pitchHz < 3500.0; ++k)
        {
            const double hz = k * pitchHz;
            const auto peak = [hz] (double at) { return 1.0 / (1.0 + std::pow ((hz - at) / 120.0, 2.0)); };
            sum += (peak (low) + 0.5 * peak (high)) * std::sin (2.0 * M_PI * hz * t + k);
        }
        samples[n] = std::fmod (t, 1.0) < 0.7 ? static_cast<float> (0.1 * sum) : 0.0f;
    }
    return samples;
}

/** One that learns voices, along random directions as large as those that are found. */
core::Dictionary learner()
{
    auto dictionary = test::unfoldedDictionary (3, { .refiningUnits = 5, .speakerValues = 24 });
    test::Random random (9);
    dictionary.unfolding->speaker->weights = test::uniformMatrix (random, 24, core::numVoiceStatistics, 1.0f);
    return dictionary;
}

bool soundsLikeTwo (const Eigen::VectorXf& samples)
{
    const auto enrolled = training::enrolVoice (learner(), { samples });
    REQUIRE (enrolled.ok());
    return enrolled.value().recording.isOfTwoVoices;
}
} // namespace

TEST_CASE ("Two voices in one recording are noticed, one voice is not taken for two")
{
    const auto one = vowels (110.0, 1.0, 20.0);
    Eigen::VectorXf two = one;
    two.tail (two.size() / 2) = vowels (210.0, 1.25, 20.0).tail (two.size() / 2);
    CHECK_FALSE (soundsLikeTwo (one));
    CHECK (soundsLikeTwo (two));
}

TEST_CASE ("Two voices at once are noticed, and sound that keeps its level is not taken for speech")
{
    const Eigen::VectorXf both = vowels (110.0, 1.0, 20.0) + 0.8f * vowels (171.0, 1.25, 20.0);
    CHECK (soundsLikeTwo (both));
    const auto together = training::observeVoice (both, voiceRateHz);
    const auto alone = training::observeVoice (vowels (110.0, 1.0, 20.0), voiceRateHz);
    REQUIRE ((together.ok() && alone.ok()));
    CHECK (together.value().severalShare > 0.2);
    CHECK (alone.value().severalShare < 0.02);

    // A chord that is held, and the same with the levels of syllables.
    Eigen::VectorXf even (static_cast<Eigen::Index> (10.0 * voiceRateHz)), lively;
    for (Eigen::Index n = 0; n < even.size(); ++n)
        even[n] = static_cast<float> (0.1 * std::sin (0.08 * static_cast<double> (n)) +
                                      0.1 * std::sin (0.1008 * static_cast<double> (n)));
    lively = even;
    for (Eigen::Index n = 0; n < lively.size(); ++n)
        lively[n] *=
            std::exp (2.0f * static_cast<float> (std::sin (0.0025 * static_cast<double> (n)))); // 6 a second
    CHECK (training::observeVoice (even, voiceRateHz).value().levelStepDb < 0.5);
    CHECK (training::observeVoice (lively, voiceRateHz).value().levelStepDb > 2.0);
    CHECK (training::observeVoice (halting (0.6, 40.0, 10.0), voiceRateHz).value().count > 250);
    CHECK (training::observeVoice (Eigen::VectorXf(), voiceRateHz).value().count == 0);
    CHECK (training::observeVoice (Eigen::VectorXf::Zero (48000), voiceRateHz).value().count == 0);
    CHECK (training::observeVoice (1e-3f * both, voiceRateHz).value().severalShare ==
           Approx (together.value().severalShare).margin (0.005)); // rounding at the limits
}

TEST_CASE ("Where nobody speaks aloud no voice is learned")
{
    const auto whispered = training::enrolVoice (learner(), { halting (0.6, 40.0, 10.0) });
    REQUIRE_FALSE (whispered.ok());
    CHECK_THAT (whispered.error().message(), Catch::Contains ("Nobody speaks aloud"));
}

TEST_CASE ("A dictionary that learns no voice is refused for an enrolment")
{
    const auto refused = training::enrolVoice (core::Dictionary{}, { halting (0.6, 40.0, 10.0) });
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().message().find ("does not learn a voice") != std::string::npos);
}
