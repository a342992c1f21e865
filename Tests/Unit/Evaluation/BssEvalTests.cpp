// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/BssEval.h"
#include "Evaluation/Butterworth.h"

#include "Unit/Evaluation/TestSignals.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using evaluation::BssScores;
using evaluation::BssVersion;

namespace
{
using Sounds = std::vector<MatrixXf>;

// Correlations and filtering go through a 32-bit float FFT; the reference numbers are fitted in double.
constexpr double toleranceDb = 2e-3;
constexpr double rateHz = 1000.0; // sets the length of the windows of v4 and nothing else

/** What is left where the mathematics leaves nothing: rounding of the float FFT and the ridge of the fit. */
constexpr double asGoodAsPerfectDb = 60.0;

std::vector<Eigen::Map<const MatrixXf>> views (const Sounds& sounds)
{
    std::vector<Eigen::Map<const MatrixXf>> all;
    for (const auto& sound : sounds)
        all.emplace_back (sound.data(), sound.rows(), sound.cols());
    return all;
}

BssScores score (BssVersion version, const Sounds& references, const MatrixXf& estimate, size_t source = 0,
                 double windowRateHz = rateHz)
{
    const auto eval = evaluation::BssEval::prepare (version, views (references), windowRateHz);
    REQUIRE (eval.ok());
    const auto scores = eval.value().score (estimate, source);
    INFO ((scores.ok() ? "" : scores.error().message()));
    REQUIRE (scores.ok());
    return scores.value();
}

MatrixXf delayed (const MatrixXf& sound, Index samples)
{
    MatrixXf late = MatrixXf::Zero (sound.rows(), sound.cols());
    late.bottomRows (sound.rows() - samples) = sound.topRows (sound.rows() - samples);
    return late;
}

/** A case of `bss_sounds` in reference_scores.py. */
struct Case
{
    Sounds references;
    MatrixXf estimate;
    double rateHz = 1000.0;
};

/** The signal with four fifths of the band all but empty. */
MatrixXf dull (const Eigen::VectorXf& signal)
{
    const auto sections = evaluation::butterworthSections (evaluation::Pass::low, 8, 10000.0, 1000.0);
    const auto filtered = evaluation::filterCausal (sections, signal);
    REQUIRE (filtered.ok());
    return filtered.value();
}

Case caseNamed (const std::string& name)
{
    const Index count = name == "pauses" ? 4700 : name == "long" ? 20000 : 3700;
    const auto a = tests::noise (21, count);
    const auto b = tests::noise (22, count);
    const auto c = tests::noise (23, count);
    const MatrixXf echo = delayed (a, 300);
    Case made{ { a, b }, a + 0.25f * b + 0.125f * c + 0.5f * echo, name == "long" ? 9000.0 : 1000.0 };
    if (name == "pauses")
    {
        made.references[0].middleRows (900, 1200).setZero();
        made.references[1].middleRows (1900, 1200).setZero();
        made.estimate = made.references[0] + 0.25f * made.references[1] + 0.125f * c;
    }
    if (name == "dull")
    {
        made.references[0] = dull (a);
        made.estimate = made.references[0] + 0.0625f * b + 0.03125f * c;
    }
    if (name != "stereo")
        return made;
    MatrixXf first (count, 2), second (count, 2), turned (count, 2), echoes (count, 2);
    first << a, 0.5f * a + 0.5f * b;
    second << c, tests::noise (24, count);
    turned << 0.75f * first.col (0) + 0.25f * first.col (1), first.col (1);
    echoes << echo, echo;
    return { { first, second }, turned + 0.125f * second + 0.0625f * echoes, 1000.0 };
}
} // namespace

TEST_CASE ("BSS-Eval agrees with the independent script's dense least squares")
{
    const auto rows = tests::tableRows ("expected_bss.csv");
    REQUIRE (rows.size() == 10);
    for (const auto& row : rows)
    {
        INFO (row[0] << " " << row[1]);
        const Case made = caseNamed (row[0]);
        const auto version = row[1] == "v3" ? BssVersion::v3 : BssVersion::v4;
        const BssScores scores = score (version, made.references, made.estimate, 0, made.rateHz);
        CHECK (scores.sdrDb.value() == Approx (std::stod (row[2])).margin (toleranceDb));
        CHECK (scores.isrDb.has_value() == (version == BssVersion::v4));
        if (scores.isrDb)
            CHECK (*scores.isrDb == Approx (std::stod (row[3])).margin (toleranceDb));
        CHECK (scores.sirDb.value() == Approx (std::stod (row[4])).margin (toleranceDb));
        CHECK (scores.sarDb.value() == Approx (std::stod (row[5])).margin (toleranceDb));
    }
}

