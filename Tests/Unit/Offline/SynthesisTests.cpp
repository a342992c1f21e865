// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"
#include "Offline/Synthesis/ComponentFrames.h"
#include "Offline/Synthesis/ComponentMethod.h"
#include "Offline/Synthesis/LowRankSynthesis.h"
#include "Offline/Synthesis/ShapeFit.h"
#include "Support/Random.h"
#include "Training/Factorisation/ConvolutiveFactoriser.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr float rounding = 1e-5f; // of float32 transforms, relative to the largest value
constexpr double synthesisRateHz = 8000.0;

/** Checks that a callback's objectives never rise. */
training::IterationCallback descending (double& last)
{
    last = std::numeric_limits<double>::max();
    return [&last] (int iteration, double objective)
    {
        constexpr double floatNoise = 3e-6; // sums of float32 squares
        INFO ("iteration " << iteration);
        CHECK (objective <= last + floatNoise * std::abs (last));
        last = objective;
        return true;
    };
}

float distance (const MatrixXf& a, const MatrixXf& b)
{
    return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

/** The definition, sample by sample. */
VectorXf shiftedSum (const MatrixXf& atoms, const MatrixXf& activations, Index hop, Index numSamples)
{
    VectorXf sound = VectorXf::Zero (numSamples);
    for (Index n = 0; n < activations.cols(); ++n)
        for (Index k = 0; k < atoms.cols(); ++k)
            for (Index s = 0; s < atoms.rows(); ++s)
                if (const Index t = n * hop - (atoms.rows() - hop) + s; t >= 0 && t < numSamples)
                    sound[t] += activations (k, n) * atoms (s, k);
    return sound;
}

/** Two decaying tones that glide, one upwards, one downwards, each a few times at times of its own: [samples x 2]. */
MatrixXf twoChirps (Index numSamples, Index length)
{
    MatrixXf sources = MatrixXf::Zero (numSamples, 2);
    const std::vector<Index> begins[]{ { 100, 2500, 4100, 6700 }, { 1300, 3300, 5200 } };
    for (Index source = 0; source < 2; ++source)
        for (const Index begin : begins[source])
            for (Index n = 0; n < length; ++n)
            {
                const double seconds = static_cast<double> (n) / synthesisRateHz;
                const double hz = source == 0 ? 400.0 + 4000.0 * seconds : 1900.0 - 4000.0 * seconds;
                sources (begin + n, source) += static_cast<float> (0.3 * std::exp (-12.0 * seconds) *
                                                                   std::sin (6.2831853 * hz * seconds));
            }
    return sources;
}

/** The best score that any of the sounds has, of each source. */
VectorXf bestScores (const MatrixXf& sources, const MatrixXf& sounds)
{
    VectorXf best = VectorXf::Constant (sources.cols(), -100.0f);
    for (Index source = 0; source < sources.cols(); ++source)
        for (Index k = 0; k < sounds.cols(); ++k)
            if (const auto score = evaluation::siSdrDb (sources.col (source), sounds.col (k)); score.ok())
                best[source] = std::max (best[source], static_cast<float> (score.value()));
    return best;
}

offline::ComponentSpec specOf (const char* method, Index numAtoms, int iterations)
{
    auto spec = offline::usualSpec (*offline::componentMethod (method), numAtoms);
    spec.factors.iterations = iterations;
    return spec;
}

const auto goOn = [] (const training::DecompositionProgress&) { return true; };
} // namespace

TEST_CASE ("The frames of components give a recording back, at any overlap")
{
    for (const Index overlap : { 2, 3, 5, 64 })
        for (const Index length : { 1, 300, 3001 })
        {
            core::Frames frames;
            REQUIRE (offline::prepareFrames (frames, synthesisRateHz, 0.032, overlap, length).ok());
            const VectorXf samples = test::Random (3).noise (length);
            INFO ("overlap " << overlap << ", " << length << " samples");
            CHECK (distance (frames.inverse (frames.forward (samples)), samples) < rounding);
        }
}

TEST_CASE ("Windows and recordings whose coefficients cannot be held are refused")
{
    core::Frames frames;
    CHECK_FALSE (offline::prepareFrames (frames, synthesisRateHz, 0.001, 2, 100).ok());
    CHECK_FALSE (offline::prepareFrames (frames, synthesisRateHz, 200.0, 2, 100).ok());
    CHECK_FALSE (offline::prepareFrames (frames, 44100.0, 2.5, 250, 44100 * 60).ok());
}

