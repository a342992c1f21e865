// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Training/Factorisation/RankSelection.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Frames.h"
#include "Files/AudioReader.h"
#include "Support/Random.h"
#include "Training/WorkQueue.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;
using Eigen::Index;
using training::RankProgress;
using training::RankSelectionSpec;
using training::RelevancePrior;

namespace
{
const auto noCancel = [] (const RankProgress&) { return true; };

training::RankedFactors ranked (const Eigen::MatrixXf& spectra, const RankSelectionSpec& spec)
{
    auto factors = training::selectRank (spectra, spec, noCancel);
    REQUIRE (factors.ok());
    return std::move (factors).value();
}

/** A power spectrogram of Gaussian components as the model has it: every value exponential about W H. The
    atoms peak at places of their own, the activations come and go. */
Eigen::MatrixXf gaussianComponents (Index numAtoms, std::uint64_t seed)
{
    constexpr Index numBins = 120;
    constexpr Index numFrames = 240;
    test::Random random (seed);
    Eigen::MatrixXf atoms (numBins, numAtoms);
    for (Index atom = 0; atom < numAtoms; ++atom)
        for (Index bin = 0; bin < numBins; ++bin)
            atoms (bin, atom) = bin % numAtoms == atom ? random.uniform (0.5f, 1.0f) : 1e-3f;
    Eigen::MatrixXf activations (numAtoms, numFrames);
    for (Index frame = 0; frame < numFrames; ++frame)
        for (Index atom = 0; atom < numAtoms; ++atom)
            activations (atom, frame) = random.uniform() < 0.5f ? random.uniform (0.2f, 1.0f) : 1e-3f;
    Eigen::MatrixXf spectra = atoms * activations;
    for (float& value : spectra.reshaped())
        value *= -std::log (random.uniform (1e-6f, 1.0f));
    return spectra / spectra.mean();
}

/** The recording of four notes as `decompose` sees it, of unit mean. */
Eigen::MatrixXf fourNotes()
{
    auto recording =
        files::readRecording (std::string (paths::resources) + "/Audio/four-notes.flac", 1 << 24);
    REQUIRE (recording.ok());
    core::Frames frames;
    REQUIRE (frames.prepare (recording.value().sampleRateHz, 0.093).ok());
    Eigen::MatrixXf spectra = frames.powerSpectra (recording.value().samples.col (0));
    return spectra / spectra.mean();
}

void checkFourNotes (unsigned int firstSeed)
{
    const auto spectra = fourNotes();
    RankSelectionSpec spec;
    spec.numThreads = training::defaultThreads();
    for (spec.seed = firstSeed; spec.seed < firstSeed + 5; ++spec.seed)
    {
        const auto numAtoms = ranked (spectra, spec).atoms.cols();
        INFO ("seed " << spec.seed << ", atoms " << numAtoms);
        CHECK (std::abs (numAtoms - 4) <= 1);
    }
}
} // namespace

TEST_CASE ("The objective of a search for the number of atoms does not rise while its weight stands")
{
    constexpr double floatNoise = 3e-5; // of the objective: sums of float32 products over all frames
    const auto spectra = gaussianComponents (5, 1);
    for (const auto& [beta, prior] : { std::pair{ 0.0f, RelevancePrior::exponential },
                                       { 0.5f, RelevancePrior::exponential },
                                       { 1.0f, RelevancePrior::exponential },
                                       { 2.0f, RelevancePrior::exponential },
                                       { 0.0f, RelevancePrior::halfNormal },
                                       { 1.0f, RelevancePrior::halfNormal } })
    {
        double last = std::numeric_limits<double>::max();
        int numDescents = 0;
        RankSelectionSpec spec;
        spec.beta = beta;
        spec.prior = prior;
        const auto watch = [&] (const RankProgress& progress)
        {
            INFO ("beta " << spec.beta << ", iteration " << progress.iteration);
            CHECK ((! progress.isDescent || progress.objective <= last + floatNoise * std::abs (last)));
            last = progress.isDescent ? progress.objective : std::numeric_limits<double>::max();
            numDescents += progress.isDescent ? 1 : 0;
            return true;
        };
        REQUIRE (training::selectRank (spectra, spec, watch).ok());
        CHECK (numDescents > 50);
    }
}

