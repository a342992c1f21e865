// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double rateHz = 16000.0;

/** Two sources at four microphones: pulses of one pitch, later of another; the last two microphones are a stereo file. */
MatrixXf twoSources()
{
    MatrixXf sound = MatrixXf::Zero (20000, 4);
    const float gains[2][4]{ { 0.5f, 0.1f, 0.2f, 0.2f }, { 0.05f, 0.2f, 0.5f, 0.4f } };
    for (Index source = 0; source < 2; ++source)
        for (Index n = 0; n < sound.rows(); ++n)
        {
            const auto since = static_cast<double> ((n + 3000 * source) % (5000 + 1300 * source));
            const double pitch = source == 0 ? 0.2 : 0.33;
            const auto value = static_cast<float> (std::exp (-0.001 * since) * std::sin (pitch * since));
            for (Index microphone = 0; microphone < 4; ++microphone)
                if (n + microphone < sound.rows())
                    sound (n + microphone, microphone) += gains[source][microphone] * value;
        }
    return sound;
}
} // namespace

TEST_CASE ("debleed writes of each microphone two files that sum to it, at its own length")
{
    const Workplace work;
    const MatrixXf sound = twoSources();
    writeSound (work / "one.wav", rateHz, sound.col (0));
    writeSound (work / "two.wav", rateHz, sound.col (1).head (15000));
    writeSound (work / "pair.wav", rateHz, sound.rightCols (2));
    const Words quick{ "debleed", "one.wav", "two.wav",      "pair.wav", "--together", "one,two",
                       "--atoms", "2",       "--iterations", "10",       "--out",      "clean" };
    checkWorks (work.run (quick));
    for (const std::string name : { "one", "two", "pair" })
    {
        INFO (name);
        const auto mixed = readSound (work / (name + ".wav"));
        const auto own = readSound (work / ("clean/" + name + ".own.wav"));
        const auto bleed = readSound (work / ("clean/" + name + ".bleed.wav"));
        REQUIRE (own.samples.rows() == mixed.samples.rows());
        REQUIRE (own.samples.cols() == mixed.samples.cols());
        CHECK (own.sampleRateHz == rateHz);
        CHECK (errorDb (mixed.samples, own.samples + bleed.samples) < -120.0);
        CHECK (bleed.samples.norm() > 0.0f);
        CHECK ((own.samples.norm() > bleed.samples.norm()) ==
               (name != "two")); // the second source is loud there
    }
}

TEST_CASE ("debleed learns from a part of a long recording, and says where a microphone's source is silent")
{
    const Workplace work;
    const MatrixXf sound = twoSources();
    writeSound (work / "one.wav", rateHz, sound.col (0).replicate (10, 1));
    writeSound (work / "two.wav", rateHz, sound.col (2).replicate (10, 1));
    checkWorks (work.run ({ "debleed", "one.wav", "two.wav", "--atoms", "2", "--iterations", "3", "--learn",
                            "3", "--silent", "two=0:04-6.5", "--out", "clean" }));
    const auto own = readSound (work / "clean/two.own.wav").samples;
    REQUIRE (own.rows() == 200000);
    CHECK (own.middleRows (66000, 36000).isZero (1e-6f));
    CHECK (own.topRows (60000).norm() > 0.0f);
    CHECK (own.bottomRows (60000).norm() > 0.0f);
}

TEST_CASE ("debleed refuses what is no session and leaves nothing")
{
    const Workplace work;
    const MatrixXf sound = twoSources();
    writeSound (work / "one.wav", rateHz, sound.col (0));
    writeSound (work / "two.wav", rateHz, sound.col (1));
    writeSound (work / "slow.wav", 8000.0, sound.col (1));
    const auto refused = [&work] (const Words& words, const std::string& expected)
    {
        const auto outcome = work.run (with ({ "debleed", "--out", "clean" }, words));
        CHECK (outcome.exitCode != 0);
        CHECK_THAT (outcome.err, Catch::Contains (expected));
        CHECK_FALSE (fs::exists (work / "clean/one.own.wav"));
    };
    refused ({ "one.wav" }, "more than one microphone");
    refused ({ "one.wav", "slow.wav" }, "different sample rates");
    refused ({ "one.wav", "two.wav", "--together", "one" }, "--together");
    refused ({ "one.wav", "two.wav", "--silent", "three=0-1" }, "three");
    refused ({ "one.wav", "two.wav", "--learn", "0" }, "--learn");
}
