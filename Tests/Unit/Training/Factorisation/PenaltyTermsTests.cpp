// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/PenaltyTerms.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Support/Random.h"
#include "Training/Factorisation/Decomposition.h"
#include "Training/Factorisation/Factoriser.h"

#include <catch2/catch.hpp>

#include <functional>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using training::FactorisationSpec;
using training::Penalty;
using training::PenaltyTerms;
using training::PenaltyWeights;

namespace
{
constexpr double floatNoise = 3e-5; // of the objective: sums of float32 products over all frames

using Continues = std::vector<std::uint8_t>;

/** Frames 0, 4 and 5 begin a recording. */
const Continues threeRecordings{ 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1 };

bool keepGoing (int, double)
{
    return true;
}

void checkGradient (const std::function<Penalty (const MatrixXf&)>& penaltyOf, const MatrixXf& at)
{
    constexpr float step = 1e-3f; // of a value
    constexpr double alike = 2e-4;
    const Penalty penalty = penaltyOf (at);
    const Eigen::ArrayXXd gradient = penalty.plus.cast<double>() - penalty.minus.cast<double>();
    CHECK ((penalty.plus >= 0.0f).all());
    CHECK ((penalty.minus >= 0.0f).all());
    const double largest = (gradient * at.cast<double>().array()).abs().maxCoeff();
    for (Index column = 0; column < at.cols(); ++column)
        for (Index row = 0; row < at.rows(); ++row)
        {
            MatrixXf above = at, below = at;
            above (row, column) *= 1.0f + step;
            below (row, column) *= 1.0f - step;
            const double width =
                static_cast<double> (above (row, column)) - static_cast<double> (below (row, column));
            const double difference = (penaltyOf (above).value - penaltyOf (below).value) / width;
            const double size = static_cast<double> (at (row, column));
            CHECK (std::abs (size * (difference - gradient (row, column))) < alike * largest);
        }
}

MatrixXf values (Index rows, Index columns, std::uint64_t seed)
{
    return test::Random (seed).positive (rows, columns);
}

MatrixXf unitAtoms (Index numBins, Index numAtoms, std::uint64_t seed)
{
    MatrixXf atoms = values (numBins, numAtoms, seed);
    core::normaliseAtoms (atoms);
    return atoms;
}

double cosine (const MatrixXf& one, const MatrixXf& other, Index i, Index j)
{
    return one.col (i).cast<double>().normalized().dot (other.col (j).cast<double>().normalized());
}

double jumpsOf (const MatrixXf& activations)
{
    return training::discontinuity (activations, {}).value;
}

/** 600 frames whose atoms take turns and share bins. */
MatrixXf turns()
{
    MatrixXf activations = MatrixXf::Constant (4, 600, 0.01f);
    for (Index frame = 0; frame < activations.cols(); ++frame)
        activations (frame / 50 % 4, frame) = 1.0f;
    test::Random random (5);
    const MatrixXf noise = MatrixXf::NullaryExpr (30, 600, [&] { return random.uniform (0.5f, 1.5f); });
    MatrixXf spectra = (unitAtoms (30, 4, 2) * activations).cwiseProduct (noise);
    spectra.array().rowwise() /= spectra.colwise().mean().array().eval();
    return spectra;
}

training::Factors learned (const PenaltyTerms& terms, float beta, int iterations = 150)
{
    FactorisationSpec spec{ beta, 0.0f, iterations, 1, 1 };
    spec.terms = terms;
    auto factors = training::factorise (turns(), 6, spec, keepGoing);
    REQUIRE (factors.ok());
    return std::move (factors).value();
}
} // namespace

TEST_CASE ("The gradient of the temporal continuity is that of finite differences, at every frame")
{
    const MatrixXf activations = values (3, 12, 1);
    checkGradient ([] (const MatrixXf& h) { return training::discontinuity (h, {}); }, activations);
    checkGradient ([] (const MatrixXf& h) { return training::discontinuity (h, threeRecordings); },
                   activations);
}

