// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/MidiBytes.h"
#include "Support/NoteDictionary.h"
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
const auto recording = std::string (paths::resources) + "/Audio/two-hands.flac";
const auto score = std::string (paths::resources) + "/Audio/two-hands.mid";
} // namespace

TEST_CASE ("transcribe writes a MIDI file whose notes are those of a piano that nothing was learned from")
{
    constexpr double floor = 0.88; // measured 0.93
    const Workplace work;
    const auto outcome =
        work.run ({ "transcribe", recording, "--out", "notes.mid", "--reference", score, "--json" });
    checkWorks (outcome);
    const auto report = nlohmann::json::parse (outcome.out);
    CHECK (report["onsets"]["f_measure"].get<double>() > floor);
    // The file holds what was scored: as a reference of itself every note matches.
    const auto again =
        work.run ({ "transcribe", recording, "--out", "again.mid", "--reference", "notes.mid", "--json" });
    checkWorks (again);
    const auto scores = nlohmann::json::parse (again.out);
    for (const auto* kind : { "onsets", "offsets", "velocities" })
    {
        INFO (kind);
        CHECK (scores[kind]["notes"] == report["notes"]);
        CHECK (scores[kind]["f_measure"].get<double>() == Approx (1.0));
        CHECK (report[kind]["f_measure"].get<double>() <= report["onsets"]["f_measure"].get<double>());
    }
}

TEST_CASE ("transcribe writes the hits of a kit that nothing was learned from, on the channel of drums")
{
    constexpr double floor = 0.8; // measured 0.87
    const auto audio = std::string (paths::resources) + "/Audio/";
    const Workplace work;
    const auto outcome = work.run ({ "transcribe", audio + "drums.flac", "--dictionary", "drums", "--out",
                                     "hits.mid", "--reference", audio + "drum-score.mid", "--json" });
    checkWorks (outcome);
    CHECK (nlohmann::json::parse (outcome.out)["onsets"]["f_measure"].get<double>() > floor);
    const auto bytes = readText (work / "hits.mid");
    CHECK (bytes.find ("\x99\x24") != std::string::npos); // a kick on channel 10
    CHECK (bytes.find ("\x90\x24") == std::string::npos);
}

TEST_CASE ("transcribe finds fewer notes with a higher threshold")
{
    const Workplace work;
    size_t last = 1000;
    for (const auto* threshold : { "0.1", "0.3", "0.9" })
    {
        const auto outcome =
            work.run ({ "transcribe", recording, "--out", "notes.mid", "--threshold", threshold, "--json" });
        checkWorks (outcome);
        const auto notes = nlohmann::json::parse (outcome.out)["notes"].get<size_t>();
        CHECK (notes < last);
        last = notes;
    }
}

TEST_CASE ("A recording that is not tuned to 440 Hz has the notes that it has at 440, at their times")
{
    constexpr double rate = 44100.0;
    const Workplace work;
    const auto scaleTunedTo = [&] (double tuningHz)
    {
        constexpr Index length = 19845; // .45 s
        const std::vector<int> notes{ 60, 62, 64, 65, 67, 69, 71, 72 };
        MatrixXf samples (length * static_cast<Index> (notes.size()), 2);
        Index at = 0;
        for (const int note : notes)
            for (Index n = 0; n < length; ++n, ++at)
            {
                const double t = static_cast<double> (n) / rate;
                const double hz = tuningHz * std::exp2 ((note - 69) / 12.0);
                double sum = 0.0;
                for (int k = 1; k < 9; ++k)
                    sum += std::sin (2.0 * std::numbers::pi * hz * k * t) / k;
                samples (at, 0) = static_cast<float> (0.25 * std::exp (-3.0 * t) * sum);
                samples (at, 1) = -samples (at, 0); // channels that cancel
            }
        return samples;
    };
    writeSound (work / "usual.wav", rate, scaleTunedTo (440.0));
    writeSound (work / "low.wav", rate, scaleTunedTo (432.0));
    const auto usual = work.run ({ "transcribe", "usual.wav", "--out", "usual.mid" });
    checkWorks (usual);
    CHECK (usual.out == "usual.mid: 8 notes\n");
    const auto low =
        work.run ({ "transcribe", "low.wav", "--out", "low.mid", "--reference", "usual.mid", "--json" });
    checkWorks (low);
    const auto report = nlohmann::json::parse (low.out);
    CHECK (report["notes"] == 8);
    CHECK (report["tuning_hz"].get<double>() == Approx (432.0).margin (0.8)); // 3 cents
    CHECK (report["onsets"]["f_measure"] == 1.0);
    const auto told = work.run ({ "transcribe", "low.wav", "--out", "told.mid", "--tuning", "432" });
    CHECK_THAT (told.out, Catch::Contains ("8 notes, tuned to A = 432.0 Hz (32 cents below 440)"));
    checkFails (work.run ({ "transcribe", "low.wav", "--out", "told.mid", "--tuning", "100" }), 2);
}

