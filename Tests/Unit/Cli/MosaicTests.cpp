// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** White noise, half a second at 16 kHz. */
MatrixXf hiss (unsigned int seed, Index numChannels)
{
    std::srand (seed); // Eigen's Random uses it
    return 0.3f * MatrixXf::Random (8000, numChannels);
}

Words mosaicOf (const std::string& target, const Words& from, const std::string& out)
{
    return with (with ({ "mosaic", target, "--from" }, from), { "--out", out, "--window", "16" });
}
} // namespace

TEST_CASE ("mosaic finds a recording in what it is made from, and writes it with the source's channels")
{
    const Workplace work;
    const MatrixXf source = hiss (1, 2);
    writeSound (work / "target.wav", 16000.0, source.rowwise().mean());
    writeSound (work / "from/b.wav", 16000.0, hiss (2, 1));
    writeSound (work / "from/a.wav", 16000.0, source);
    const auto outcome =
        work.run (with (mosaicOf ("target.wav", { "from" }, "out.wav"), { "--polyphony", "1" }));
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("of 2 recordings"));
    const auto found = readSound (work / "out.wav");
    CHECK (found.sampleRateHz == 16000.0);
    REQUIRE (found.samples.rows() == source.rows());
    REQUIRE (found.samples.cols() == 2);
    for (Index channel = 0; channel < 2; ++channel)
    {
        const auto made = found.samples.col (channel).cast<double>();
        const auto there = source.col (channel).cast<double>();
        CHECK (made.dot (there) / (made.norm() * there.norm()) > 0.9);
    }
}

TEST_CASE ("Offsets of the target and of what a mosaic is made from play no part in it")
{
    const Workplace work;
    const MatrixXf target = hiss (1, 1);
    const auto place = [&] (float offset)
    {
        writeSound (work / "target.wav", 16000.0, (target.array() + offset).matrix());
        writeSound (work / "from/a.wav", 16000.0, (hiss (2, 1).array() - offset).matrix());
        writeSound (work / "from/b.wav", 16000.0, (target.array() + 2.0f * offset).matrix());
    };
    place (0.0f);
    checkWorks (work.run (mosaicOf ("target.wav", { "from" }, "plain.wav")));
    place (0.2f);
    checkWorks (work.run (mosaicOf ("target.wav", { "from" }, "offset.wav")));
    constexpr double alikeDb = -25.0; // the hiss has something below 5 Hz as well
    CHECK (errorDb (readSound (work / "plain.wav").samples, readSound (work / "offset.wav").samples) <
           alikeDb);
}

TEST_CASE ("A mosaic has the rate and length of its target, whatever those of its source")
{
    const Workplace work;
    writeSound (work / "target.wav", 22050.0, tones (22050.0, 9001, 2));
    writeSound (work / "other.wav", 48000.0, tones (48000.0, 20000, 1));
    checkWorks (work.run (mosaicOf ("target.wav", { "other.wav" }, "out.wav")));
    const auto found = readSound (work / "out.wav");
    CHECK (found.sampleRateHz == 22050.0);
    CHECK (found.samples.rows() == 9001);
    CHECK (found.samples.cols() == 1);
    CHECK (found.samples.allFinite());
    CHECK (found.samples.cwiseAbs().maxCoeff() > 0.01f);
}

TEST_CASE ("The same command makes the same mosaic, with any number of threads")
{
    const Workplace work;
    writeSound (work / "target.wav", 16000.0, tones (16000.0, 20000, 1));
    writeSound (work / "other.wav", 16000.0, hiss (3, 1));
    for (const std::string threads : { "1", "3" })
        checkWorks (work.run (with (mosaicOf ("target.wav", { "other.wav" }, threads + ".wav"),
                                    { "--transpose", "1", "--threads", threads })));
    CHECK (readSound (work / "1.wav").samples == readSound (work / "3.wav").samples);
}

TEST_CASE ("A mosaic that needs more memory than there may be is refused before the work")
{
    const Workplace work;
    writeSound (work / "target.wav", 8000.0, hiss (1, 1).replicate (200, 1));
    const auto outcome = work.run ({ "mosaic", "target.wav", "--from", "target.wav", "--out", "out.wav",
                                     "--window", "2" }); // 200,001 frames of each
    checkFails (outcome, 1);
    CHECK_THAT (outcome.err, Catch::Contains ("too long for each other"));
    CHECK_FALSE (fs::exists (work / "out.wav"));
}
