// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/EvaluateMaterial.h"

using namespace unbraid;
using namespace unbraid::test;
using nlohmann::json;

TEST_CASE ("evaluate pairs by name and source and gives the gain over the input")
{
    const Workplace work;
    writePairs (work);
    const auto outcome = work.run ({ "evaluate", "--reference", "clean", "--estimate", "est", "--source",
                                     "speech", "--noisy", "noisy", "--json" });
    checkWorks (outcome);
    const auto report = json::parse (outcome.out);
    REQUIRE (report["scores"].size() == 2);
    for (const auto& row : report["scores"])
    {
        constexpr double toleranceDb = 0.2; // the high-pass leaves noise and tones not quite orthogonal
        CHECK (row["gain_db"].get<double>() == Approx (6.02).margin (toleranceDb));
        CHECK (row["stoi"].get<double>() > row["input_stoi"].get<double>());
    }
    CHECK (report["mean"]["si_sdr_db"].get<double>() > 5.0);

    const auto plain = work.run ({ "evaluate", "--reference", "clean", "--estimate", "plain", "--json" });
    checkWorks (plain);
    CHECK (json::parse (plain.out)["scores"][0]["si_sdr_db"] == report["scores"][0]["si_sdr_db"]);
}

TEST_CASE ("evaluate prints a table with a mean row")
{
    const Workplace work;
    writePairs (work);
    const auto outcome = work.run ({ "evaluate", "--reference", "clean", "--estimate", "plain" });
    checkWorks (outcome);
    CHECK (std::count (outcome.out.begin(), outcome.out.end(), '\n') == 4);
    CHECK (outcome.out.find ("\nmean") != std::string::npos);
    CHECK (outcome.out.find ("gain") == std::string::npos);
}

TEST_CASE ("The high-pass keeps rumble out of the scores, --full-band does not")
{
    const Workplace work;
    const MatrixXf clean = tones (rateHz, length, 1);
    MatrixXf rumble = clean;
    for (Index n = 0; n < length; ++n)
        rumble (n, 0) +=
            0.5f *
            static_cast<float> (std::sin (2.0 * std::numbers::pi * 20.0 / rateHz * static_cast<double> (n)));
    writeSound (work / "ref/a.wav", rateHz, clean);
    writeSound (work / "est/a.wav", rateHz, rumble);
    const auto score = [&] (const Words& more)
    {
        Words words{ "evaluate", "--reference", "ref", "--estimate", "est", "--json" };
        words.insert (words.end(), more.begin(), more.end());
        return json::parse (work.run (words).out)["mean"]["si_sdr_db"].get<double>();
    };
    CHECK (score ({}) > 20.0);
    CHECK (score ({ "--full-band" }) < 0.0);
}

TEST_CASE ("Files without a partner are listed and make exit code 1, the pairs are still scored")
{
    const Workplace work;
    writePairs (work);
    fs::remove (work / "plain/p2.wav");
    writeSound (work / "plain/p3.wav", rateHz, tones (rateHz, length, 1));
    const auto outcome = work.run ({ "evaluate", "--reference", "clean", "--estimate", "plain", "--json" });
    CHECK (outcome.exitCode == 1);
    CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 2);
    CHECK (outcome.err.find ("clean/p2.wav") != std::string::npos);
    CHECK (outcome.err.find ("plain/p3.wav") != std::string::npos);
    CHECK (json::parse (outcome.out)["scores"].size() == 1);
}

