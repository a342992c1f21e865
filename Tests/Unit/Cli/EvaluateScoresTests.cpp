// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/EvaluateMaterial.h"

#include <sstream>

using namespace unbraid;
using namespace unbraid::test;
using nlohmann::json;

namespace
{
/** stems/ with two sounds, three/ with a third too, mix.wav with their sum, est/ with leaky estimates. */
void writeMixture (const Workplace& work)
{
    const MatrixXf drone = tones (rateHz, length, 1);
    const MatrixXf hiss = noise (0.1f);
    const MatrixXf third = 0.1f * MatrixXf::Random (length, 1);
    for (const std::string folder : { "stems/", "three/" })
    {
        writeSound (work / (folder + "kick.wav"), rateHz, drone);
        writeSound (work / (folder + "hi-hat.wav"), rateHz, hiss);
    }
    writeSound (work / "three/piano.wav", rateHz, third);
    writeSound (work / "mix.wav", rateHz, drone + hiss + third);
    writeSound (work / "est/mix.kick.wav", rateHz, drone + 0.5f * hiss + 0.3f * third);
    writeSound (work / "est/mix.hi-hat.wav", rateHz, hiss + 0.5f * drone + 0.3f * third);
    writeSound (work / "est/mix.piano.wav", rateHz, third + 0.5f * drone);
}

json reportOf (const Workplace& work, const Words& first, const Words& more = {})
{
    Words words = first;
    words.insert (words.end(), more.begin(), more.end());
    words.emplace_back ("--json");
    const auto outcome = work.run (words);
    checkWorks (outcome);
    return json::parse (outcome.out);
}

const Words scoreMixture{ "evaluate", "--reference", "three", "--estimate", "est", "--mixture", "mix.wav" };
} // namespace

TEST_CASE ("evaluate gives SDR, SIR and SAR of the chosen definition under its name, and none on request")
{
    const Workplace work;
    writeMixture (work);
    const auto scores = reportOf (work, scoreMixture)["scores"][1];
    CHECK (scores["name"] == "kick");
    for (const char* key : { "sdr_v4_db", "isr_v4_db", "sir_v4_db", "sar_v4_db", "input_sdr_v4_db" })
        CHECK (scores[key].is_number());
    CHECK (scores["sdr_v4_db"] > scores["input_sdr_v4_db"]);
    const auto older = reportOf (work, scoreMixture, { "--bss-eval", "v3" })["scores"][1];
    CHECK (older["sir_v3_db"].is_number());
    CHECK_FALSE (older.contains ("sdr_v4_db"));
    CHECK_FALSE (older.contains ("isr_v3_db"));
    const auto none = reportOf (work, scoreMixture, { "--bss-eval", "none" })["scores"][1];
    CHECK_FALSE (none.contains ("sdr_v4_db"));
    CHECK (none["si_sdr_db"] == scores["si_sdr_db"]);
}

TEST_CASE ("What a recording holds beyond its true sound is the interference of SIR")
{
    const Workplace work;
    writePairs (work);
    const Words plain{ "evaluate", "--reference", "clean", "--estimate", "plain" };
    const auto alone = reportOf (work, plain)["scores"][0];
    const auto beside = reportOf (work, plain, { "--noisy", "noisy" })["scores"][0];
    CHECK (alone["sir_v4_db"].is_null());
    CHECK (alone["sar_v4_db"].is_null());
    CHECK (beside["sdr_v4_db"] == alone["sdr_v4_db"]);
    // The estimate is the clean sound with half of the noise: interference alone, but for 16-bit rounding.
    constexpr double toleranceDb = 0.5;
    CHECK (beside["sir_v4_db"].get<double>() ==
           Approx (beside["sdr_v4_db"].get<double>()).margin (toleranceDb));
    CHECK (beside["sar_v4_db"].get<double>() > 30.0);
}

TEST_CASE ("With --mixture every true sound counts as interference, named or not, scored or not")
{
    const Workplace work;
    writeMixture (work);
    const Words two{ "evaluate", "--reference", "stems", "--dictionary", "pair", "--mixture", "mix.wav" };
    work.save ("pair", lowAndHigh ("kick", "hi-hat"));
    const auto three = reportOf (work, scoreMixture)["scores"];
    const auto one = reportOf (work, scoreMixture, { "--source", "kick" })["scores"];
    REQUIRE (three.size() == 3);
    REQUIRE (one.size() == 1);
    CHECK (one[0]["sir_v4_db"] == three[1]["sir_v4_db"]);
    // Without the third stem the rest of the mixture takes its place, but for rounding of the sum.
    fs::remove (work / "est/mix.piano.wav");
    const auto rest = reportOf (
        work, { "evaluate", "--reference", "stems", "--estimate", "est", "--mixture", "mix.wav" })["scores"];
    REQUIRE (rest.size() == 2);
    constexpr double toleranceDb = 0.01;
    CHECK (rest[1]["sir_v4_db"].get<double>() ==
           Approx (three[1]["sir_v4_db"].get<double>()).margin (toleranceDb));
    CHECK (reportOf (work, two)["scores"].size() == 2);
}

