// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/KitTraining.h"

#include "Support/ConvolutiveDictionary.h"
#include "Support/TemporaryFolder.h"
#include "Training/Factorisation/ConvolutiveFactoriser.h"
#include "Unit/Training/TrainingSounds.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;

namespace
{
/** A drum: noise or a tone that fades, struck where asked. */
Eigen::VectorXf struck (const std::vector<double>& seconds, double hz, double fadeSeconds, double lasts = 1.2)
{
    const auto length = static_cast<Index> (lasts * test::trainingRateHz);
    const Eigen::VectorXf body = hz > 0.0 ? test::tone (hz, length) : test::Random (5).noise (length, 0.3f);
    Eigen::VectorXf sound = Eigen::VectorXf::Zero (length);
    for (const double at : seconds)
        for (auto n = static_cast<Index> (at * test::trainingRateHz); n < length; ++n)
        {
            const double since = static_cast<double> (n) / test::trainingRateHz - at;
            sound[n] += body[n] * static_cast<float> (std::exp (-since / fadeSeconds));
        }
    return sound;
}

training::TrainingSpec kitSpec()
{
    auto spec = test::quickSpec();
    spec.divergenceBeta = 1.0f;
    spec.spectrum = core::Spectrum::magnitude;
    spec.maskExponent = 2.0f;
    return spec;
}

training::SourceMaterial drum (const std::string& name, const std::filesystem::path& file)
{
    training::SourceMaterial material;
    material.name = name;
    material.files = { file };
    material.numAtoms = 2;
    return material;
}

/** A kick of one hit and a snare of three in one recording. */
struct Kit
{
    test::TemporaryFolder folder;
    std::vector<training::SourceMaterial> sources;

    Kit()
    {
        test::writeSound (folder / "kick.wav", struck ({ 0.1 }, 80.0, 0.08));
        test::writeSound (folder / "snare.wav", struck ({ 0.05, 0.4, 0.8 }, 0.0, 0.04));
        sources = { drum ("kick", folder / "kick.wav"), drum ("snare", folder / "snare.wav") };
    }
};
} // namespace

TEST_CASE ("Deconvolution explains what templates made, its divergence never rising, for any divergence")
{
    for (const float beta : { 0.0f, 0.5f, 1.0f, 2.0f })
    {
        const auto truth = test::convolutiveDictionary (3, beta, 2, 1, 6);
        Eigen::MatrixXf activations = Eigen::MatrixXf::Zero (truth.numAtoms(), 90);
        for (Index frame = 0; frame < 80; frame += 7)
            activations (frame % 2 == 0 ? 0 : 3, frame) = 1.0f;
        const Eigen::MatrixXf sound = test::played (truth, activations).array() + 1e-4f;

        test::Random random (9);
        training::ConvolutiveFactors start;
        for (int lag = 0; lag < 6; ++lag)
            start.templates.push_back (random.positive (sound.rows(), 2));
        start.activations = random.positive (2, sound.cols());
        start.activations.row (0).head (5).setZero();
        std::vector<double> divergences;
        const auto note = [&] (int, double divergence)
        {
            divergences.push_back (divergence);
            return true;
        };
        training::FactorisationSpec spec;
        spec.beta = beta;
        spec.iterations = 60;
        const auto factors = training::factorise (sound, start, spec, note);
        REQUIRE (factors.ok());
        INFO ("beta " << beta);
        REQUIRE (divergences.size() == 60);
        for (size_t i = 1; i < divergences.size(); ++i)
            CHECK (divergences[i] <= divergences[i - 1] * (1.0 + 1e-4));
        CHECK (divergences.back() < 0.3 * divergences.front());
        CHECK (factors.value().activations.row (0).head (5).isZero (0.0f)); // zeros stay
        Eigen::RowVectorXf sums = Eigen::RowVectorXf::Zero (2);
        for (const auto& atoms : factors.value().templates)
            sums += atoms.colwise().sum();
        CHECK (sums.isOnes (1e-4f));
    }
}

