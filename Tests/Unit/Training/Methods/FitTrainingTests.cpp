// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/FitTraining.h"

#include "Support/ConvolutiveDictionary.h"
#include "Support/TemporaryFolder.h"
#include "Unit/Training/TrainingSounds.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using training::Mark;

namespace
{
constexpr Index second = 16000;

/** A low and a high tone, each coming and going; in the first second the low one is alone, in the second the high one. */
struct Song
{
    test::TemporaryFolder folder;
    std::filesystem::path file = folder / "song.wav";
    std::vector<Mark> marks{ { Mark::Kind::alone, 0, 0.0, 1.0 }, { Mark::Kind::silent, 0, 1.0, 2.0 } };

    Song()
    {
        Eigen::VectorXf low = test::tone (400.0, 4 * second), high = test::tone (3000.0, 4 * second);
        low.segment (second, second).setZero();
        high.head (second).setZero();
        for (Index n = 2 * second; n < 4 * second; ++n)
        {
            const double turn = std::sin (2.0 * std::numbers::pi * 1.5 * static_cast<double> (n) / second);
            low[n] *= static_cast<float> (0.6 + 0.4 * turn);
            high[n] *= static_cast<float> (0.6 - 0.4 * turn);
        }
        test::writeSound (file, low + high);
    }

    [[nodiscard]] core::Dictionary blank() const
    {
        std::vector<training::SourceMaterial> sources (2);
        sources[0].name = "low";
        sources[1].name = "high";
        sources[0].numAtoms = sources[1].numAtoms = 3;
        auto blankOne = training::blankDictionary (test::quickSpec(), sources, file);
        REQUIRE (blankOne.ok());
        return std::move (blankOne).value();
    }
};

/** Share of a source's atoms below a frequency. */
float shareBelow (const core::Dictionary& dictionary, size_t source, float hz)
{
    const auto& range = dictionary.sources[source];
    const auto atoms = dictionary.atoms.middleCols (range.firstAtom, range.numAtoms);
    const Index rows = (dictionary.frequenciesHz.array() < hz).count();
    return atoms.topRows (rows).sum() / atoms.sum();
}
} // namespace

TEST_CASE ("Marks teach each source its own sound, from nothing; without marks nobody knows whose it is")
{
    const Song song;
    const auto blank = song.blank();
    CHECK (core::validate (blank).ok());
    training::FitSpec spec;
    spec.iterations = 60;
    const auto fitted = training::fitDictionary (spec, blank, song.file, song.marks, test::goOn);
    INFO ((fitted.ok() ? std::string() : fitted.error().message()));
    REQUIRE (fitted.ok());
    CHECK (shareBelow (fitted.value(), 0, 1500.0f) > 0.9f);
    CHECK (shareBelow (fitted.value(), 1, 1500.0f) < 0.3f);
    const auto unmarked = training::fitDictionary (spec, blank, song.file, {}, test::goOn);
    REQUIRE (unmarked.ok());
    const bool isTold =
        shareBelow (unmarked.value(), 0, 1500.0f) > 0.9f && shareBelow (unmarked.value(), 1, 1500.0f) < 0.3f;
    CHECK_FALSE (isTold);
}

TEST_CASE ("The divergence of a fit does not rise, and atoms that were never active stay as they were")
{
    const Song song;
    auto blank = song.blank();
    double last = 1e30;
    const auto watch = [&last] (const training::TrainingProgress& progress)
    {
        CHECK (progress.divergence <= last * (1.0 + 1e-5));
        last = progress.divergence;
        return true;
    };
    const std::vector<Mark> marks{ { Mark::Kind::alone, 0, 0.0, 1.0 }, { Mark::Kind::silent, 1, 0.0, 5.0 } };
    const auto fitted = training::fitDictionary ({}, blank, song.file, marks, watch);
    REQUIRE (fitted.ok());
    CHECK (last < 1e30);
    CHECK (fitted.value().atoms.rightCols (3).isApprox (blank.atoms.rightCols (3), 1e-5f));
    CHECK_FALSE (fitted.value().atoms.leftCols (3).isApprox (blank.atoms.leftCols (3), 0.01f));
}

TEST_CASE ("What cannot be fitted is refused and says why")
{
    const Song song;
    const auto blank = song.blank();
    const auto messageOf =
        [&] (const core::Dictionary& base, const std::vector<Mark>& marks, const std::filesystem::path& file)
    {
        const auto fitted = training::fitDictionary ({}, base, file, marks, test::goOn);
        return fitted.ok() ? std::string() : fitted.error().message();
    };
    CHECK_THAT (messageOf (blank, { { Mark::Kind::silent, 2, 0.0, 1.0 } }, song.file),
                Catch::Contains ("mark"));
    CHECK_THAT (messageOf (blank, { { Mark::Kind::silent, 0, 1.0, 1.0 } }, song.file),
                Catch::Contains ("mark"));
    CHECK_THAT (messageOf (blank, { { Mark::Kind::alone, 0, 0.0, 1.0 }, { Mark::Kind::silent, 0, 0.0, 1.0 } },
                           song.file),
                Catch::Contains ("no source that may sound"));
    CHECK_THAT (messageOf (blank, {}, song.folder / "nothing.wav"), Catch::Contains ("nothing.wav"));
    test::writeSound (song.folder / "silence.wav", Eigen::MatrixXf::Zero (16000, 1));
    CHECK_THAT (messageOf (blank, {}, song.folder / "silence.wav"), Catch::Contains ("no sound"));
    CHECK_THAT (messageOf (test::convolutiveDictionary (1), {}, song.file), Catch::Contains ("convolutive"));
    const auto stopped = training::fitDictionary (
        {}, blank, song.file, {}, [] (const auto& progress) { return progress.iteration < 3; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
}