TEST_CASE ("With --mixture the references are sources and the mixture is the input")
{
    const Workplace work;
    const MatrixXf mixture = tones (rateHz, length, 1);
    writeSound (work / "mix.wav", rateHz, mixture);
    checkWorks (work.run ({ "separate", "mix.wav", "--dictionary", "pair", "--out", "est" }));
    writeSound (work / "est/other.low.wav", rateHz, mixture);
    writeSound (work / "ref/low.wav", rateHz, readSound (work / "est/mix.low.wav").samples + noise (0.01f));
    writeSound (work / "ref/high.wav", rateHz, readSound (work / "est/mix.high.wav").samples + noise (0.01f));

    const Words common{ "evaluate", "--reference", "ref", "--mixture", "mix.wav", "--json" };
    Words fromFiles = common;
    fromFiles.insert (fromFiles.end(), { "--estimate", "est" });
    Words inOneGo = common;
    inOneGo.insert (inOneGo.end(), { "--dictionary", "pair" });
    const auto files = work.run (fromFiles);
    const auto direct = work.run (inOneGo);
    checkWorks (files);
    checkWorks (direct);
    const auto scores = json::parse (files.out)["scores"];
    REQUIRE (scores.size() == 2);
    CHECK (scores[0]["source"] == "high");
    CHECK (scores[0]["gain_db"] > 0.0);
    CHECK (scores[0]["stoi"].is_null()); // `high` is no voice
    CHECK (scores[0]["si_sdr_db"] == json::parse (direct.out)["scores"][0]["si_sdr_db"]);

    fs::remove (work / "ref/low.wav");
    CHECK (work.run (fromFiles).exitCode == 1);
    CHECK (work.run (inOneGo).exitCode == 1);
}

TEST_CASE ("References and estimates may have dots in their names, and what is not scored is named")
{
    const Workplace work;
    const MatrixXf voice = tones (rateHz, length, 1);
    writeSound (work / "ref/01.voice.wav", rateHz, voice);
    writeSound (work / "ref/lead.vox.wav", rateHz, noise (0.1f));
    writeSound (work / "ref/mix.wav", rateHz, voice + noise (0.1f));
    writeSound (work / "est/mix.01.voice.wav", rateHz, voice + noise (0.05f));
    const Words line{ "evaluate", "--reference", "ref", "--mixture", "ref/mix.wav", "--estimate", "est" };
    const auto one = work.run (line);
    CHECK (one.exitCode == 1);
    CHECK (one.err.find ("lead.vox.wav") != std::string::npos);
    CHECK (std::count (one.err.begin(), one.err.end(), '\n') == 1); // the mixture is no reference

    writeSound (work / "est/mix.lead.vox.wav", rateHz, noise (0.1f) + 0.5f * voice);
    checkWorks (work.run (line));
    writeSound (work / "est/mix.live.voice.wav", rateHz, voice); // perhaps of a recording called mix.live
    const auto both = work.run (with (line, { "--json" }));
    CHECK (both.exitCode == 0);
    CHECK (both.err.find ("mix.live.voice.wav' is not scored") != std::string::npos);
    const auto scores = json::parse (both.out)["scores"];
    REQUIRE (scores.size() == 2);
    CHECK (scores[0]["source"] == "01.voice");
    CHECK (scores[1]["source"] == "lead.vox");
}