TEST_CASE ("As many atoms are left as made the spectra, from any seed")
{
    for (const Index numAtoms : { 1, 2, 4, 7 })
        for (unsigned int seed = 1; seed <= 3; ++seed)
        {
            RankSelectionSpec spec;
            spec.seed = seed;
            spec.iterations = 200;
            INFO (numAtoms << " atoms, seed " << seed);
            CHECK (ranked (gaussianComponents (numAtoms, 7), spec).atoms.cols() == numAtoms);
        }
}

TEST_CASE ("Four piano notes are found as four atoms, one more or less, from each of the seeds 1 to 5",
           "[full]")
{
    checkFourNotes (1);
}

TEST_CASE ("Four piano notes are found as four atoms, one more or less, from each of the seeds 6 to 10",
           "[full]")
{
    checkFourNotes (6);
}

TEST_CASE ("Atoms that are left have unit sum, the most relevant first, and explain the spectra")
{
    const auto spectra = gaussianComponents (4, 2);
    const auto factors = ranked (spectra, {});
    CHECK ((factors.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    for (Index atom = 1; atom < factors.relevances.size(); ++atom)
        CHECK (factors.relevances[atom] <= factors.relevances[atom - 1]);
    // The penalty shrinks the model, the less the more data there is.
    const float energy = (factors.atoms * factors.activations).sum() / spectra.sum();
    CHECK (energy == Approx (1.0f).epsilon (0.1));
}

TEST_CASE ("The relevance of an atom is the sum of its factors in units of the prior's scale")
{
    // (|w|_1 + |h|_1) / b: the penalty makes both norms the same, and their product is the sum of the atom's model. Where every
    // atom were as its prior expects, b^2 K / ((a - 1) (a - 2)) would be the mean of the spectra.
    constexpr double balance = 0.02; // of both norms, after so many iterations
    const auto spectra = gaussianComponents (4, 2);
    for (const float floor : { 1e-3f, 1e-5f })
    {
        RankSelectionSpec spec;
        spec.floor = floor;
        const auto factors = ranked (spectra, spec);
        const double a = spec.shape, numAtoms = static_cast<double> (spec.maxAtoms);
        const double prior = std::sqrt ((a - 1.0) * (a - 2.0) * spectra.mean() / numAtoms);
        for (Index atom = 0; atom < factors.relevances.size(); ++atom)
        {
            const double norms = 2.0 * std::sqrt (factors.activations.row (atom).sum());
            CHECK (factors.relevances[atom] == Approx (norms / prior).epsilon (balance));
        }
    }
}

TEST_CASE ("A number of atoms that is wanted is the number that is left")
{
    const auto spectra = gaussianComponents (4, 3);
    for (const Index wanted : { 1, 3, 4, 6, 15, 20 })
    {
        RankSelectionSpec spec;
        spec.wantedAtoms = wanted;
        spec.iterations = 100;
        CHECK (ranked (spectra, spec).atoms.cols() == wanted);
    }
}

TEST_CASE ("A search for the number of atoms does not depend on the threads, and on the seed it does")
{
    const auto spectra = gaussianComponents (3, 4);
    const auto run = [&] (unsigned int seed, int threads)
    {
        RankSelectionSpec spec;
        spec.seed = seed;
        spec.numThreads = threads;
        spec.iterations = 60;
        return ranked (spectra, spec).activations;
    };
    const Eigen::MatrixXf one = run (1, 1);
    CHECK (run (1, 3) == one);
    CHECK (run (2, 1) != one);
}

TEST_CASE ("A search for the number of atoms is cancelled by its callback")
{
    int calls = 0;
    const auto result = training::selectRank (gaussianComponents (2, 5), {},
                                              [&] (const RankProgress&) { return ++calls < 3; });
    REQUIRE_FALSE (result.ok());
    CHECK (result.error().cancelled);
    CHECK (calls == 3);
}
