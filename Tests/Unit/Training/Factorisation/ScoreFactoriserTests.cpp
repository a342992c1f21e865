// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/ScoreFactoriser.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Two parts that play one spectrum in turn, which only the score tells apart, another note beside them, and a rest. */
struct ScoredSpectra
{
    explicit ScoredSpectra (test::Random& random)
        : atoms (random.positive (24, 4))
        , score (MatrixXf::Zero (3, 96))
    {
        atoms.col (1) = atoms.col (0);
        core::normaliseAtoms (atoms);
        for (Index note = 0; note < 8; ++note)
            score.block (note % 2, 12 * note, 1, 10).setOnes();
        score.block (2, 20, 1, 40).setOnes();
        levels.resize (4, 96);
        levels << score, MatrixXf::Constant (1, 96, 0.05f);
        levels *= 30.0f;
        spectra = atoms * levels;
        spectra /= spectra.mean();
    }

    /** The score so many frames late. */
    [[nodiscard]] MatrixXf late (Index frames) const
    {
        MatrixXf moved = MatrixXf::Zero (score.rows(), score.cols());
        moved.rightCols (score.cols() - frames) = score.leftCols (score.cols() - frames);
        return moved;
    }

    MatrixXf atoms, score, levels, spectra;
};

training::Factors scored (const ScoredSpectra& sound, const MatrixXf& score, const training::ScoreSpec& spec)
{
    double last = std::numeric_limits<double>::max();
    const auto found =
        training::factoriseWithScore (sound.spectra, sound.atoms, score, spec,
                                      [&] (int iteration, double objective)
                                      {
                                          constexpr double floatSums = 1e-5;
                                          INFO ("coupling " << spec.coupling << ", iteration " << iteration);
                                          CHECK (objective <= last + floatSums * std::abs (last));
                                          last = objective;
                                          return true;
                                      });
    REQUIRE (found.ok());
    return found.value();
}

float likeness (const Eigen::RowVectorXf& a, const Eigen::RowVectorXf& b)
{
    return a.normalized().dot (b.normalized());
}
} // namespace

TEST_CASE ("Factors of a spectrogram and its score never raise their objective, and atoms keep unit sums")
{
    test::Random random (71);
    const ScoredSpectra sound (random);
    for (const float coupling : { 1e-3f, 0.03f, 3.0f })
        for (const Index late : { 0, 3 })
            for (const float sparsity : { 0.0f, 1.0f })
            {
                training::ScoreSpec spec;
                spec.coupling = coupling;
                spec.restPrice = sparsity;
                spec.iterations = 100;
                const auto found = scored (sound, sound.late (late), spec);
                CHECK ((found.atoms.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
                CHECK (found.activations.minCoeff() > 0.0f);
            }
}

TEST_CASE ("A soft score tells equal spectra apart, also where it is late, and does not move what sounds")
{
    test::Random random (72);
    const ScoredSpectra sound (random);
    for (const Index late : { 0, 3 })
    {
        INFO (late << " frames late");
        const auto found = scored (sound, sound.late (late), {});
        for (const Index part : { 0, 1 })
            CHECK (likeness (found.activations.row (part), sound.levels.row (part)) >
                   (late == 0 ? 0.97f : 0.8f));
        CHECK (likeness (found.activations.row (2), sound.levels.row (2)) > 0.95f); // its spectrum is its own
    }
}

TEST_CASE ("The number of threads does not change factors with a score, and a callback cancels them")
{
    test::Random random (73);
    const ScoredSpectra sound (random);
    training::ScoreSpec spec;
    spec.iterations = 5;
    const auto alone = scored (sound, sound.score, spec);
    spec.numThreads = 3;
    CHECK (scored (sound, sound.score, spec).activations == alone.activations);
    const auto stopped = training::factoriseWithScore (sound.spectra, sound.atoms, sound.score, spec,
                                                       [] (int iteration, double) { return iteration < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