TEST_CASE ("Shifted atoms are the sums of their definition, and both gradients its adjoints")
{
    test::Random random (4);
    for (const auto& [length, hop, numSamples] :
         { std::tuple<Index, Index, Index>{ 16, 1, 200 }, { 30, 15, 211 }, { 20, 4, 7 }, { 12, 5, 1 } })
    {
        offline::ShiftedAtoms shifted;
        REQUIRE (shifted.prepare (length, hop, numSamples).ok());
        const MatrixXf atoms = random.positive (length, 3).array() - 0.5f;
        const MatrixXf activations = random.positive (3, shifted.numShifts()).array() - 0.3f;
        const VectorXf residual = random.noise (numSamples);
        INFO (length << " " << hop << " " << numSamples);
        const VectorXf sound = shifted.sound (atoms, activations);
        CHECK (distance (sound, shiftedSum (atoms, activations, hop, numSamples)) < rounding);
        const float product = sound.dot (residual);
        const float scale = sound.norm() * residual.norm();
        CHECK (std::abs (shifted.alongShifts (residual, atoms).cwiseProduct (activations).sum() - product) <
               10.0f * rounding * scale);
        CHECK (std::abs (shifted.alongAtoms (residual, activations).cwiseProduct (atoms).sum() - product) <
               10.0f * rounding * scale);
    }
}

TEST_CASE ("The gradients of the misfit of shifted atoms are those of finite differences")
{
    test::Random random (5);
    constexpr Index length = 24, hop = 6, numSamples = 150;
    offline::ShiftedAtoms shifted;
    REQUIRE (shifted.prepare (length, hop, numSamples).ok());
    MatrixXf atoms = random.positive (length, 2).array() - 0.5f;
    MatrixXf activations = random.positive (2, shifted.numShifts());
    const VectorXf samples = random.noise (numSamples);
    const auto misfit = [&]
    { return 0.5 * (samples - shifted.sound (atoms, activations)).cast<double>().squaredNorm(); };
    const VectorXf residual = samples - shifted.sound (atoms, activations);
    const MatrixXf alongShifts = shifted.alongShifts (residual, atoms);
    const MatrixXf alongAtoms = shifted.alongAtoms (residual, activations);
    const auto slope = [&] (float& value)
    {
        constexpr float step =
            0.01f; // the misfit is quadratic: central differences are exact but for rounding
        const float before = std::exchange (value, value + step);
        const double above = misfit();
        value = before - step;
        const double below = misfit();
        value = before;
        return static_cast<float> ((above - below) / (2.0 * static_cast<double> (step)));
    };
    for (const Index n : { 0, 3, 11 })
        CHECK (slope (activations (1, n)) == Approx (-alongShifts (1, n)).epsilon (2e-4));
    for (const Index s : { 0, 7, 23 })
        CHECK (slope (atoms (s, 0)) == Approx (-alongAtoms (s, 0)).epsilon (2e-4));
}

TEST_CASE ("With a hop of one a convolution is the synthesis of rank-one coefficients")
{
    // Malagnoux & Kowalski 2024, Theorem 1: d * h = Phi (w h), w the transform of d / window.
    constexpr Index length = 64, numSamples = 300;
    test::Random random (6);
    core::Frames frames;
    REQUIRE (offline::prepareFrames (frames, synthesisRateHz, static_cast<double> (length) / synthesisRateHz,
                                     length, numSamples)
                 .ok());
    offline::ShiftedAtoms shifted;
    REQUIRE (shifted.prepare (length, 1, numSamples).ok());
    REQUIRE (shifted.numShifts() == frames.numFrames());

    const VectorXf d = random.noise (length);
    Eigen::VectorXcf w (frames.numBins());
    frames.forwardFrame (d.cwiseQuotient (frames.squaredWindow()),
                         w); // which multiplies by the window once
    const Eigen::RowVectorXf h = random.positive (1, shifted.numShifts()).array() - 0.5f;
    const MatrixXcf coefficients = w * h.cast<std::complex<float>>();
    const float squares =
        0.5f * static_cast<float> (length); // of the windows over a sample, by which Phi divides
    const VectorXf synthesised = squares * frames.inverse (coefficients);
    CHECK (distance (synthesised, shifted.sound (d, h)) < 10.0f * rounding);
}