TEST_CASE (
    "evaluate --oracle beats the input, --baselines filters it, and neither touches the estimate's mean")
{
    const Workplace work;
    writeMixture (work);
    const auto plain = reportOf (work, scoreMixture);
    const auto more = reportOf (work, scoreMixture, { "--oracle", "--baselines" });
    CHECK (more["mean"] == plain["mean"]);
    for (const auto& row : more["scores"])
    {
        for (const char* mask : { "oracle_wiener", "oracle_irm" })
        {
            CHECK (row[mask]["gain_db"] > 3.0);
            CHECK (row[mask]["sdr_v4_db"] > row["input_sdr_v4_db"]);
        }
        CHECK (row["high_pass_60_hz"]["si_sdr_db"].is_number());
        CHECK (row.contains ("fixed_band") == (row["name"] != "piano"));
    }
    CHECK (more["methods"]["fixed_band"]["count"]["si_sdr_db"] == 2);
    CHECK (more["classes"]["kick"]["methods"]["oracle_wiener"]["mean"]["si_sdr_db"] ==
           more["scores"][1]["oracle_wiener"]["si_sdr_db"]);
}

TEST_CASE ("evaluate --oracle takes the noise of a noisy recording as the second sound")
{
    const Workplace work;
    writePairs (work);
    const auto report = reportOf (
        work, { "evaluate", "--reference", "clean", "--estimate", "plain", "--noisy", "noisy", "--oracle" });
    for (const auto& row : report["scores"])
        CHECK (row["oracle_wiener"]["si_sdr_db"] > row["input_si_sdr_db"].get<double>() + 3.0);
}

TEST_CASE ("evaluate averages by class: the source, or what a file says")
{
    const Workplace work;
    writePairs (work);
    const Words pairs{ "evaluate", "--reference", "clean", "--estimate", "est", "--source", "speech" };
    const auto bySource = reportOf (work, pairs);
    CHECK (bySource["classes"]["speech"]["mean"] == bySource["mean"]);
    CHECK (bySource["count"]["si_sdr_db"] == 2);

    writeText (work / "classes.csv", "p1,loud\n\np2,quiet\r\nother,loud\n");
    writeText (work / "classes.json", R"({ "p1": "loud", "p2": "quiet" })");
    const auto byLine = reportOf (work, pairs, { "--classes", "classes.csv" });
    CHECK (byLine == reportOf (work, pairs, { "--classes", "classes.json" }));
    CHECK (byLine["scores"][1]["class"] == "quiet");
    CHECK (byLine["classes"]["quiet"]["median"]["si_sdr_db"] == byLine["scores"][1]["si_sdr_db"]);
    CHECK (byLine["classes"]["loud"]["count"]["si_sdr_db"] == 1);
}

TEST_CASE ("Classes that are missing or cannot be read are one error, before any work")
{
    const Workplace work;
    writePairs (work);
    writeText (work / "one.csv", "p1,loud\n");
    writeText (work / "wrong.csv", "p1;loud\n");
    writeText (work / "wrong.json", R"({ "p1": 3 })");
    writeText (work / "list.json", "[1]");
    for (const std::string file :
         { "one.csv", "wrong.csv", "wrong.json", "list.json", "nowhere.csv", "clean" })
        checkFails (
            work.run ({ "evaluate", "--reference", "clean", "--estimate", "plain", "--classes", file }), 1);
}

TEST_CASE ("The table holds no line over 100 characters, and the means of each class by method")
{
    const Workplace work;
    writeMixture (work);
    Words words = scoreMixture;
    words.insert (words.end(), { "--oracle", "--baselines" });
    const auto outcome = work.run (words);
    checkWorks (outcome);
    for (const char* part : { "SDR v4", "\nmedian", "oracle Wiener mask", "60 Hz high-pass", "fixed band" })
        CHECK_THAT (outcome.out, Catch::Contains (part));
    CHECK_THAT (outcome.out, ! Catch::Contains ("STOI")); // no voice, no column
    std::istringstream lines (outcome.out);
    for (std::string line; std::getline (lines, line);)
        CHECK (line.size() <= 100);
}

TEST_CASE ("Intelligibility of opposite channels is that of either channel")
{
    const Workplace work;
    const MatrixXf clean = tones (rateHz, length, 1);
    const MatrixXf noisy = clean + noise (0.05f);
    const auto scoresOf = [&] (float right)
    {
        for (const auto& [name, sound] : { std::pair{ "clean/a.wav", &clean }, { "est/a.wav", &noisy } })
        {
            MatrixXf channels (length, 2);
            channels << *sound, right * *sound;
            writeSound (work / name, rateHz, channels);
        }
        return reportOf (work, { "evaluate", "--reference", "clean", "--estimate", "est" })["scores"][0];
    };
    const auto alike = scoresOf (1.0f);
    const auto opposite = scoresOf (-1.0f);
    REQUIRE (alike["stoi"].is_number());
    CHECK (opposite["stoi"] == alike["stoi"]);
    CHECK (opposite["estoi"] == alike["estoi"]);
}
