// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Training/Methods/DictionaryMerge.h"

#include "Core/Separator.h"
#include "Files/DictionaryFile.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/SmallDictionary.h"
#include "Support/TemporaryFolder.h"
#include "Support/TestDictionary.h"
#include "Unit/Training/TrainingSounds.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** Sources of 3, 2 and 4 atoms with all that a source can have, and transitions within and between them. */
core::Dictionary threeSources()
{
    core::Dictionary dictionary = randomDictionary (1, 0.0f, core::Spectrum::power, 5, 4);
    dictionary.sources = { { "voice", 0, 3, { 60, 61, -1 }, { 0, 0, 1 }, true, -1.0f, { 0, 1, 0 } },
                           { "guitar", 3, 2, { 40, 41 }, { 5, 6 }, true, -3.0f, { 1, 0 } },
                           { "noise", 5, 4, {}, { 1, 2, 3, 4 }, false, -6.0f } };
    dictionary.dynamics = { { 0, 3, 8, 4, 5 }, { 2, 4, 5, 0, 3 }, { 0.1f, 0.2f, 0.3f, 0.4f, 0.5f } };
    dictionary.mixer = { { "updates", 7.0 }, { "residual_atoms", 8.0 } };
    dictionary.modes = { "low", "high" };
    return dictionary;
}

/** One source of the same bins, with transitions of its own. */
core::Dictionary learnedSource (const std::string& name, Eigen::Index numAtoms)
{
    core::Dictionary dictionary = randomDictionary (2, 0.0f, core::Spectrum::power, numAtoms, 1);
    dictionary.atoms.conservativeResize (Eigen::NoChange, numAtoms);
    dictionary.sources = { { name, 0, numAtoms, {}, {}, false, 0.0f } };
    dictionary.dynamics = { { 0, static_cast<int> (numAtoms) - 1 }, { 0, 0 }, { 0.8f, 0.9f } };
    dictionary.mixer = { { "updates", 1.0 } };
    dictionary.licence.clear();
    dictionary.trainedOn = "3 s of sound";
    dictionary.command = "by hand";
    return dictionary;
}

core::Dictionary merged (const core::Dictionary& base, const core::Dictionary& learned)
{
    auto result = training::withLearnedSource (base, learned);
    INFO ((result.ok() ? std::string ("merged") : result.error().message()));
    REQUIRE (result.ok());
    return std::move (result).value();
}

/** The transitions as a matrix: their order means nothing. */
Eigen::MatrixXf dense (const core::Dictionary& dictionary)
{
    Eigen::MatrixXf matrix = Eigen::MatrixXf::Zero (dictionary.numAtoms(), dictionary.numAtoms());
    const auto& entries = dictionary.dynamics;
    for (size_t i = 0; i < entries.values.size(); ++i)
        matrix (entries.rows[i], entries.columns[i]) += entries.values[i];
    return matrix;
}
} // namespace

TEST_CASE ("A learned source takes the place of its namesake and the ones behind it move with all they have")
{
    const auto base = threeSources();
    const auto learned = learnedSource ("guitar", 6);
    const auto result = merged (base, learned);
    CHECK (core::validate (result).ok());
    REQUIRE (result.sources.size() == 3);
    CHECK (result.atoms.leftCols (3) == base.atoms.leftCols (3));
    CHECK (result.atoms.middleCols (3, 6) == learned.atoms);
    CHECK (result.atoms.rightCols (4) == base.atoms.rightCols (4));

    const auto& guitar = result.sources[1];
    CHECK (guitar.name == "guitar");
    CHECK_FALSE (guitar.isTarget);
    CHECK (guitar.pitches.empty());
    CHECK (guitar.groups.empty());
    CHECK (guitar.onsets.empty());
    CHECK (guitar.defaultGainDb == -3.0f);
    CHECK (result.sources[0].pitches == base.sources[0].pitches);
    CHECK (result.sources[0].onsets == base.sources[0].onsets);
    CHECK (result.sources[2].firstAtom == 9);
    CHECK (result.sources[2].groups == base.sources[2].groups);
    CHECK (result.mixer == base.mixer);
    CHECK (result.modes == base.modes);
    CHECK (result.frequenciesHz == base.frequenciesHz);
}

