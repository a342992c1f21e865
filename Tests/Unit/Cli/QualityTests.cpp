// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Passes/BestWays.h"
#include "Support/Paths.h"
#include "Support/Random.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double allowedDb = -120.0;

Words bestOf (const std::string& dictionary, const Words& more = {})
{
    return with ({ "separate", "in.wav", "--dictionary", dictionary, "--quality", "best", "--out", "o" },
                 more);
}

std::string shipped (const std::string& name)
{
    return (fs::path (paths::resources) / "Dictionaries" / (name + ".safetensors")).string();
}

double sumErrorDb (const Workplace& work, const MatrixXf& input, const std::string& first,
                   const std::string& second)
{
    return errorDb (input, readSound (work / ("o/in." + first + ".wav")).samples +
                               readSound (work / ("o/in." + second + ".wav")).samples);
}
} // namespace

TEST_CASE ("The sources of several passes keep rate, channels and length, and sum to the input")
{
    const Workplace work;
    work.save ("adapting", lowAndHigh ("speech", "noise"));
    for (const double rateHz : { 8000.0, 44100.0 })
        for (const Index channels : { 1, 2 })
        {
            const MatrixXf input = tones (rateHz, static_cast<Index> (0.7 * rateHz) + 1, channels);
            writeSound (work / "in.wav", rateHz, input);
            checkWorks (work.run (bestOf ("pair")));
            CHECK (sumErrorDb (work, input, "low", "high") < allowedDb);
            checkWorks (work.run (bestOf ("adapting", { "--place" })));
            CHECK (sumErrorDb (work, input, "speech", "noise") < allowedDb);
        }
}

TEST_CASE ("Several passes are for sounds of any length, also empty ones")
{
    const Workplace work;
    for (const Index length : { 0, 1, 100, 8191, 8192, 8193 })
    {
        const MatrixXf input = tones (16000.0, length, 2);
        writeSound (work / "in.wav", 16000.0, input);
        CHECK (work.run (bestOf ("pair")).exitCode == 0);
        REQUIRE (readSound (work / "o/in.low.wav").samples.rows() == length);
        if (length > 0)
            CHECK (sumErrorDb (work, input, "low", "high") < allowedDb);
    }
}

TEST_CASE ("Backwards and forwards, a click stays where it was, and silence where it was said to be")
{
    const Workplace work;
    MatrixXf click = MatrixXf::Zero (16000, 1);
    click (7000, 0) = 1.0f;
    writeSound (work / "in.wav", 16000.0, click);
    checkWorks (work.run (bestOf ("pair")));
    Index loudest = 0;
    readSound (work / "o/in.high.wav").samples.col (0).cwiseAbs().maxCoeff (&loudest);
    CHECK (loudest == 7000);

    writeSound (work / "in.wav", 16000.0, tones (16000.0, 48000, 1));
    checkWorks (work.run (bestOf ("pair", { "--silent", "low=0.5-1" })));
    const MatrixXf low = readSound (work / "o/in.low.wav").samples;
    CHECK (low.middleRows (8000, 8000).cwiseAbs().maxCoeff() < 1e-6f);  // rounding of the sum is shared out
    CHECK (low.middleRows (32000, 8000).cwiseAbs().maxCoeff() > 0.05f); // its mirror image is not silent
}

TEST_CASE ("Each way to separate a whole recording can be named, and the best one is the dictionary's own")
{
    const Workplace work;
    writeSound (work / "in.wav", 44100.0, Random (3).noise (44100, 0.2f));
    const auto voiceBy = [&] (const std::string& quality, const Words& more = {})
    {
        checkWorks (work.run (with ({ "separate", "in.wav", "--dictionary", shipped ("speech-plain"),
                                      "--quality", quality, "--out", "o", "--overwrite" },
                                    more)));
        return readSound (work / "o/in.speech.wav").samples;
    };
    const std::vector<MatrixXf> found{ voiceBy ("live"), voiceBy ("long"), voiceBy ("both-ways"),
                                       voiceBy ("long-both-ways") };
    for (size_t i = 0; i < found.size(); ++i)
        for (size_t j = 0; j < i; ++j)
            CHECK (errorDb (found[i], found[j]) > -60.0);
    const auto best = voiceBy ("best", { "--latency", "balanced" });
    CHECK (std::any_of (found.begin(), found.end(), [&] (const auto& one) { return one == best; }));
}

TEST_CASE ("Where live sound is the best that a shipped dictionary has, that is said, and done", "[full]")
{
    const Workplace work;
    writeSound (work / "in.wav", 44100.0, Random (3).noise (22050, 0.2f));
    for (const auto& row : offline::bestWays)
    {
        INFO (row.name);
        const auto outcome = work.run (bestOf (shipped (row.name)));
        CHECK (outcome.exitCode == 0);
        CHECK ((outcome.err.find ("has nothing to add") != std::string::npos) == row.way.isLive());
    }
}

TEST_CASE ("Several passes need a file")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 4000, 1));
    const auto outcome = work.shell ("\"$U\" separate - --dictionary pair --quality best --out o < in.wav");
    checkFails (outcome, 2);
    CHECK_THAT (outcome.err, Catch::Contains ("standard input"));
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--quality", "good" }), 2);
}
