// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
const auto audio = std::string (paths::resources) + "/Audio/";

double correlationOf (const MatrixXf& stereo)
{
    const Eigen::VectorXd left = stereo.col (0).cast<double>(), right = stereo.col (1).cast<double>();
    return left.dot (right) / (left.norm() * right.norm());
}

double nullDb (const MatrixXf& stereo, const MatrixXf& input)
{
    const Eigen::VectorXf sum = 0.5f * (stereo.col (0) + stereo.col (1));
    return 20.0 * std::log10 (static_cast<double> ((sum - input.col (0)).cwiseAbs().maxCoeff()) + 1e-12);
}
} // namespace

TEST_CASE ("upmix spreads a mono recording so that its mono sum is the recording and its channels differ")
{
    const Workplace work;
    for (const auto& [name, dictionary] : { std::pair{ "song", "band" }, { "band", "piano-bass-drums" } })
    {
        INFO (name);
        const auto input = audio + name + ".flac";
        checkWorks (work.run ({ "upmix", input, "--out", "wide.wav", "--dictionary", dictionary }));
        const auto wide = readSound (work / "wide.wav");
        const auto mono = readSound (input);
        REQUIRE (wide.samples.cols() == 2);
        REQUIRE (wide.samples.rows() == mono.samples.rows());
        CHECK (wide.sampleRateHz == mono.sampleRateHz);
        CHECK (nullDb (wide.samples, mono.samples) < -100.0);
        CHECK (correlationOf (wide.samples) < 0.8);
    }
}

TEST_CASE ("upmix puts sources at the given positions")
{
    const Workplace work;
    work.save ("bands", lowAndHigh());
    MatrixXf tone (16000, 1);
    for (Index n = 0; n < tone.rows(); ++n)
        tone (n, 0) = 0.5f * static_cast<float> (std::sin (0.02 * static_cast<double> (n)));
    writeSound (work / "in.wav", 16000.0, tone);
    checkWorks (work.run ({ "upmix", "in.wav", "--out", "wide.wav", "--dictionary", "bands", "--position",
                            "low=1", "--position", "high=1" }));
    const auto wide = readSound (work / "wide.wav").samples;
    CHECK (wide.col (0).norm() < 1e-5f * wide.col (1).norm());
    CHECK ((wide.col (1) - 2.0f * tone.col (0)).norm() < 1e-5f * wide.col (1).norm());
    checkWorks (
        work.run ({ "upmix", "in.wav", "--out", "wide.wav", "--dictionary", "bands", "--width", "0" }));
    const auto narrow = readSound (work / "wide.wav").samples;
    CHECK (narrow.col (0) == narrow.col (1));
}

TEST_CASE ("upmix refuses what it cannot spread and leaves nothing")
{
    const Workplace work;
    writeSound (work / "two.wav", 16000.0, MatrixXf::Constant (1600, 2, 0.1f));
    writeSound (work / "one.wav", 16000.0, MatrixXf::Constant (1600, 1, 0.1f));
    const auto refused = [&work] (const Words& words, const std::string& expected)
    {
        const auto outcome = work.run (with ({ "upmix", "--dictionary", "piano-bass-drums" }, words));
        CHECK (outcome.exitCode != 0);
        CHECK_THAT (outcome.err, Catch::Contains (expected));
        CHECK_FALSE (fs::exists (work / "w.wav"));
    };
    refused ({ "two.wav", "--out", "w.wav" }, "2 channels");
    refused ({ "one.wav", "--out", "w.wav", "--position", "drums=2" }, "--position");
    refused ({ "one.wav", "--out", "w.wav", "--position", "drums" }, "--position");
    refused ({ "one.wav", "--out", "w.wav", "--position", "tuba=0" }, "tuba");
    refused ({ "none.wav", "--out", "w.wav" }, "none.wav");
}