TEST_CASE ("v3 forgives any filter of 512 taps and not one tap more, v4 forgives none")
{
    const Sounds references{ tests::noise (31, 4000), tests::noise (32, 4000) };
    const MatrixXf within = delayed (references[0], 511) - 0.3f * references[0];
    const MatrixXf beyond = delayed (references[0], 512);
    const auto forgiven = score (BssVersion::v3, references, within);
    // The last 511 samples of the echo are cut off where the recording ends: that much is no filter.
    MatrixXf quietEnd = references[0];
    quietEnd.bottomRows (511).setZero();
    const MatrixXf whole = delayed (quietEnd, 511) - 0.3f * quietEnd;
    const auto perfect = score (BssVersion::v3, { quietEnd, references[1] }, whole);
    CHECK (perfect.sdrDb.value() > asGoodAsPerfectDb);
    CHECK (perfect.sirDb.value() > asGoodAsPerfectDb);
    CHECK (perfect.sarDb.value() > asGoodAsPerfectDb);
    CHECK (forgiven.sdrDb.value() < perfect.sdrDb.value());
    CHECK (score (BssVersion::v3, references, beyond).sdrDb.value() < 0.0);
    CHECK (score (BssVersion::v4, { quietEnd, references[1] }, whole).sdrDb.value() < 0.0);
}

TEST_CASE ("The scale of an estimate changes only the SDR and the ISR of v4")
{
    const Case made = caseNamed ("mono");
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto plain = score (version, made.references, made.estimate);
        for (const float scale : { -1.0f, 1e-4f, 300.0f })
        {
            const auto scaled = score (version, made.references, scale * made.estimate);
            CHECK (scaled.sirDb.value() == Approx (*plain.sirDb).margin (toleranceDb));
            CHECK (scaled.sarDb.value() == Approx (*plain.sarDb).margin (toleranceDb));
            const bool same = std::abs (*scaled.sdrDb - *plain.sdrDb) < toleranceDb;
            CHECK (same == (version == BssVersion::v3));
        }
    }
}

TEST_CASE ("The SDR of v4 is the median over windows of the energies of source and error")
{
    const MatrixXf reference = tests::noise (33, 3999);
    MatrixXf estimate = reference;
    const std::vector<double> levelsDb{ 4.0, 30.0, 11.0 }; // and 999 samples that fill no window
    for (size_t window = 0; window < levelsDb.size(); ++window)
    {
        const auto first = static_cast<Index> (1000 * window);
        const MatrixXf error = tests::noise (34, 1000);
        const float wanted = reference.middleRows (first, 1000).norm();
        estimate.middleRows (first, 1000) +=
            static_cast<float> (std::pow (10.0, -levelsDb[window] / 20.0)) * wanted / error.norm() * error;
    }
    estimate.bottomRows (999).setConstant (5.0f);
    CHECK (score (BssVersion::v4, { reference }, estimate).sdrDb.value() ==
           Approx (11.0).margin (toleranceDb));
}

TEST_CASE ("An estimate without interference has the SIR of rounding, one of the other source a low SDR")
{
    const Sounds references{ tests::noise (35, 4000), tests::noise (36, 4000) };
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto clean = score (version, references, 0.5f * references[0]);
        CHECK (clean.sirDb.value() > asGoodAsPerfectDb);
        CHECK (clean.sirDb.value() <= evaluation::bssLimitDb);
        // No permutation is searched: the other source's estimate is a bad one of this.
        CHECK (score (version, references, references[1]).sdrDb.value() < 0.0);
        CHECK (score (version, references, references[1], 1).sdrDb.value() > asGoodAsPerfectDb);
    }
}

TEST_CASE ("SIR falls as another source leaks and SAR as new sound appears")
{
    const Sounds references{ tests::noise (37, 4000), tests::noise (38, 4000) };
    const MatrixXf fresh = tests::noise (39, 4000);
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto leaky = score (version, references, references[0] + 0.3f * references[1] + 0.1f * fresh);
        const auto leakier = score (version, references, references[0] + 0.6f * references[1] + 0.1f * fresh);
        const auto noisier = score (version, references, references[0] + 0.3f * references[1] + 0.3f * fresh);
        CHECK (leakier.sirDb.value() < leaky.sirDb.value() - 4.0); // 6 dB more leaks
        CHECK (noisier.sarDb.value() < leaky.sarDb.value() - 4.0); // 10 dB more noise
    }
}

TEST_CASE ("A single true source has an SDR, the one it has beside others, and neither SIR nor SAR")
{
    const Case made = caseNamed ("mono");
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto alone = score (version, { made.references[0] }, made.estimate);
        CHECK (alone.sdrDb.value() ==
               Approx (*score (version, made.references, made.estimate).sdrDb).margin (toleranceDb));
        CHECK_FALSE (alone.sirDb);
        CHECK_FALSE (alone.sarDb);
    }
}