TEST_CASE ("The gradient of the coherence is that of finite differences, within a source and between two")
{
    const MatrixXf others = values (9, 2, 7);
    checkGradient ([] (const MatrixXf& w) { return training::coherence (w); }, values (9, 4, 3));
    checkGradient ([&] (const MatrixXf& w) { return training::coherence (w, others); }, values (9, 4, 3));
}

TEST_CASE ("The penalties have the values of their definitions")
{
    MatrixXf still = MatrixXf::Constant (2, 10, 3.0f);
    CHECK (jumpsOf (still) == 0.0);
    MatrixXf alternating = MatrixXf::Zero (1, 1000);
    for (Index frame = 0; frame < 1000; frame += 2)
        alternating (0, frame) = 5.0f;
    CHECK (jumpsOf (alternating) == Approx (999.0 / 500.0));
    MatrixXf jump = MatrixXf::Zero (1, 12);
    jump.rightCols (8).setConstant (2.0f); // from frame 4 on, where a recording begins
    CHECK (training::discontinuity (jump, threeRecordings).value == 0.0);
    CHECK (jumpsOf (jump) == Approx (1.0 / 8.0));

    const MatrixXf unit = MatrixXf::Identity (5, 5);
    CHECK (training::coherence (unit).value == Approx (0.0).margin (1e-12));
    CHECK (training::coherence (unit.leftCols (2), unit.rightCols (3)).value == Approx (0.0).margin (1e-12));
    CHECK (training::coherence (unit, unit).value == Approx (0.2));
    CHECK (training::coherence (MatrixXf::Constant (5, 3, 0.3f)).value == Approx (1.0));
    const MatrixXf atoms = values (8, 3, 4);
    const double mean =
        (cosine (atoms, atoms, 0, 1) + cosine (atoms, atoms, 0, 2) + cosine (atoms, atoms, 1, 2)) / 3.0;
    CHECK (training::coherence (atoms).value == Approx (mean));
    CHECK (training::coherence (atoms.leftCols (1)).value == Approx (0.0).margin (1e-12));
}

TEST_CASE ("The scale of an atom or of its activations changes no penalty")
{
    const MatrixXf atoms = values (9, 4, 3);
    const MatrixXf activations = values (4, 12, 1);
    const Eigen::VectorXf scales (Eigen::Vector4f (1e-6f, 0.5f, 3.0f, 1e5f));
    CHECK (training::coherence (atoms * scales.asDiagonal()).value ==
           Approx (training::coherence (atoms).value));
    CHECK (jumpsOf (scales.asDiagonal() * activations) == Approx (jumpsOf (activations)));
}

TEST_CASE ("A penalised step stays between where it is and the minimum of the majorising function")
{
    test::Random random (11);
    for (const double beta : { -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0 })
        for (int trial = 0; trial < 500; ++trial)
        {
            const auto draw = [&] { return static_cast<double> (random.positive (1, 1) (0, 0)); };
            const double upper = draw(), lower = draw(), plus = draw(), minus = draw();
            const auto slope = [&] (double x)
            {
                return lower * std::pow (x, std::max (0.0, beta - 1.0)) + plus * x - minus / x -
                       upper * std::pow (x, std::min (0.0, beta - 2.0));
            };
            const double exponent = static_cast<double> (training::penalisedStep (static_cast<float> (beta)));
            const double step = std::pow ((upper + minus) / (lower + plus), exponent);
            INFO ("beta " << beta << ", step " << step);
            const double scale = upper + minus + lower + plus;
            CHECK (slope (1.0) * slope (step) >= -1e-6 * scale * scale); // no sign changes on the way
            CHECK ((step - 1.0) * slope (1.0) <= 0.0);                   // downhill
        }
}

