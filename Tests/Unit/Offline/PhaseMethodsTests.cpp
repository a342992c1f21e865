// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/ComplexNmf.h"
#include "Offline/Phase/VarianceFactors.h"
#include "Unit/Offline/PhaseMaterial.h"

#include <cmath>
#include <limits>

using namespace unbraid;
using namespace unbraid::test;
using offline::PhaseMethod;

namespace
{
offline::PhaseSettings settingsOf (PhaseMethod method, int iterations = 0)
{
    offline::PhaseSettings settings;
    settings.method = method;
    settings.iterations = iterations;
    settings.numAtoms = 6;
    return settings;
}

constexpr PhaseMethod all[]{ PhaseMethod::none,
                             PhaseMethod::misi,
                             PhaseMethod::onlineMisi,
                             PhaseMethod::consistentWiener,
                             PhaseMethod::anisotropicWiener,
                             PhaseMethod::complexIsNmf,
                             PhaseMethod::complexNmf };

MatrixXf recovered (KnownSegment& known, const offline::PhaseSettings& settings)
{
    auto found = offline::recoverPhases (known.transform, known.segment, settings, neverStop);
    REQUIRE (found.ok());
    return known.segment.level * found.value();
}

double scoreOf (KnownSegment& known, offline::PhaseSettings settings)
{
    settings.amplitudes = offline::Amplitudes::variances;
    return meanScore (known.sources, recovered (known, settings), known.transform.geometry().analysis);
}

/** The objective in each iteration. */
std::vector<double> objectives (core::Frames& transform, const offline::Segment& segment,
                                const offline::PhaseSettings& settings)
{
    std::vector<double> found;
    const auto sources = offline::recoverPhases (transform, segment, settings,
                                                 [&found] (int, double objective)
                                                 {
                                                     found.push_back (objective);
                                                     return true;
                                                 });
    REQUIRE (sources.ok());
    return found;
}
} // namespace

TEST_CASE ("Methods have the names of the command line, and no others")
{
    for (const auto method : all)
        CHECK (offline::phaseMethodFrom (offline::rowOf (method).name) == method);
    CHECK_FALSE (offline::phaseMethodFrom ("griffin-lim"));
}

TEST_CASE ("The sources of every method sum to the mixture below -120 dB, whatever the masks")
{
    auto transform = transformFor (4000);
    for (const Index numSources : { 1, 2, 3 })
    {
        const auto segment = noisySegment (transform, numSources);
        for (const auto method : all)
        {
            const auto found = offline::recoverPhases (transform, segment, settingsOf (method, 3), neverStop);
            REQUIRE (found.ok());
            INFO (offline::rowOf (method).name << ", sources " << numSources);
            REQUIRE (found.value().cols() == numSources);
            CHECK (decibelsOf (found.value().rowwise().sum() - segment.samples, segment.samples) < -120.0);
        }
    }
}

TEST_CASE ("No iteration raises what a method minimises, and the first lower it")
{
    auto known = knownSegment();
    auto transform = transformFor (4000);
    const auto noisy = noisySegment (transform, 3);
    for (const auto method : { PhaseMethod::misi, PhaseMethod::consistentWiener, PhaseMethod::complexIsNmf,
                               PhaseMethod::complexNmf })
        for (const bool isNoisy : { false, true })
        {
            INFO (offline::rowOf (method).name << ", noisy " << isNoisy);
            const auto found = isNoisy ? objectives (transform, noisy, settingsOf (method, 12))
                                       : objectives (known.transform, known.segment, settingsOf (method, 12));
            REQUIRE (found.size() >= 3);
            CHECK (found[2] < found[0]);
            for (size_t i = 1; i < found.size(); ++i)
                CHECK (found[i] <= found[i - 1] + 1e-5 * std::abs (found[i - 1]));
        }
}

TEST_CASE (
    "Conjugate directions end consistent Wiener filtering within the iterations that its eigenvalues need")
{
    // Of the preconditioned equations, precisions of 1 / largest or more and a projection: all eigenvalues lie between these two.
    constexpr double largest = 100.0;  // variance
    constexpr double tolerance = 1e-6; // of the residual's squared norm, at which the method ends
    auto transform = transformFor (4000);
    auto segment = noisySegment (transform, 3);
    Random random (8);
    for (auto& variances : segment.variances)
        for (float& value : variances.reshaped())
            value = random.uniform (0.5f, static_cast<float> (largest));
    const auto& geometry = transform.geometry();
    const double share = 1.0 - static_cast<double> (geometry.hop) / static_cast<double> (geometry.fft);
    const double lowest = 1.0 / (1.0 + largest * share), highest = (1.0 + largest) / (1.0 + largest * share);
    const double root = std::sqrt (highest / lowest), fall = (root - 1.0) / (root + 1.0);
    const double needed = 0.5 * std::log (tolerance / (4.0 * root * root)) / std::log (fall);
    const auto found = objectives (transform, segment, settingsOf (PhaseMethod::consistentWiener, 500));
    CHECK (static_cast<double> (found.size()) <= std::ceil (needed));
}