TEST_CASE ("A true source that is given twice, or is silent, changes nothing in v3")
{
    const Case made = caseNamed ("mono");
    const auto plain = score (BssVersion::v3, made.references, made.estimate);
    for (const MatrixXf& extra : { made.references[1], MatrixXf (0.0f * made.references[1]) })
    {
        Sounds more = made.references;
        more.push_back (extra);
        const auto scores = score (BssVersion::v3, more, made.estimate);
        CHECK (scores.sdrDb.value() == Approx (*plain.sdrDb).margin (toleranceDb));
        CHECK (scores.sirDb.value() == Approx (*plain.sirDb).margin (toleranceDb));
        CHECK (scores.sarDb.value() == Approx (*plain.sarDb).margin (toleranceDb));
    }
}

TEST_CASE ("Of several channels v3 gives the mean")
{
    const Case left = caseNamed ("mono");
    MatrixXf first (3700, 2), second (3700, 2), estimate (3700, 2);
    first << left.references[0], left.references[0];
    second << left.references[1], left.references[1];
    estimate << left.estimate, left.references[0] + 2.0f * left.references[1];
    const double both = score (BssVersion::v3, { first, second }, estimate).sirDb.value();
    const double one = score (BssVersion::v3, left.references, estimate.col (0)).sirDb.value();
    const double other = score (BssVersion::v3, left.references, estimate.col (1)).sirDb.value();
    CHECK (both == Approx (0.5 * (one + other)).margin (toleranceDb));
}

TEST_CASE ("Where the estimate is silent there are no scores")
{
    const Case made = caseNamed ("mono");
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto scores = score (version, made.references, 0.0f * made.estimate);
        CHECK_FALSE (scores.sdrDb);
        CHECK_FALSE (scores.sirDb);
        CHECK_FALSE (scores.sarDb);
    }
    MatrixXf halfSilent = made.estimate;
    halfSilent.bottomRows (2700).setZero();
    const auto firstWindow =
        score (BssVersion::v4, { made.references[0].topRows (1000) }, made.estimate.topRows (1000));
    CHECK (score (BssVersion::v4, { made.references[0] }, halfSilent).sdrDb.value() ==
           Approx (*firstWindow.sdrDb).margin (toleranceDb));
}

TEST_CASE ("A true source that is silent from end to end has no scores, and leaves the others theirs")
{
    const Case made = caseNamed ("mono");
    Sounds withSilence = made.references;
    withSilence.insert (withSilence.begin(), MatrixXf (0.0f * made.references[0]));
    for (const auto version : { BssVersion::v3, BssVersion::v4 })
    {
        const auto eval = evaluation::BssEval::prepare (version, views (withSilence), rateHz);
        REQUIRE (eval.ok());
        const auto silent = eval.value().score (made.estimate, 0);
        const auto first = eval.value().score (made.estimate, 1);
        REQUIRE ((silent.ok() && first.ok()));
        CHECK_FALSE (silent.value().sdrDb);
        CHECK_FALSE (silent.value().sirDb);
        const auto alone = score (version, made.references, made.estimate);
        CHECK (first.value().sdrDb.value() == Approx (*alone.sdrDb).margin (toleranceDb));
        CHECK (first.value().sirDb.value() == Approx (*alone.sirDb).margin (toleranceDb));
        CHECK (first.value().sarDb.value() == Approx (*alone.sarDb).margin (toleranceDb));
    }
}

TEST_CASE ("BSS-Eval refuses what it is not defined for, and says why")
{
    const MatrixXf good = tests::noise (40, 2000);
    MatrixXf broken = good;
    broken (42, 0) = std::numeric_limits<float>::quiet_NaN();
    const auto prepared = [] (const Sounds& references)
    { return evaluation::BssEval::prepare (BssVersion::v4, views (references), rateHz); };
    struct Row
    {
        const char* says;
        Sounds references;
    };
    const std::vector<Row> rows{ { "references: found none", {} },
                                 { "at least one sample", { MatrixXf (0, 1) } },
                                 { "reference 2: found 1999 samples", { good, good.topRows (1999) } },
                                 { "2 channels", { good, good.replicate (1, 2) } },
                                 { "reference 2, sample 42: found nan", { good, broken } },
                                 { "found 17; allowed: at most 16", Sounds (17, good) } };
    for (const Row& row : rows)
    {
        const auto eval = prepared (row.references);
        REQUIRE_FALSE (eval.ok());
        CHECK_THAT (eval.error().message(), Catch::Contains (row.says));
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double rate : { 0.0, -16000.0, 1e-9, std::nan (""), infinity, 1e300 })
    {
        const auto none = evaluation::BssEval::prepare (BssVersion::v4, views ({ good }), rate);
        REQUIRE_FALSE (none.ok());
        CHECK_THAT (none.error().message(), Catch::Contains ("sample rate: found"));
    }
    const Sounds sounds{ good, 0.0f * good };
    const auto eval = prepared (sounds);
    REQUIRE (eval.ok());
    CHECK_THAT (eval.value().score (broken, 0).error().message(), Catch::Contains ("estimate, sample 42"));
    CHECK_THAT (eval.value().score (good.topRows (5), 0).error().message(),
                Catch::Contains ("estimate: found 5"));
}
