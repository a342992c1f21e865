// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/OracleMasks.h"
#include "Evaluation/SiSdr.h"

#include "Unit/Evaluation/TestSignals.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using evaluation::OracleMask;

namespace
{
using Sounds = std::vector<MatrixXf>;

constexpr double rateHz = 16000.0;
constexpr float maskTolerance = 1e-6f; // rounding of a few float sums

std::vector<Eigen::Map<const MatrixXf>> views (const Sounds& sounds)
{
    std::vector<Eigen::Map<const MatrixXf>> all;
    for (const auto& sound : sounds)
        all.emplace_back (sound.data(), sound.rows(), sound.cols());
    return all;
}

core::FrameGeometry geometry()
{
    constexpr double windowSeconds = 0.032;
    const auto made = core::frameGeometry (rateHz, core::LatencyMode::balanced, windowSeconds);
    REQUIRE (made.ok());
    return made.value();
}

Sounds separated (OracleMask kind, const MatrixXf& mixture, const Sounds& stems)
{
    auto result = evaluation::separateByOracle (kind, mixture, views (stems), geometry());
    REQUIRE (result.ok());
    return std::move (result).value();
}

/** Two tones far apart that take turns, and noise. */
Sounds tonesAndNoise (Index length)
{
    MatrixXf low = tests::sine (300.0, rateHz, length);
    const MatrixXf high = tests::sine (3000.0, rateHz, length);
    low.middleRows (length / 4, length / 4).setZero();
    return { low, high, 0.1f * tests::noise (51, length) };
}
} // namespace

TEST_CASE ("Oracle masks lie between 0 and 1 and sum to one in every bin, silent ones too")
{
    Eigen::MatrixXcf stems (40, 6); // three sources of two channels
    std::srand (4);                 // Eigen's Random uses it
    stems.setRandom();
    stems.topRows (10).setZero();
    stems.middleRows (10, 10) *= 1e-18f; // powers between the smallest floats
    stems.bottomRows (10) *= 1e15f;
    for (const auto kind : { OracleMask::wiener, OracleMask::ratio })
    {
        MatrixXf masks (40, 3);
        evaluation::fillOracleMasks (kind, stems, masks);
        CHECK (masks.minCoeff() >= 0.0f);
        CHECK (masks.maxCoeff() <= 1.0f);
        CHECK ((masks.rowwise().sum().array() - 1.0f).abs().maxCoeff() < maskTolerance);
        CHECK ((masks.topRows (10).array() - 1.0f / 3.0f).abs().maxCoeff() < maskTolerance);
    }
}

TEST_CASE ("The Wiener mask shares by power over all channels, the ratio mask by its root")
{
    Eigen::MatrixXcf stems (1, 4); // powers 9 + 16 = 25 and 64 + 36 = 100
    stems << std::complex<float> (3.0f, 0.0f), std::complex<float> (0.0f, -4.0f),
        std::complex<float> (0.0f, 8.0f), std::complex<float> (-6.0f, 0.0f);
    MatrixXf masks (1, 2);
    evaluation::fillOracleMasks (OracleMask::wiener, stems, masks);
    CHECK (masks (0, 0) == Approx (0.2));
    CHECK (masks (0, 1) == Approx (0.8));
    evaluation::fillOracleMasks (OracleMask::ratio, stems, masks);
    CHECK (masks (0, 0) == Approx (1.0 / 3.0));
    CHECK (masks (0, 1) == Approx (2.0 / 3.0));
}

TEST_CASE ("Sources separated by an oracle sum to the mixture, whatever its length and channels")
{
    constexpr float roundingOfFft = 1e-5f;
    for (const Index length : { 1, 5000, 16384, 40000 })
        for (const Index numChannels : { 1, 2 })
        {
            const MatrixXf mixture = tests::noise (52, length * numChannels).reshaped (length, numChannels);
            const MatrixXf stem = tests::noise (53, length * numChannels).reshaped (length, numChannels);
            const auto sources = separated (OracleMask::wiener, mixture, { stem, mixture - stem });
            REQUIRE (sources.size() == 2);
            CHECK ((sources[0] + sources[1] - mixture).cwiseAbs().maxCoeff() < roundingOfFft);
        }
}

TEST_CASE ("An oracle comes far nearer to every source than the mixture is")
{
    const Sounds stems = tonesAndNoise (32000);
    const MatrixXf mixture = stems[0] + stems[1] + stems[2];
    for (const auto kind : { OracleMask::wiener, OracleMask::ratio })
    {
        const auto sources = separated (kind, mixture, stems);
        for (size_t i = 0; i < stems.size(); ++i)
        {
            const auto before = evaluation::meanSiSdrDb (stems[i], mixture);
            const auto after = evaluation::meanSiSdrDb (stems[i], sources[i]);
            REQUIRE (before.ok());
            REQUIRE (after.ok());
            CHECK (after.value() > before.value() + 5.0);
        }
    }
}

TEST_CASE ("A single true source gets the whole mixture")
{
    const MatrixXf mixture = tests::noise (54, 20000);
    const auto sources = separated (OracleMask::ratio, mixture, { 0.2f * mixture });
    CHECK ((sources[0] - mixture).cwiseAbs().maxCoeff() < 1e-5f); // rounding of the FFT
}

TEST_CASE ("An oracle refuses stems of another shape, and none")
{
    const MatrixXf mixture = tests::noise (55, 2000);
    const auto refused = [&] (const Sounds& stems)
    { return ! evaluation::separateByOracle (OracleMask::wiener, mixture, views (stems), geometry()).ok(); };
    CHECK (refused ({}));
    CHECK (refused ({ mixture.topRows (1999) }));
    CHECK (refused ({ mixture.replicate (1, 2) }));
}