TEST_CASE ("A learned source may have fewer atoms than its namesake had")
{
    const auto base = threeSources();
    const auto result = merged (base, learnedSource ("voice", 1));
    CHECK (result.numAtoms() == 7);
    CHECK (result.sources[1].firstAtom == 1);
    CHECK (result.atoms.rightCols (6) == base.atoms.rightCols (6));
}

TEST_CASE ("A learned source of a new name comes last")
{
    const auto base = threeSources();
    const auto learned = learnedSource ("residual", 2);
    const auto result = merged (base, learned);
    REQUIRE (result.sources.size() == 4);
    CHECK (result.sources[3].name == "residual");
    CHECK (result.sources[3].firstAtom == 9);
    CHECK (result.atoms.leftCols (9) == base.atoms);
    CHECK (result.atoms.rightCols (2) == learned.atoms);
}

TEST_CASE ("Transitions of a replaced source go and the others follow their atoms")
{
    Eigen::MatrixXf expected = Eigen::MatrixXf::Zero (13, 13);
    expected (0, 2) = 0.1f;  // within voice: where it was
    expected (12, 9) = 0.3f; // within noise: four atoms further
    expected (3, 3) = 0.8f;  // of the learned source
    expected (8, 3) = 0.9f;
    CHECK (dense (merged (threeSources(), learnedSource ("guitar", 6))) == expected);

    const auto added = dense (merged (threeSources(), learnedSource ("bell", 2)));
    CHECK (added.topLeftCorner (9, 9) == dense (threeSources()));
    CHECK (added (9, 9) == 0.8f);
    CHECK (added (10, 9) == 0.9f);
    CHECK (added.sum() == Approx (dense (threeSources()).sum() + 1.7f));
}

TEST_CASE ("What was learned is named behind what was there and only once")
{
    const auto base = threeSources();
    const auto once = merged (base, learnedSource ("bell", 2));
    CHECK (once.licence == "CC0-1.0; bell: learned by its user, no licence stated");
    CHECK (once.trainedOn == "random numbers; bell: 3 s of sound");
    CHECK (once.command == "none; bell: by hand");
    const auto twice = merged (once, learnedSource ("bell", 3));
    CHECK (twice.licence == once.licence);
    auto licensed = learnedSource ("bell", 2);
    licensed.licence = "MIT";
    CHECK (merged (base, licensed).licence == "CC0-1.0; bell: MIT");
    auto longer = learnedSource ("door-bell", 2);
    CHECK_THAT (merged (merged (base, longer), learnedSource ("bell", 2)).licence,
                Catch::EndsWith ("; bell: learned by its user, no licence stated"));
}

TEST_CASE ("Rows that differ by rounding are the same and those of the base stay")
{
    const auto base = threeSources();
    auto learned = learnedSource ("bell", 2);
    learned.frequenciesHz *= 1.0f + 2e-7f;
    CHECK (merged (base, learned).frequenciesHz == base.frequenciesHz);
}

TEST_CASE ("What was not learned for the dictionary is refused by name")
{
    const auto messageOf = [base = threeSources()] (const auto& change)
    {
        auto learned = learnedSource ("bell", 2);
        change (learned);
        const auto result = training::withLearnedSource (base, learned);
        return result.ok() ? std::string() : result.error().message();
    };
    CHECK_THAT (messageOf ([] (auto& learned) { learned.spectrum = core::Spectrum::magnitude; }),
                Catch::Contains ("found magnitude; allowed: power"));
    const auto kit = training::withLearnedSource (test::convolutiveDictionary (1), learnedSource ("bell", 2));
    REQUIRE_FALSE (kit.ok());
    CHECK (kit.error().found == "a convolutive one");
    CHECK_THAT (messageOf ([] (auto& learned) { learned.window = 1024; }),
                Catch::Contains ("1024 samples at 16000 Hz"));
    CHECK_THAT (messageOf ([] (auto& learned) { learned.frequenciesHz[7] += 1.0f; }),
                Catch::Contains ("frequencies[7]"));
    CHECK_THAT (messageOf (
                    [] (auto& learned)
                    {
                        learned.frequenciesHz.conservativeResize (200);
                        learned.atoms.conservativeResize (200, Eigen::NoChange);
                    }),
                Catch::Contains ("200 bins"));
    CHECK_THAT (messageOf (
                    [] (auto& learned)
                    {
                        learned.sources[0].numAtoms = 1;
                        learned.sources.push_back ({ "second", 1, 1, {}, {} });
                    }),
                Catch::Contains ("sources: found 2; allowed: 1"));
}