TEST_CASE ("The penalised objective of a factorisation does not rise, whatever the weights and beta")
{
    const MatrixXf spectra = turns();
    const MatrixXf others = unitAtoms (30, 3, 8);
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
        for (const float sparsity : { 0.0f, 0.3f })
            for (const auto& weights : { PenaltyWeights{ 0.1f, 0.0f, 0.0f },
                                         { 10.0f, 0.0f, 0.0f },
                                         { 0.0f, 0.1f, 0.0f },
                                         { 0.0f, 10.0f, 0.0f },
                                         { 0.0f, 0.0f, 1.0f },
                                         { 1.0f, 1.0f, 1.0f } })
            {
                double last = std::numeric_limits<double>::max();
                double largestRise = 0.0;
                const auto watch = [&] (int, double objective)
                {
                    largestRise = std::max (largestRise, (objective - last) / std::abs (last));
                    last = objective;
                    return true;
                };
                FactorisationSpec spec{ beta, sparsity, 60, 1, 1 };
                spec.terms = { weights, others, {} };
                REQUIRE (training::factorise (spectra, 6, spec, watch).ok());
                INFO ("beta " << beta << " sparsity " << sparsity << " weights " << weights.continuity << " "
                              << weights.orthogonality << " " << weights.separation);
                CHECK (largestRise < floatNoise);
            }
}

TEST_CASE ("The penalised objective of a decomposition does not rise")
{
    MatrixXf spectra = turns();
    spectra /= spectra.mean();
    for (const float beta : { 0.0f, 1.0f, 2.0f })
        for (const auto& weights :
             { PenaltyWeights{ 1.0f, 0.0f, 0.0f }, { 0.0f, 1.0f, 0.0f }, { 1.0f, 1.0f, 0.0f } })
        {
            double last = std::numeric_limits<double>::max();
            const auto watch = [&] (int iteration, double objective)
            {
                INFO ("beta " << beta << ", iteration " << iteration);
                CHECK (objective <= last + floatNoise * std::abs (last));
                last = objective;
                return true;
            };
            training::DecompositionSpec spec;
            spec.beta = beta;
            spec.terms = weights;
            training::Factors start{ unitAtoms (30, 5, 9), values (5, spectra.cols(), 6), 0.0 };
            const auto found = training::smoothFactors (spectra, std::move (start), spec, 60, watch);
            REQUIRE (found.ok());
        }
}

TEST_CASE ("Penalties of weight zero change no bit of a factorisation")
{
    const MatrixXf spectra = turns();
    for (const float beta : { 0.0f, 1.0f, 2.0f })
    {
        FactorisationSpec spec{ beta, 0.2f, 20, 1, 1 };
        const auto plain = training::factorise (spectra, 5, spec, keepGoing);
        spec.terms = { {}, unitAtoms (30, 3, 8), Continues (600, 1) };
        const auto weighed = training::factorise (spectra, 5, spec, keepGoing);
        CHECK (weighed.value().atoms == plain.value().atoms);
        CHECK (weighed.value().activations == plain.value().activations);
        CHECK (weighed.value().objective == plain.value().objective);
    }
}

TEST_CASE ("Penalties give the same bits with any number of threads")
{
    const auto run = [] (int threads)
    {
        FactorisationSpec spec{ 1.0f, 0.0f, 10, 1, threads };
        spec.terms = { { 1.0f, 1.0f, 1.0f }, unitAtoms (30, 3, 8), {} };
        return training::factorise (turns(), 5, spec, keepGoing).value();
    };
    const auto one = run (1), three = run (3);
    CHECK (one.atoms == three.atoms);
    CHECK (one.activations == three.activations);
}

TEST_CASE ("Each penalty lowers what it penalises, the more the heavier it is")
{
    const MatrixXf others = unitAtoms (30, 3, 2); // three of those that made the sound
    for (const float beta : { 0.0f, 1.0f })
    {
        double jumps = std::numeric_limits<double>::max(), within = jumps, between = jumps;
        for (const float weight : { 0.0f, 0.1f, 10.0f })
        {
            const auto smooth = learned ({ { weight, 0.0f, 0.0f }, {}, {} }, beta);
            const auto unlike = learned ({ { 0.0f, weight, 0.0f }, {}, {} }, beta);
            const auto apart = learned ({ { 0.0f, 0.0f, weight }, others, {} }, beta);
            INFO ("beta " << beta << ", weight " << weight);
            CHECK (jumpsOf (smooth.activations) < jumps);
            CHECK (training::coherence (unlike.atoms).value < within);
            CHECK (training::coherence (apart.atoms, others).value < between);
            jumps = jumpsOf (smooth.activations);
            within = training::coherence (unlike.atoms).value;
            between = training::coherence (apart.atoms, others).value;
        }
    }
}
