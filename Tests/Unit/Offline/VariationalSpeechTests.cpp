// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Deep/VariationalSpeech.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

using namespace unbraid;
using namespace unbraid::test;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr Index numBins = 24;
constexpr float tilt = 3.0f; // of log variances, between the ends of the spectrum, for a latent of one

float towardsTop (Index bin)
{
    return 2.0f * static_cast<float> (bin) / static_cast<float> (numBins - 1) - 1.0f;
}

/** One latent, which tilts the spectrum: sigma^2 = exp (tilt * tanh (z) * x), x from -1 to 1 over the bins. */
offline::SpeechDecoder tiltingDecoder()
{
    offline::SpeechDecoder speech;
    speech.windowSeconds = 0.004;
    speech.decoder = { MatrixXf::Ones (1, 1), VectorXf::Zero (1) };
    speech.variance = { MatrixXf (1, numBins), VectorXf::Zero (numBins) };
    speech.encoder = { MatrixXf (numBins, 1), VectorXf::Zero (1) };
    for (Index bin = 0; bin < numBins; ++bin)
    {
        speech.variance.weights (0, bin) = tilt * towardsTop (bin);
        speech.encoder.weights (bin, 0) = 0.02f * towardsTop (bin);
    }
    speech.mean = { MatrixXf::Ones (1, 1), VectorXf::Zero (1) };
    return speech;
}

/** Frames of the model itself: speech that tilts either way at levels of its own, noise at one bin in three. */
struct Drawn
{
    MatrixXf power;
    MatrixXf mask; // the speech's true share
};

Drawn drawnFrames (Index numFrames)
{
    const auto speech = tiltingDecoder();
    Random random (4);
    MatrixXf z = MatrixXf::NullaryExpr (1, numFrames, [&] { return random.uniform (-1.7f, 1.7f); });
    MatrixXf voice = speech.variancesOf (z);
    for (Index n = 0; n < numFrames; ++n)
        voice.col (n) *= std::exp (random.uniform (-2.0f, 2.0f));
    MatrixXf noise = MatrixXf::Constant (numBins, numFrames, 0.01f);
    for (Index bin = 0; bin < numBins; bin += 3)
        noise.row (bin).setConstant (8.0f);
    Drawn drawn{ voice + noise, voice.cwiseQuotient (voice + noise) };
    drawn.power =
        drawn.power.unaryExpr ([&] (float mean) { return -mean * std::log (random.uniform (1e-6f, 1.0f)); });
    return drawn;
}
} // namespace

TEST_CASE ("Fitting noise and gains never raises the expected cost")
{
    const auto drawn = drawnFrames (120);
    const auto decoder = tiltingDecoder();
    offline::VariationalSpeech model (decoder, drawn.power, { .noiseAtoms = 3 });
    model.expect();
    double last = model.cost();
    for (int i = 0; i < 40; ++i)
    {
        model.maximise();
        const double cost = model.cost();
        CHECK (cost <= last + 1e-6 * std::abs (last));
        last = cost;
    }
}

TEST_CASE ("Speech and noise of a decoder's own model are told apart")
{
    const auto drawn = drawnFrames (300);
    const auto decoder = tiltingDecoder();
    offline::VariationalSpeech model (decoder, drawn.power, { .noiseAtoms = 1, .deviation = 0.3f });
    model.expect();
    const double before = model.cost();
    for (int round = 0; round < 60; ++round)
    {
        model.expect();
        model.maximise();
    }
    CHECK (model.cost() < before - 500.0);
    const float flat = (drawn.mask.array() - drawn.mask.mean()).square().mean();
    CHECK ((model.mask() - drawn.mask).array().square().mean() < 0.1f * flat);
}

TEST_CASE ("What a decoder separates does not depend on threads, and sums to the sound")
{
    const auto decoder = tiltingDecoder();
    Random random (8);
    MatrixXf samples (6000, 2);
    samples << random.noise (6000), random.noise (6000);
    offline::VariationalSpec spec;
    spec.rounds = 3;
    const auto always = [] (double) { return true; };
    const auto one = offline::separateByDecoder (samples, 16000.0, decoder, spec, always);
    spec.numThreads = 3;
    const auto three = offline::separateByDecoder (samples, 16000.0, decoder, spec, always);
    REQUIRE (one.ok());
    REQUIRE (three.ok());
    CHECK (one.value() == three.value());
    CHECK ((one.value().leftCols (2) + one.value().rightCols (2) - samples).cwiseAbs().maxCoeff() < 1e-6f);
    CHECK (one.value().col (0).norm() > 0.1f);
    const auto louder = offline::separateByDecoder (100.0f * samples, 16000.0, decoder, spec, always);
    REQUIRE (louder.ok());
    CHECK ((louder.value() / 100.0f - one.value()).norm() < 0.05f * one.value().norm());
}

TEST_CASE ("A separation by a decoder can be cancelled, and has a bound")
{
    const auto decoder = tiltingDecoder();
    const MatrixXf samples = MatrixXf::Constant (4000, 1, 0.1f);
    const auto cancelled =
        offline::separateByDecoder (samples, 16000.0, decoder, {}, [] (double) { return false; });
    REQUIRE_FALSE (cancelled.ok());
    CHECK (cancelled.error().cancelled);
    const auto tooLong = offline::separateByDecoder (samples, 1.0, decoder, {}, [] (double) { return true; });
    REQUIRE_FALSE (tooLong.ok());
    CHECK (tooLong.error().allowed == "20 minutes");
}
