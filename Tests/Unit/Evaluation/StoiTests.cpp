// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/HighPass.h"
#include "Evaluation/SiSdr.h"
#include "Evaluation/Stoi.h"

#include "Unit/Evaluation/TestSignals.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;

namespace
{
// Envelopes come from a 32-bit float FFT, the reference numbers from a double one.
constexpr double scoreTolerance = 1e-5;
constexpr double toleranceDb = 1e-4;

double value (const core::Result<double>& score)
{
    INFO ((score.ok() ? "" : score.error().message()));
    REQUIRE (score.ok());
    return score.value();
}
} // namespace

TEST_CASE ("All scores agree with the independent script")
{
    const std::vector<std::vector<std::string>> rows = tests::tableRows ("expected_scores.csv");
    REQUIRE (rows.size() == 30);
    for (const std::vector<std::string>& row : rows)
    {
        const Eigen::VectorXf clean = row[0] == "speech" ? tests::speech() : tests::bursts();
        const Eigen::VectorXf noisy = clean + std::stof (row[3]) * tests::masker (row[1], clean.size());
        INFO (row[0] << " with " << row[1] << " noise at " << row[2] << " dB");
        CHECK (value (evaluation::siSdrDb (clean, noisy)) ==
               Approx (std::stod (row[4])).margin (toleranceDb));
        CHECK (value (evaluation::stoi (clean, noisy)) ==
               Approx (std::stod (row[6])).margin (scoreTolerance));
        CHECK (value (evaluation::estoi (clean, noisy)) ==
               Approx (std::stod (row[7])).margin (scoreTolerance));

        const core::Result<Eigen::VectorXf> cleanAbove =
            evaluation::highPass (clean, evaluation::stoiSampleRateHz);
        const core::Result<Eigen::VectorXf> noisyAbove =
            evaluation::highPass (noisy, evaluation::stoiSampleRateHz);
        REQUIRE (cleanAbove.ok());
        REQUIRE (noisyAbove.ok());
        CHECK (value (evaluation::siSdrDb (cleanAbove.value(), noisyAbove.value())) ==
               Approx (std::stod (row[5])).margin (toleranceDb));
    }
}

TEST_CASE ("STOI and ESTOI of the clean speech itself are 1")
{
    constexpr double rounding = 1e-9; // sums in double over some hundred segments
    for (const Eigen::VectorXf& clean : { tests::speech(), tests::bursts() })
    {
        CHECK (value (evaluation::stoi (clean, clean)) == Approx (1.0).margin (rounding));
        CHECK (value (evaluation::estoi (clean, clean)) == Approx (1.0).margin (rounding));
    }
}

TEST_CASE ("STOI and ESTOI fall as noise rises")
{
    const Eigen::VectorXf clean = tests::speech();
    double stoiBefore = 1.0;
    double estoiBefore = 1.0;
    for (const float gain : { 0.003f, 0.01f, 0.03f, 0.1f, 0.3f })
    {
        const Eigen::VectorXf noisy = clean + gain * tests::noise (11, clean.size());
        const double stoi = value (evaluation::stoi (clean, noisy));
        const double estoi = value (evaluation::estoi (clean, noisy));
        CHECK (stoi < stoiBefore);
        CHECK (estoi < estoiBefore);
        stoiBefore = stoi;
        estoiBefore = estoi;
    }
}

TEST_CASE ("STOI and ESTOI do not change with the scale of either signal")
{
    const Eigen::VectorXf clean = tests::speech();
    const Eigen::VectorXf noisy = clean + 0.05f * tests::noise (12, clean.size());
    const double stoi = value (evaluation::stoi (clean, noisy));
    const double estoi = value (evaluation::estoi (clean, noisy));
    for (const float scale : { 1e-4f, 0.3f, 1000.0f })
    {
        CHECK (value (evaluation::stoi (clean, scale * noisy)) == Approx (stoi).margin (scoreTolerance));
        CHECK (value (evaluation::stoi (scale * clean, noisy)) == Approx (stoi).margin (scoreTolerance));
        CHECK (value (evaluation::estoi (clean, scale * noisy)) == Approx (estoi).margin (scoreTolerance));
        CHECK (value (evaluation::estoi (scale * clean, noisy)) == Approx (estoi).margin (scoreTolerance));
    }
}

TEST_CASE ("STOI ignores what happens while the clean speech is silent")
{
    const Eigen::VectorXf speech = tests::speech();
    Eigen::VectorXf clean = Eigen::VectorXf::Zero (speech.size() + 20000);
    clean.tail (speech.size()) = speech;
    Eigen::VectorXf noisy = clean;
    noisy.head (19000) = tests::noise (13, 19000);
    CHECK (value (evaluation::stoi (clean, noisy)) == Approx (1.0).margin (scoreTolerance));
    CHECK (value (evaluation::estoi (clean, noisy)) == Approx (1.0).margin (scoreTolerance));
}

TEST_CASE ("Silent processed speech scores 0")
{
    const Eigen::VectorXf clean = tests::bursts();
    const Eigen::VectorXf silence = Eigen::VectorXf::Zero (clean.size());
    CHECK (value (evaluation::stoi (clean, silence)) == 0.0);
    CHECK (value (evaluation::estoi (clean, silence)) == 0.0);
}

TEST_CASE ("A band that does not change through a segment counts as 0")
{
    // A signal that repeats with every hop: only the first frame, counted once and not twice, differs. Of 130
    // frames and 100 segments the first segment alone has something to correlate.
    const Eigen::VectorXf clean = tests::noise (16, 128).replicate (132, 1);
    CHECK (value (evaluation::stoi (clean, clean)) == Approx (0.01));
    CHECK (value (evaluation::estoi (clean, clean)) == Approx (0.01));
}

TEST_CASE ("STOI needs 31 active frames, 4225 samples")
{
    const Eigen::VectorXf enough = tests::noise (14, 30 * 128 + 256 + 1);
    CHECK (value (evaluation::stoi (enough, enough)) == Approx (1.0));
    CHECK_FALSE (evaluation::stoi (enough.head (enough.size() - 1), enough.head (enough.size() - 1)).ok());
}

TEST_CASE ("STOI and ESTOI refuse signals they are not defined for, and say why")
{
    const Eigen::VectorXf good = tests::noise (15, 10000);
    Eigen::VectorXf broken = good;
    broken[42] = std::numeric_limits<float>::quiet_NaN();
    Eigen::VectorXf brief = Eigen::VectorXf::Zero (10000);
    brief.segment (5000, 1000) = good.head (1000);

    struct Row
    {
        const char* says;
        Eigen::VectorXf clean, processed;
    };
    const std::vector<Row> rows{ { "length of the estimate: found 9999", good, good.head (9999) },
                                 { "reference, sample 42: found nan", broken, good },
                                 { "estimate, sample 42: found nan", good, broken },
                                 { "found silence", Eigen::VectorXf::Zero (10000), good },
                                 { "active speech in the reference", brief, good },
                                 { "found 0 frames", good.head (256), good.head (256) },
                                 { "found", good.head (0), good.head (0) } };
    for (const Row& row : rows)
        for (const auto score : { evaluation::stoi, evaluation::estoi })
        {
            const core::Result<double> result = score (row.clean, row.processed);
            REQUIRE_FALSE (result.ok());
            CHECK_THAT (result.error().message(), Catch::Contains (row.says));
        }
}