TEST_CASE ("A dictionary that has as many sources as it may takes no other but learns its own anew")
{
    auto base = randomDictionary (1, 0.0f, core::Spectrum::power, core::maxSources - 1, 1);
    base.sources.clear();
    for (Eigen::Index i = 0; i < core::maxSources; ++i)
        base.sources.push_back ({ "source-" + std::to_string (i), i, 1, {}, {} });
    REQUIRE (core::validate (base).ok());
    CHECK_FALSE (training::withLearnedSource (base, learnedSource ("bell", 2)).ok());
    CHECK (training::withLearnedSource (base, learnedSource ("source-64", 2)).ok());
}

TEST_CASE ("A separator plays the merged dictionary and its sources sum to the delayed input")
{
    constexpr double nullDb = -120.0; // of 32-bit sums
    core::Separator separator;
    const auto dictionary = merged (randomDictionary (1), learnedSource ("bell", 5));
    REQUIRE (separator.prepare ({ 16000.0, 1, core::LatencyMode::balanced, 0 }, dictionary, {}).ok());
    const Eigen::VectorXf input = Random (3).noise (16000);
    Eigen::MatrixXf outputs (input.size(), 3);
    const float* from = input.data();
    std::vector<float*> to{ outputs.col (0).data(), outputs.col (1).data(), outputs.col (2).data() };
    separator.process (&from, to.data(), input.size());
    const Eigen::Index length = input.size() - separator.latencySamples();
    const Eigen::VectorXf difference = outputs.rowwise().sum().tail (length) - input.head (length);
    CHECK (20.0 * std::log10 (difference.norm() / input.norm()) < nullDb);
    CHECK (outputs.col (2).norm() > 0.01f * input.norm());
}

TEST_CASE ("A source learned for a factory dictionary has exactly its rows and joins it")
{
    const TemporaryFolder folder;
    constexpr double rateHz = 44100.0; // the highest of theirs
    writeSound (folder / "hiss.wav", Random (1).noise (22050), rateHz);
    int tried = 0;
    for (const auto& file :
         std::filesystem::directory_iterator (std::string (paths::resources) + "/Dictionaries"))
    {
        if (file.path().extension() != ".safetensors")
            continue;
        INFO (file.path().filename());
        const auto base = files::loadDictionary (file.path());
        REQUIRE (base.ok());
        auto spec = training::specToExtend (base.value());
        if (base.value().unfolding) // its matrices were trained together
        {
            REQUIRE_FALSE (spec.ok());
            CHECK_THAT (spec.error().message(), Catch::Contains ("a plain dictionary"));
            continue;
        }
        REQUIRE (spec.ok());
        spec.value().iterations = 1;
        const auto learned = training::train (spec.value(), { { "hiss", { folder / "hiss.wav" }, 2 } }, goOn);
        REQUIRE (learned.ok());
        CHECK (learned.value().frequenciesHz == base.value().frequenciesHz);
        CHECK (learned.value().maskExponent == base.value().maskExponent);
        CHECK (learned.value().divergenceBeta == base.value().divergenceBeta);
        CHECK (training::withLearnedSource (base.value(), learned.value()).ok());
        ++tried;
    }
    CHECK (tried >= 12);
}

TEST_CASE ("A dictionary whose rows are no bins of its window is not extended")
{
    const auto spec = training::specToExtend (smallDictionary());
    REQUIRE_FALSE (spec.ok());
    CHECK_THAT (spec.error().message(), Catch::Contains ("9, as the dictionary has"));
    auto shortWindow = randomDictionary (1);
    shortWindow.window = 256; // below what any mode listens to
    REQUIRE_FALSE (training::specToExtend (shortWindow).ok());
    CHECK_THAT (training::specToExtend (shortWindow).error().message(), Catch::Contains ("window"));
}

TEST_CASE ("Transitions are learned for a dictionary that has some")
{
    CHECK (training::specToExtend (threeSources()).value().learnDynamics);
    CHECK_FALSE (training::specToExtend (randomDictionary (1)).value().learnDynamics);
}