TEST_CASE ("With the true amplitudes inversion finds phases that the masks' lack")
{
    constexpr double promisedDb = 30.0;
    auto known = knownSegment();
    const double masked = scoreOf (known, settingsOf (PhaseMethod::none));
    CHECK (scoreOf (known, settingsOf (PhaseMethod::misi)) > masked + promisedDb);
    for (const auto& [lookAhead, promisedOnlineDb] :
         { std::pair{ 0, 4.0 }, std::pair{ 1, 10.0 }, std::pair{ 3, 15.0 } })
    {
        auto settings = settingsOf (PhaseMethod::onlineMisi);
        settings.lookAhead = lookAhead;
        INFO (lookAhead);
        CHECK (scoreOf (known, settings) > masked + promisedOnlineDb);
    }
}

TEST_CASE ("Wiener filters that know more than the variances beat the one that does not")
{
    auto known = knownSegment();
    const double masked = scoreOf (known, settingsOf (PhaseMethod::none));
    for (const auto& [method, promisedDb] :
         { std::pair{ PhaseMethod::consistentWiener, 3.0 }, std::pair{ PhaseMethod::anisotropicWiener, 1.0 },
           std::pair{ PhaseMethod::complexIsNmf, 0.7 } })
    {
        INFO (offline::rowOf (method).name);
        CHECK (scoreOf (known, settingsOf (method)) > masked + promisedDb);
    }
}

TEST_CASE ("Without weight on consistency or phase the Wiener filter is what is left")
{
    auto known = knownSegment();
    const MatrixXf masked = recovered (known, settingsOf (PhaseMethod::none));
    auto settings = settingsOf (PhaseMethod::consistentWiener);
    settings.consistency = 0.0f;
    CHECK (decibelsOf (recovered (known, settings) - masked, masked) < -100.0);
    settings = settingsOf (PhaseMethod::anisotropicWiener);
    settings.concentration = 0.0f;
    CHECK (decibelsOf (recovered (known, settings) - masked, masked) < -80.0);
}

TEST_CASE ("Online inversion does not wait for more than its look-ahead")
{
    auto known = knownSegment();
    const auto settings = settingsOf (PhaseMethod::onlineMisi);
    const MatrixXf whole = recovered (known, settings);
    const auto& geometry = known.transform.geometry();
    const Index kept = 60; // frames
    KnownSegment shorter{ transformFor (1), {}, known.segment };
    shorter.transform.setNumFrames (kept);
    shorter.segment.samples.conservativeResize (shorter.transform.numSamples());
    shorter.segment.mixture.conservativeResize (Eigen::NoChange, kept);
    for (auto& variances : shorter.segment.variances)
        variances.conservativeResize (Eigen::NoChange, kept);
    const MatrixXf beginning = recovered (shorter, settings);
    const Index same = (kept - settings.lookAhead) * geometry.hop; // covered by settled frames alone
    CHECK (beginning.topRows (same) == whole.topRows (same));
}

TEST_CASE ("A recovery can be cancelled, and says so")
{
    auto known = knownSegment();
    for (const auto method : all)
        if (method != PhaseMethod::none)
        {
            const auto stopped = offline::recoverPhases (known.transform, known.segment, settingsOf (method),
                                                         [] (int, double) { return false; });
            REQUIRE_FALSE (stopped.ok());
            CHECK (stopped.error().cancelled);
        }
}

TEST_CASE ("No iteration of complex NMF raises its objective, with any of its penalties")
{
    auto known = knownSegment();
    std::vector<training::Factors> starts;
    for (const auto& variances : known.segment.variances)
        starts.push_back (offline::startingFactors (variances.cwiseSqrt(), 1.0f, 3, 1));
    for (const float consistency : { 0.0f, 2.0f })
        for (const float prediction : { 0.0f, 0.5f })
        {
            const offline::ComplexNmfSpec spec{ 12, consistency, prediction, 10.0f };
            double last = std::numeric_limits<double>::max();
            const auto found = offline::fitComplexNmf (known.transform, known.segment.mixture, starts, spec,
                                                       [&] (int, double objective)
                                                       {
                                                           CHECK (objective <= last * (1.0 + 1e-5));
                                                           last = objective;
                                                           return true;
                                                       });
            INFO ("consistency " << consistency << ", prediction " << prediction);
            CHECK (found.ok());
        }
}

TEST_CASE ("Complex NMF without penalties explains a mixture whose sources cancel, which no amplitudes can")
{
    auto transform = transformFor (4000);
    const auto segment = noisySegment (transform, 3);
    std::vector<training::Factors> starts;
    for (unsigned int seed = 1; seed <= 4; ++seed)
        starts.push_back (offline::startingFactors (segment.mixture.cwiseAbs(), 1.0f, 1, seed));
    const auto found =
        offline::fitComplexNmf (transform, segment.mixture, starts, { 200, 0.0f, 0.0f, 10.0f }, neverStop);
    REQUIRE (found.ok());
    MatrixXcf rest = segment.mixture;
    for (const auto& spectra : found.value())
        rest -= spectra;
    CHECK (rest.norm() < 0.3f * segment.mixture.norm());
}