TEST_CASE (
    "Hits become templates that begin where the hit does and fade as it fades, and plain atoms beside them")
{
    const Kit kit;
    const auto trained = training::trainKit (kitSpec(), {}, kit.sources, test::goOn);
    INFO ((trained.ok() ? std::string() : trained.error().message()));
    REQUIRE (trained.ok());
    const auto& dictionary = trained.value();
    CHECK (dictionary.modes == core::convolutiveModes());
    REQUIRE (dictionary.tails.size() == 39); // 200 ms
    REQUIRE (dictionary.sources.size() == 2);
    CHECK (dictionary.sources[0].numAtoms == 2 + 2); // one hit, analysed at two offsets within a hop
    CHECK (dictionary.sources[1].numAtoms == 6 + 2); // three hits
    const auto levels = [&] (Index atom)
    {
        Eigen::VectorXf level (40);
        level[0] = dictionary.atoms.col (atom).sum();
        for (Index lag = 1; lag < 40; ++lag)
            level[lag] = dictionary.tails[static_cast<size_t> (lag) - 1].col (atom).sum();
        return level;
    };
    for (const Index atom : { 0, 1 })
    {
        const Eigen::VectorXf level = levels (atom);
        Index loudest = 0;
        level.maxCoeff (&loudest);
        CHECK (loudest >= 1);
        CHECK (loudest <= 6);
        // 20 frames are 100 ms: a magnitude that fades with 80 ms has e^-1.25 of itself left.
        CHECK (level[35] / level[15] == Approx (std::exp (-1.25f)).epsilon (0.15));
        Index band = 0;
        dictionary.tails[9].col (atom).maxCoeff (&band); // the window contains all of the hit by then
        CHECK (dictionary.frequenciesHz[band] == Approx (80.0f).margin (35.0f));
    }
    for (const Index plain : { 2, 3 })
        CHECK (levels (plain).tail (39).isZero (0.0f));
}

TEST_CASE ("A kit that is learned twice has the same bytes")
{
    const Kit kit;
    const auto first = training::trainKit (kitSpec(), {}, kit.sources, test::goOn);
    const auto second = training::trainKit (kitSpec(), {}, kit.sources, test::goOn);
    REQUIRE (first.ok());
    CHECK (first.value().atoms == second.value().atoms);
    CHECK (first.value().tails == second.value().tails);
}

TEST_CASE ("A kit that cannot be learned says why")
{
    const Kit kit;
    const auto messageOf = [&] (const training::TrainingSpec& spec, const training::KitSpec& kitToLearn,
                                const std::vector<training::SourceMaterial>& sources)
    {
        const auto trained = training::trainKit (spec, kitToLearn, sources, test::goOn);
        return trained.ok() ? std::string() : trained.error().message();
    };
    CHECK_THAT (messageOf (kitSpec(), {}, {}), Catch::Contains ("sources"));
    CHECK_THAT (messageOf (kitSpec(), { 0 }, kit.sources),
                Catch::Contains ("templates: found 0; allowed: 1 to 64"));
    CHECK_THAT (messageOf (kitSpec(), { 6, 2.0 }, kit.sources), Catch::Contains ("2000 ms"));
    auto sources = kit.sources;
    sources[1].files = { kit.folder / "nothing.wav" };
    CHECK_THAT (messageOf (kitSpec(), {}, sources), Catch::Contains ("nothing.wav"));
    test::writeSound (kit.folder / "silence.wav", Eigen::MatrixXf::Zero (16000, 1));
    sources[1].files = { kit.folder / "silence.wav" };
    CHECK_THAT (messageOf (kitSpec(), {}, sources), Catch::Contains ("source snare: found no hit"));
    sources = kit.sources;
    sources[0].pitched = true;
    CHECK_THAT (messageOf (kitSpec(), {}, sources), Catch::Contains ("no pitch"));
    sources = kit.sources;
    sources[0].numAtoms = 100;
    CHECK_THAT (messageOf (kitSpec(), {}, sources), Catch::Contains ("rank of kick"));
    const auto stopped = training::trainKit (kitSpec(), {}, kit.sources,
                                             [] (const auto& progress) { return progress.iteration < 5; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