TEST_CASE ("Learning shapes never raises its objective, and atoms stay in the unit ball")
{
    test::Random random (7);
    constexpr Index length = 40;
    const VectorXf samples = 2.0f * random.noise (600);
    const VectorXf window = (0.5f + 0.5f * random.positive (length, 1).array()).matrix();
    for (const Index hop : { 1, 20 })
        for (const bool isNonNegative : { false, true })
            for (const float sparsity : { 0.0f, 0.1f })
            {
                offline::ShiftedAtoms shifted;
                REQUIRE (shifted.prepare (length, hop, samples.size()).ok());
                offline::ShapeSpec spec{ 3, isNonNegative, sparsity, 60, 1 };
                double last = 0.0;
                INFO ("hop " << hop << ", non-negative " << isNonNegative << ", sparsity " << sparsity);
                const auto found = offline::learnShapes (shifted, samples, window, spec, descending (last));
                REQUIRE (found.ok());
                const auto& shapes = found.value();
                const MatrixXf u = window.cwiseInverse().asDiagonal() * shapes.atoms;
                CHECK (u.colwise().norm().maxCoeff() < 1.0f + rounding);
                CHECK ((! isNonNegative || shapes.activations.minCoeff() >= 0.0f));
                CHECK (shapes.objective < 0.9 * 0.5 * static_cast<double> (samples.squaredNorm()));
                // The objective is what it says.
                const VectorXf rest = samples - shifted.sound (shapes.atoms, shapes.activations);
                if (sparsity == 0.0f)
                    CHECK (shapes.objective ==
                           Approx (0.5 * static_cast<double> (rest.squaredNorm())).epsilon (1e-4));
            }
}

TEST_CASE ("Low-rank synthesis never raises its objective, which more noise makes smoother")
{
    constexpr Index length = 2000;
    for (const Index overlap : { 2, 5 })
        for (const float noise : { 1e-3f, 0.1f })
        {
            core::Frames frames;
            REQUIRE (offline::prepareFrames (frames, synthesisRateHz, 0.016, overlap, length).ok());
            MatrixXcf spectra = frames.forward (twoChirps (8000, 800).rowwise().sum().head (length));
            spectra /= std::sqrt (spectra.cwiseAbs2().mean());
            test::Random random (8);
            training::Factors start{ random.positive (frames.numBins(), 3),
                                     random.positive (3, frames.numFrames()), 0.0 };
            double last = 0.0;
            INFO ("overlap " << overlap << ", noise " << noise);
            const auto found =
                offline::lowRankSynthesis (frames, spectra, start, noise, 80, descending (last));
            REQUIRE (found.ok());
            MatrixXcf rest = spectra - found.value().coefficients;
            frames.project (rest);
            CHECK (rest.squaredNorm() / spectra.squaredNorm() < 2.0f * noise);
        }
}

TEST_CASE ("Sparse convolutive NMF never raises its objective, and costs activations")
{
    test::Random random (9);
    const MatrixXf spectra = random.positive (20, 80);
    for (const float beta : { 0.0f, 1.0f })
    {
        std::vector<float> sums;
        for (const float sparsity : { 0.0f, 0.5f })
        {
            training::ConvolutiveFactors start;
            for (int lag = 0; lag < 3; ++lag)
                start.templates.push_back (random.positive (20, 4) / 30.0f);
            start.activations = random.positive (4, 80);
            training::FactorisationSpec spec;
            spec.beta = beta;
            spec.sparsity = sparsity;
            spec.iterations = 80;
            double last = 0.0;
            INFO ("beta " << beta << ", sparsity " << sparsity);
            const auto found = training::factorise (spectra, start, spec, descending (last));
            REQUIRE (found.ok());
            sums.push_back (found.value().activations.sum());
            float sum = 0.0f;
            for (const auto& atoms : found.value().templates)
                sum += atoms.col (2).sum();
            CHECK (sum == Approx (1.0f).epsilon (1e-4));
        }
        CHECK (sums[1] < 0.9f * sums[0]);
    }
}

TEST_CASE ("Convolutional dictionaries and templates recover sounds that recur")
{
    constexpr Index length = 800;
    const MatrixXf sources = twoChirps (8000, length);
    const VectorXf mixture = sources.rowwise().sum();
    auto spec = specOf ("cdl", 2, 150);
    spec.windowSeconds = 0.15; // room for sounds of 0.1 s wherever in it they begin
    double least = std::numeric_limits<double>::max();
    VectorXf byShapes;
    for (spec.factors.seed = 1; spec.factors.seed <= 3;
         ++spec.factors.seed) // the start with the lowest objective
    {
        double objective = 0.0;
        const auto shapes = offline::componentSounds (mixture, synthesisRateHz, spec,
                                                      [&] (const training::DecompositionProgress& progress)
                                                      {
                                                          objective = progress.objective;
                                                          return true;
                                                      });
        REQUIRE (shapes.ok());
        if (objective < least)
            byShapes = bestScores (sources, shapes.value());
        least = std::min (least, objective);
    }
    INFO (byShapes.transpose());
    CHECK (byShapes.minCoeff() > 12.0f);

    spec = specOf ("nmfd", 2, 150);
    spec.windowSeconds = 0.032;
    spec.templateSeconds = 0.1;
    const auto templates = offline::componentSounds (mixture, synthesisRateHz, spec, goOn);
    REQUIRE (templates.ok());
    const VectorXf byTemplates = bestScores (sources, templates.value());
    INFO (byTemplates.transpose());
    CHECK (byTemplates.minCoeff() > 10.0f);
}
