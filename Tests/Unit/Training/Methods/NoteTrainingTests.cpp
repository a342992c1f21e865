// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/NoteTraining.h"

#include "Files/DictionaryFile.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"
#include "Training/Factorisation/Partials.h"
#include "Training/Material/Segment.h"
#include "Unit/Training/TrainingSounds.h"

#include <Eigen/QR>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** A plucked note: a click, then decaying partials, a little hiss. */
Eigen::VectorXf plucked (double hz)
{
    constexpr Eigen::Index length = 24000;
    Eigen::VectorXf samples = Random (3).noise (length, 1e-4f);
    for (int partial = 1; partial * hz < 7000.0; ++partial)
        samples += tone (partial * hz, length) / static_cast<float> (partial);
    for (Eigen::Index n = 0; n < length; ++n)
        samples[n] *= std::exp (-2e-4f * static_cast<float> (n));
    samples.head (400) += Random (4).noise (400, 1.5f);
    return samples;
}

double hzOf (int note)
{
    return 440.0 * std::exp2 ((note - 69) / 12.0);
}
} // namespace

TEST_CASE ("Harmonic atoms are zero outside their partials, onset atoms broad, both of their note")
{
    const TemporaryFolder folder;
    writeSound (folder / "A4.wav", plucked (hzOf (69)));
    writeSound (folder / "B4.wav", plucked (hzOf (71)));
    auto spec = quickSpec();
    spec.windowSeconds = 0.064;
    training::SourceMaterial material{ "string", { folder / "A4.wav", folder / "B4.wav" }, 2, true };
    material.isHarmonic = true;
    material.onsetAtoms = 1;
    const auto trained = training::train (spec, { material }, goOn);
    REQUIRE (trained.ok());
    const auto& source = trained.value().sources[0];
    CHECK (source.pitches == std::vector<int>{ 69, 69, 69, 70, 70, 70, 71, 71, 71 });
    CHECK (source.onsets == std::vector<int>{ 0, 0, 1, 0, 0, 1, 0, 0, 1 });
    const auto geometry = training::trainingGeometry (spec);
    REQUIRE (geometry.ok());
    for (Eigen::Index atom = 0; atom < source.numAtoms; ++atom)
    {
        const auto partials =
            training::partialsOf (source.pitches[static_cast<size_t> (atom)], geometry.value());
        const Eigen::VectorXf outside =
            (trained.value().atoms.col (atom).array() * (1.0f - partials.array())).matrix();
        INFO ("atom " << atom);
        if (source.onsets[static_cast<size_t> (atom)] == 1)
            CHECK (outside.sum() > 0.1f); // a click has as much between the partials as on them
        else
            CHECK (outside.maxCoeff() == 0.0f);
    }
    const auto again = files::parseDictionary (files::serialiseDictionary (trained.value()), "copy");
    REQUIRE (again.ok());
    CHECK (again.value().sources[0].onsets == source.onsets);
}

TEST_CASE ("Atoms of patterns are sums of them, smooth over the partials where the sound lacks some")
{
    const TemporaryFolder folder;
    Eigen::VectorXf odd = Random (5).noise (24000, 1e-4f); // no even partials
    for (int partial = 1; partial * hzOf (57) < 7000.0; partial += 2)
        odd += tone (partial * hzOf (57), odd.size()) / static_cast<float> (partial);
    writeSound (folder / "A3.wav", odd);
    auto spec = quickSpec();
    spec.windowSeconds = 0.064;
    const auto geometry = training::trainingGeometry (spec);
    REQUIRE (geometry.ok());
    const Eigen::MatrixXf patterns = training::harmonicPatternsOf (57, geometry.value());
    const auto partials = training::partialsOf (57, geometry.value());
    CHECK ((patterns.rowwise().sum().array() * (1.0f - partials.array())).maxCoeff() == 0.0f);
    CHECK (patterns.cols() < 30); // bands of one ERB; 36 partials

    training::SourceMaterial material{ "string", { folder / "A3.wav" }, 1, true };
    material.isHarmonic = material.hasPatterns = true;
    const auto trained = training::train (spec, { material }, goOn);
    REQUIRE (trained.ok());
    const Eigen::VectorXf atom = trained.value().atoms.col (0);
    const Eigen::VectorXf amplitudes = patterns.colPivHouseholderQr().solve (atom);
    CHECK ((patterns * amplitudes - atom).norm() < 1e-3f * atom.norm());
    CHECK (amplitudes.minCoeff() > -1e-3f * amplitudes.maxCoeff());
}

TEST_CASE ("Partials lie at multiples of the fundamental, as wide as window, tuning and stiffness ask for")
{
    const auto geometry = core::frameGeometry (44100.0, core::LatencyMode::balanced, 0.0929);
    REQUIRE (geometry.ok());
    const auto partials = training::partialsOf (69, geometry.value());
    const auto at = [&] (double hz)
    {
        Eigen::Index nearest = 0;
        double distance = 1e9;
        for (Eigen::Index bin = 0; bin < partials.size(); ++bin)
            if (const double away = std::abs (geometry.value().binHz (bin) - hz); away < distance)
            {
                distance = away;
                nearest = bin;
            }
        return partials[nearest];
    };
    CHECK (at (220.0) == 0.0f);
    CHECK (at (660.0) == 0.0f);
    for (int partial = 1; partial <= 10; ++partial)
        for (const double mistuning : { 0.99, 1.0, 1.01 })
            CHECK (at (440.0 * partial * mistuning) == 1.0f);
    CHECK (
        training::partialsOf (127, core::frameGeometry (16000.0, core::LatencyMode::balanced, 0.032).value())
            .maxCoeff() == 0.0f);
}

TEST_CASE ("What cannot be a note's training is refused")
{
    const TemporaryFolder folder;
    writeSound (folder / "G9.wav", tone (4000.0, 16000));
    const auto messageOf = [&] (const training::SourceMaterial& material)
    {
        const auto trained = training::train (quickSpec(), { material }, goOn);
        return trained.ok() ? std::string() : trained.error().message();
    };
    training::SourceMaterial material{ "bell", { folder / "G9.wav" }, 1, true };
    CHECK (messageOf (material).empty());
    material.isHarmonic = true;
    CHECK_THAT (messageOf (material), Catch::Contains ("above the spectrum"));
    material.pitched = false;
    CHECK_THAT (messageOf (material), Catch::Contains ("pitched source"));
    material = { "bell", { folder / "G9.wav" }, 1, true };
    material.findRank = true;
    CHECK_THAT (messageOf (material), Catch::Contains ("auto"));
}

TEST_CASE ("A rank is found where none is given")
{
    const TemporaryFolder folder;
    const Eigen::Index second = 16000;
    Eigen::VectorXf samples (6 * second);
    samples << tone (400.0, second), tone (1700.0, second), tone (400.0, second) + tone (1700.0, second),
        tone (3900.0, second), tone (3900.0, second) + tone (400.0, second), tone (1700.0, second);
    samples += Random (1).noise (samples.size(), 1e-3f);
    writeSound (folder / "three.wav", samples);
    for (const bool incremental : { false, true })
    {
        auto spec = quickSpec();
        spec.incremental = incremental;
        training::SourceMaterial material{ "tones", { folder / "three.wav" }, 16 };
        material.findRank = true;
        const auto trained = training::train (spec, { material }, goOn);
        REQUIRE (trained.ok());
        CHECK (trained.value().numAtoms() >= 3);
        CHECK (trained.value().numAtoms() <= 5);
    }
}
