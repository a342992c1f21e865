// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedUnfolding.h"
#include "Core/Separator.h"
#include "Offline/Deep/EncoderPrior.h"
#include "Offline/Deep/PriorUpdates.h"
#include "Support/UnfoldedDictionary.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using namespace unbraid::test;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
[[maybe_unused]] const bool isPriorKindAdded = (core::addModelKind (offline::encoderPriorKind), true);

/** A frame, and what an encoder might have proposed for it. */
struct Frame
{
    core::PreparedDictionary dictionary;
    VectorXf spectrum; // [rows] unit mean
    VectorXf proposal; // [padded atoms]
    VectorXf mask;     // 1 for atoms, 0 for padding
};

Frame frameOf (float beta)
{
    UnfoldedKind kind;
    kind.beta = beta;
    kind.spectrum = beta == 1.0f ? core::Spectrum::magnitude : core::Spectrum::power;
    const auto unfolded = unfoldedDictionary (3, kind);
    const auto geometry = core::frameGeometry (16000.0, core::LatencyMode::high,
                                               static_cast<double> (unfolded.window) / 16000.0);
    REQUIRE (geometry.ok());
    auto prepared = core::prepareUnfolded (unfolded, geometry.value(), 0);
    REQUIRE (prepared.ok());
    Frame frame{ std::move (prepared.value().dictionary), {}, {}, {} };
    Random random (11);
    const Index padded = frame.dictionary.numPaddedAtoms();
    frame.spectrum = random.positive (frame.dictionary.numRows(), 1);
    frame.spectrum /= frame.spectrum.mean();
    frame.proposal = random.positive (padded, 1);
    frame.mask = (frame.dictionary.matrix().colwise().sum().transpose().array() > 0.0f).cast<float>();
    return frame;
}

double costOf (const Frame& frame, float beta, float price, const VectorXf& h)
{
    const Eigen::ArrayXd model = (frame.dictionary.matrix() * h).cast<double>().array() +
                                 static_cast<double> (frame.dictionary.modelFloor);
    const Eigen::ArrayXd v = frame.spectrum.cast<double>().array();
    const double fit = beta == 1.0f ? (v * (v / model).log() - v + model).sum()
                                    : (v / model - (v / model).log() - 1.0).sum();
    const VectorXf open = (h - frame.proposal).cwiseProduct (frame.mask);
    return fit + static_cast<double> (price) * open.cast<double>().squaredNorm();
}

/** Of the cost by h, in double precision, by differences. */
double slopeOf (const Frame& frame, float beta, float price, const VectorXf& h, Index atom)
{
    const float step = 1e-2f * h[atom];
    VectorXf above = h, below = h;
    above[atom] += step;
    below[atom] -= step;
    return (costOf (frame, beta, price, above) - costOf (frame, beta, price, below)) /
           static_cast<double> (above[atom] - below[atom]);
}
} // namespace

TEST_CASE ("An update with a prior solves its equation")
{
    for (const float beta : { 0.0f, 1.0f })
        for (const double slope : { 0.0, 1e-6, 0.3, 40.0 })
            for (const double linear : { -1e3, -1.0, -1e-6, 1e-6, 1.0, 1e3 })
                for (const double constant : { 1e-9, 1.0, 1e6 })
                {
                    if (slope == 0.0 && linear < 0.0)
                        continue; // no root
                    INFO (beta << " " << slope << " " << linear << " " << constant);
                    const double h = offline::rootOfPrior (beta, slope, linear, constant);
                    const double power = 2.0 - static_cast<double> (beta);
                    const double left = (slope * h + linear) * std::pow (h, power);
                    const double size = (slope * h + std::abs (linear)) * std::pow (h, power);
                    CHECK (h > 0.0);
                    CHECK (std::abs (left - constant) < 1e-6 * size);
                }
}

