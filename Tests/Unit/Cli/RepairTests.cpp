// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** Half a second at 8 kHz, clipped at 0.4, with a gap of 10 ms. */
MatrixXf damagedTone()
{
    MatrixXf samples (4000, 1);
    for (Index n = 0; n < samples.rows(); ++n)
        samples (n, 0) = 0.7f * static_cast<float> (std::sin (0.2 * static_cast<double> (n)) +
                                                    0.2 * std::sin (0.9 * static_cast<double> (n)));
    samples = samples.cwiseMin (0.4f).cwiseMax (-0.4f).eval();
    samples.middleRows (2000, 80).setZero();
    return samples;
}
} // namespace

TEST_CASE ("repair changes what is clipped and lost, and no other bit")
{
    const Workplace work;
    const MatrixXf damaged = damagedTone();
    writeSound (work / "in.wav", 8000.0, damaged);
    const auto outcome = work.run ({ "repair", "in.wav", "--out", "new/whole.wav", "--iterations", "10" });
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("tops at -8.0 dB") && Catch::Contains ("lost in gaps"));
    const auto whole = readSound (work / "new/whole.wav").samples;
    REQUIRE (whole.rows() == damaged.rows());
    for (Index n = 0; n < whole.rows(); ++n)
        if (std::abs (damaged (n, 0)) < 0.3999f && (n < 1998 || n > 2081))
            CHECK (whole (n, 0) == damaged (n, 0));
    CHECK (whole.maxCoeff() > 0.6f);
    CHECK (whole.middleRows (2000, 80).cwiseAbs().maxCoeff() > 0.4f);
}

TEST_CASE ("repair starts from a dictionary, and says where nothing is damaged")
{
    const Workplace work;
    work.save ("bands", lowAndHigh());
    writeSound (work / "in.wav", 16000.0, damagedTone());
    checkWorks (
        work.run ({ "repair", "in.wav", "--out", "w.wav", "--dictionary", "bands", "--iterations", "3" }));
    writeSound (work / "quiet.wav", 16000.0, MatrixXf::Zero (1000, 1));
    const auto outcome = work.run ({ "repair", "quiet.wav", "--out", "same.wav" });
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("nothing is damaged"));
    CHECK (readSound (work / "same.wav").samples == readSound (work / "quiet.wav").samples);
}

TEST_CASE ("repair refuses gaps that it cannot fill")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, damagedTone());
    for (const std::string gap : { "0.1", "0.2-0.1", "0-0.5", "9-9.1", "x-y" })
    {
        const auto outcome = work.run ({ "repair", "in.wav", "--out", "w.wav", "--gap", gap });
        CHECK (outcome.exitCode == 2);
        CHECK_THAT (outcome.err, Catch::Contains ("--gap"));
        CHECK_FALSE (fs::exists (work / "w.wav"));
    }
}

TEST_CASE ("repair lists what it changed as JSON, and changes nothing where that is turned off")
{
    const Workplace work;
    writeSound (work / "in.wav", 8000.0, damagedTone());
    const auto outcome = work.run ({ "repair", "in.wav", "--out", "w.wav", "--iterations", "3", "--json" });
    checkWorks (outcome);
    const auto channel = nlohmann::json::parse (outcome.out)["channels"][0];
    CHECK (channel["tops_db"].get<double>() == Approx (20.0 * std::log10 (0.4)).margin (0.001));
    CHECK (channel["clipped_samples"].get<int>() > 1000);
    REQUIRE (channel["gaps"].size() == 1);
    CHECK (channel["gaps"][0]["begin_seconds"].get<double>() == Approx (0.25).margin (0.0003));
    CHECK (channel["gaps"][0]["end_seconds"].get<double>() == Approx (0.26).margin (0.0003));
    const auto kept =
        work.run ({ "repair", "in.wav", "--out", "k.wav", "--clipping", "off", "--gaps", "off", "--json" });
    checkWorks (kept);
    CHECK (nlohmann::json::parse (kept.out)["channels"][0]["clipped_samples"] == 0);
    CHECK (readSound (work / "k.wav").samples == readSound (work / "in.wav").samples);
}

TEST_CASE ("Nothing is found damaged in any recording that ships")
{
    const Workplace work;
    for (const auto& entry : fs::recursive_directory_iterator (fs::path (paths::resources) / "Audio"))
    {
        if (entry.path().extension() != ".flac")
            continue;
        const auto outcome =
            work.run ({ "repair", entry.path().string(), "--out", "out.wav", "--overwrite", "--clipping",
                        "auto", "--gaps", "auto", "--hum", "auto", "--clicks", "auto", "--json" });
        checkWorks (outcome);
        const auto report = nlohmann::json::parse (outcome.out);
        CHECK_FALSE (report["channels"].empty());
        for (const auto& channel : report["channels"])
        {
            INFO (entry.path() << ": " << channel);
            CHECK (channel["hum"].is_null());
            CHECK (channel["clicks"].empty());
            CHECK (channel["clipped_samples"] == 0);
            CHECK (channel["lost_samples"] == 0);
        }
    }
}