TEST_CASE ("transcribe says what it cannot do and leaves the old file")
{
    const Workplace work;
    fs::copy_file (score, work / "old.mid");
    const auto old = readText (work / "old.mid");
    const auto refused = [&] (const Words& words, const std::string& expected)
    {
        const auto outcome = work.run (with ({ "transcribe" }, words));
        CHECK (outcome.exitCode != 0);
        CHECK_THAT (outcome.err, Catch::Contains (expected));
        CHECK (readText (work / "old.mid") == old);
    };
    refused ({ "nothing.wav", "--out", "old.mid" }, "nothing.wav");
    refused ({ recording, "--out", "old.mid", "--dictionary", "speech" }, "which has none");
    refused ({ recording, "--out", "old.mid", "--reference", "old.mid" }, "is an input");
    refused ({ recording, "--out", "old.mid", "--threshold", "2" }, "threshold");
    refused ({ recording }, "--out");
}

TEST_CASE ("transcribe of silence is a score without notes")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, MatrixXf::Zero (16000, 1));
    work.save ("tones", noteDictionary());
    const auto outcome = work.run ({ "transcribe", "in.wav", "--out", "n.mid", "--dictionary", "tones" });
    CHECK (outcome.exitCode == 0);
    CHECK_THAT (outcome.err, Catch::Contains ("'in.wav' is silent"));
    CHECK_THAT (outcome.out, Catch::Contains ("0 notes"));
    CHECK (fs::exists (work / "n.mid"));
}

TEST_CASE ("transcribe takes the frames that a dictionary serves, unless others are asked for")
{
    const Workplace work;
    auto tones = noteDictionary();
    tones.modes = { "balanced" };
    work.save ("tones", tones);
    const Words words{ "transcribe", recording, "--out", "n.mid", "--dictionary", "tones" };
    checkWorks (work.run (words));
    const auto refused = work.run (with (words, { "--overwrite", "--latency", "high" }));
    CHECK (refused.exitCode != 0);
    CHECK_THAT (refused.err, Catch::Contains ("does not serve this latency mode"));
}

TEST_CASE ("align moves a score of another tempo to where a recording plays it")
{
    const Workplace work;
    auto bytes = readText (score);
    const std::string tempo ("\xff\x51\x03", 3);
    const auto place = bytes.find (tempo);
    REQUIRE (place != std::string::npos);
    bytes.replace (place + 3, 3, std::string ("\x0b\x71\xb0", 3)); // 80 quarter notes a minute
    writeText (work / "slow.mid", bytes);
    const auto scoreAgainst = [&work] (const std::string& reference)
    {
        const auto outcome =
            work.run ({ "transcribe", recording, "--out", "notes.mid", "--reference", reference, "--json" });
        checkWorks (outcome);
        return nlohmann::json::parse (outcome.out)["onsets"]["f_measure"].get<double>();
    };
    CHECK (scoreAgainst ("slow.mid") < 0.4);
    const auto outcome = work.run ({ "align", recording, "--midi", "slow.mid", "--out", "aligned.mid" });
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::StartsWith ("aligned.mid: the score's "));
    CHECK (scoreAgainst ("aligned.mid") > 0.8); // against the truth 0.86
}

TEST_CASE ("align says what it cannot do and leaves the old file")
{
    const Workplace work;
    fs::copy_file (score, work / "old.mid");
    const auto old = readText (work / "old.mid");
    const auto refused = [&] (const Words& words, const std::string& expected)
    {
        const auto outcome = work.run (with ({ "align" }, words));
        CHECK (outcome.exitCode != 0);
        CHECK_THAT (outcome.err, Catch::Contains (expected));
        CHECK (readText (work / "old.mid") == old);
    };
    refused ({ "nothing.wav", "--midi", score, "--out", "old.mid" }, "nothing.wav");
    refused ({ recording, "--midi", "old.mid", "--out", "old.mid" }, "is an input");
    refused ({ recording, "--midi", score, "--out", "old.mid", "--dictionary", "speech" }, "which has none");
    writeSound (work / "silence.wav", 16000.0, MatrixXf::Zero (16000, 1));
    refused ({ "silence.wav", "--midi", score, "--out", "old.mid" }, "no pitch in it");
}
