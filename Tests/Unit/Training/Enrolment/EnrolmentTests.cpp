// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Random.h"
#include "Training/Enrolment/Enrolment.h"

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

TEST_CASE ("A dictionary that learns no voice is refused for an enrolment")
{
    const auto refused = training::enrolVoice (core::Dictionary{}, { halting (0.6, 40.0, 10.0) });
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().message().find ("does not learn a voice") != std::string::npos);
}