TEST_CASE ("Updates with a prior never raise the cost, and end where its slope is nothing")
{
    for (const float beta : { 0.0f, 1.0f })
        for (const float price : { 0.0f, 0.01f, 3.0f })
        {
            INFO (beta << ", price " << price);
            const auto frame = frameOf (beta);
            const auto atoms = frame.dictionary.view();
            offline::PriorUpdates updates;
            updates.prepare (frame.dictionary, beta, price);
            updates.start (frame.proposal, frame.mask);
            double last = std::numeric_limits<double>::max();
            for (int i = 0; i < 4000; ++i)
            {
                updates.update (atoms, frame.proposal, frame.spectrum);
                const double cost = costOf (frame, beta, price, updates.activations());
                CHECK (cost <= last + 1e-5 * std::abs (last));
                last = cost;
            }
            const auto& h = updates.activations();
            for (Index atom = 0; atom < h.size(); ++atom)
                if (price >= 3.0f && h[atom] > 1e-2f)
                {
                    INFO ("atom " << atom << " of " << h[atom]);
                    CHECK (std::abs (slopeOf (frame, beta, price, h, atom)) < 0.02);
                }
        }
}

TEST_CASE ("Without a price the updates are those of NMF, and a high one leaves the proposal")
{
    for (const float beta : { 0.0f, 1.0f })
    {
        const auto frame = frameOf (beta);
        const auto atoms = frame.dictionary.view();
        const MatrixXf w = frame.dictionary.matrix();
        offline::PriorUpdates updates;
        updates.prepare (frame.dictionary, beta, 0.0f);
        updates.start (frame.proposal, frame.mask);
        updates.update (atoms, frame.proposal, frame.spectrum);
        const VectorXf start = frame.proposal.cwiseProduct (frame.mask);
        const Eigen::ArrayXf model = (w * start).array() + frame.dictionary.modelFloor;
        const VectorXf above = w.transpose() * (frame.spectrum.array() * model.pow (beta - 2.0f)).matrix();
        const VectorXf below = w.transpose() * model.pow (beta - 1.0f).matrix();
        for (Index atom = 0; atom < start.size(); ++atom)
            if (start[atom] > 0.0f)
                CHECK (updates.activations()[atom] ==
                       Approx (start[atom] * std::pow (above[atom] / below[atom], 1.0f / (2.0f - beta)))
                           .epsilon (1e-3));

        updates.prepare (frame.dictionary, beta, 1e6f);
        updates.solve (atoms, frame.proposal, frame.mask, frame.spectrum);
        CHECK ((updates.activations() - start).cwiseAbs().maxCoeff() < 1e-3f);
    }
}

TEST_CASE ("An engine separates with the encoder as a prior, and its sources sum to the sound")
{
    UnfoldedKind kind;
    kind.refiningUnits = 4;
    kind.rowUnits = 3;
    auto made = offline::withEncoderPrior (unfoldedDictionary (5, kind), 0.1f);
    REQUIRE (made.ok());
    core::Separator separator;
    REQUIRE (separator.prepare ({ .sampleRateHz = 16000.0 }, made.value(), {}).ok());
    Random random (2);
    const Index latency = separator.latencySamples(), length = 8000;
    const VectorXf input = random.noise (length);
    MatrixXf outputs (length, 2);
    const float* const in[] = { input.data() };
    float* const out[] = { outputs.col (0).data(), outputs.col (1).data() };
    separator.process (in, out, length);
    const VectorXf sum = outputs.rowwise().sum();
    CHECK ((sum.tail (length - latency) - input.head (length - latency)).cwiseAbs().maxCoeff() < 1e-5f);
    CHECK (outputs.col (0).norm() > 0.1f);
    CHECK (outputs.col (1).norm() > 0.1f);
}

TEST_CASE ("Only a dictionary with an encoder has a prior of it")
{
    const auto plain =
        offline::withEncoderPrior (randomDictionary (1, 0.0f, core::Spectrum::power, 4, 3), 1.0f);
    REQUIRE_FALSE (plain.ok());
    CHECK (plain.error().what == "the dictionary has no encoder that could propose activations");
    UnfoldedKind euclidean;
    euclidean.beta = 2.0f;
    CHECK_FALSE (offline::withEncoderPrior (unfoldedDictionary (1, euclidean), 1.0f).ok());
}