TEST_CASE ("A reference that is silent, or cannot be read, leaves the others their scores and is named")
{
    const Workplace work;
    const MatrixXf voice = tones (rateHz, length, 1), rest = noise (0.1f);
    writeSound (work / "mix.wav", rateHz, voice + rest);
    for (const std::string name : { "voice", "rest" })
    {
        const MatrixXf sound = name == "voice" ? voice : rest;
        writeSound (work / ("ref/" + name + ".wav"), rateHz, sound);
        writeSound (work / ("est/mix." + name + ".wav"), rateHz, 0.9f * sound + 0.1f * (voice + rest));
    }
    const Words line{
        "evaluate", "--reference", "ref", "--mixture", "mix.wav", "--estimate", "est", "--json"
    };
    const auto wanted = json::parse (work.run (line).out)["mean"];

    writeSound (work / "ref/bass.wav", rateHz, 0.0f * voice);
    writeSound (work / "est/mix.bass.wav", rateHz, 0.1f * voice);
    const auto silent = work.run (line);
    CHECK (silent.exitCode == 0);
    CHECK (silent.err.find ("ref/bass.wav") != std::string::npos);
    const auto report = json::parse (silent.out);
    CHECK (report["mean"] == wanted);
    CHECK (report["scores"].size() == 3);
    CHECK (report["scores"][0]["si_sdr_db"].is_null());
    CHECK (report["scores"][0]["sdr_v4_db"].is_null());

    MatrixXf broken = voice;
    broken (5, 0) = std::numeric_limits<float>::quiet_NaN();
    for (const MatrixXf& bass : { broken, MatrixXf (voice.topRows (100)) })
    {
        writeSound (work / "ref/bass.wav", rateHz, bass);
        const auto partly = work.run (line);
        CHECK (partly.exitCode == 1);
        CHECK (partly.err.find ("ref/bass.wav") != std::string::npos);
        CHECK (json::parse (partly.out)["mean"] == wanted);
    }
    const auto others = work.run (with (line, { "--source", "voice" }));
    CHECK (others.exitCode == 0);
    CHECK (others.err.find ("ref/bass.wav") != std::string::npos);

    fs::remove (work / "ref/voice.wav");
    fs::remove (work / "ref/rest.wav");
    writeSound (work / "ref/bass.wav", rateHz, 0.0f * voice);
    fs::remove (work / "est/mix.voice.wav");
    fs::remove (work / "est/mix.rest.wav");
    CHECK (work.run (line).exitCode == 1); // nothing has a score
}

TEST_CASE ("evaluate --dictionary separates the noisy folder and scores what it would have written")
{
    const Workplace work;
    writePairs (work);
    checkWorks (
        work.run ({ "separate", "noisy", "--dictionary", "pair", "--latency", "low", "--out", "low" }));
    const auto files = work.run ({ "evaluate", "--reference", "clean", "--noisy", "noisy", "--source", "low",
                                   "--estimate", "low", "--json" });
    const auto direct = work.run ({ "evaluate", "--reference", "clean", "--noisy", "noisy", "--source", "low",
                                    "--dictionary", "pair", "--latency", "low", "--json" });
    checkWorks (files);
    checkWorks (direct);
    CHECK (json::parse (files.out)["mean"] == json::parse (direct.out)["mean"]);
}

TEST_CASE ("Sounds of different lengths or rates are not compared")
{
    const Workplace work;
    writeSound (work / "ref/a.wav", rateHz, tones (rateHz, length, 1));
    writeSound (work / "est/a.wav", rateHz, tones (rateHz, length - 1, 1));
    checkFails (work.run ({ "evaluate", "--reference", "ref", "--estimate", "est" }), 1);
    writeSound (work / "est/a.wav", 2.0 * rateHz, tones (rateHz, length, 1));
    checkFails (work.run ({ "evaluate", "--reference", "ref", "--estimate", "est" }), 1);
}

TEST_CASE ("Wrong use of evaluate is exit code 2")
{
    const Workplace work;
    writePairs (work);
    const std::vector<Words> endings{ {},
                                      { "--estimate", "est", "--dictionary", "pair" },
                                      { "--dictionary", "pair" },
                                      { "--estimate", "est", "--latency", "low" },
                                      { "--estimate", "est", "--oracle" },
                                      { "--estimate", "est", "--baselines" },
                                      { "--estimate", "est", "--bss-eval", "v5" },
                                      { "--dictionary", "pair", "--noisy", "noisy", "--source", "piano" },
                                      { "--estimate", "est", "--noisy", "noisy", "--mixture",
                                        "noisy/p1.flac" } };
    for (const auto& ending : endings)
    {
        Words words{ "evaluate", "--reference", "clean" };
        words.insert (words.end(), ending.begin(), ending.end());
        checkFails (work.run (words), 2);
    }
    checkFails (work.run ({ "evaluate", "--reference", "nowhere", "--estimate", "est" }), 1);
}
