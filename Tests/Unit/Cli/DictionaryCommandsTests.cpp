// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/SmallDictionary.h"
#include "Unit/Cli/Workplace.h"

#include <Eigen/LU>

#include <sstream>

using namespace unbraid;
using namespace unbraid::test;
using nlohmann::json;

TEST_CASE ("dictionaries lists names, sources and paths; a broken one is named and skipped")
{
    const Workplace work;
    work.save ("voices", lowAndHigh ("speech", "noise"));
    auto outcome = work.run ({ "dictionaries", "--json" });
    checkWorks (outcome);
    const auto find = [&] (const std::string& name)
    {
        const auto report = json::parse (outcome.out);
        for (const auto& item : report["dictionaries"])
            if (item["name"] == name)
                return item;
        return json();
    };
    CHECK (find ("pair")["sources"] == json{ "low", "high" });
    CHECK (find ("voices")["path"] == (work / "dictionaries/voices.safetensors").string());

    writeText (work / "dictionaries/broken.safetensors", "nothing of the kind");
    outcome = work.run ({ "dictionaries" });
    CHECK (outcome.exitCode == 0);
    CHECK (outcome.err.find ("broken.safetensors") != std::string::npos);
    CHECK (outcome.out.find ("speech, noise") != std::string::npos);
}

TEST_CASE ("dictionaries says what each is for and groups them, those for comparison last")
{
    const Workplace work;
    work.save ("voices", lowAndHigh ("speech", "noise"));
    writeText (work / "dictionaries/voices.md", "# voices\n\nTakes `hum` out of a voice. Live as well.\n");
    const auto outcome = work.run ({ "dictionaries", "--json" });
    checkWorks (outcome);
    const auto report = json::parse (outcome.out)["dictionaries"];
    const auto find = [&] (const std::string& name)
    {
        const auto found = std::find_if (report.begin(), report.end(),
                                         [&] (const json& item) { return item["name"] == name; });
        return found == report.end() ? json() : *found;
    };
    CHECK (find ("voices")["purpose"] == "Takes hum out of a voice");
    CHECK (find ("voices")["group"] == "own");
    CHECK (find ("speech")["group"] == "voices");
    CHECK (find ("own-voice")["group"] == "voices");
    CHECK (find ("drums")["group"] == "drums");
    CHECK (find ("band")["group"] == "music");
    for (const auto* name : { "speech-is", "speech-large", "speech-room", "drums-is", "drums-plain", "guitar",
                              "strings", "winds", "vocals" })
        CHECK (find (name)["group"] == "comparison");
    for (const auto& item : report)
        if (item["group"] != "own")
            CHECK (item["purpose"].get<std::string>().size() > 10);

    const auto text = work.run ({ "dictionaries" }).out;
    const auto at = [&text] (const std::string& words) { return text.find (words); };
    CHECK (at ("Voices\n") < at ("Songs and instruments\n"));
    CHECK (at ("Your own\n") < at ("For comparison"));
    CHECK (at ("Takes hum out of a voice") < at ("For comparison"));
    CHECK (at ("For comparison") < at ("\n  drums-is "));
    CHECK (at ("\n  drums ") < at ("For comparison"));
}

TEST_CASE ("A dictionary whose name is misspelt is suggested, by every command")
{
    const Workplace work;
    writeSound (work / "a.wav", 16000.0, tones (16000.0, 1600, 1));
    for (const Words& words :
         { Words{ "separate", "a.wav", "--dictionary", "bands" }, Words{ "inspect", "bands" } })
    {
        const auto outcome = work.run (words);
        checkFails (outcome, 1);
        CHECK_THAT (outcome.err, Catch::Contains ("there is no dictionary 'bands'. Did you mean 'band'?"));
    }
    CHECK_THAT (work.run ({ "inspect", "xylophone" }).err, ! Catch::Contains ("Did you mean"));
}

TEST_CASE ("inspect says what is in a dictionary, by name or file")
{
    const Workplace work;
    auto dictionary = lowAndHigh();
    dictionary.sources[1].pitches = { 60, 62, 64, 72 };
    dictionary.mixer = { { "updates", 7.0 } };
    dictionary.command = "unbraid train --out x";
    work.save ("notes", dictionary);
    const auto byName = work.run ({ "inspect", "notes", "--json" });
    const auto byFile = work.run ({ "inspect", "dictionaries/notes.safetensors", "--json" });
    checkWorks (byName);
    checkWorks (byFile);
    const auto report = json::parse (byName.out);
    CHECK (report["sources"] == json::parse (byFile.out)["sources"]);
    CHECK (report["sources"][0]["name"] == "low");
    CHECK (report["sources"][1]["pitches"]["lowest"] == 60);
    CHECK (report["sources"][1]["pitches"]["highest"] == 72);
    CHECK (report["mixer"]["updates"] == 7.0);
    CHECK (report["sample_rate_hz"] == 16000.0);
    CHECK (report["command"] == "unbraid train --out x");
    CHECK (report["unfolded"].is_null());
    CHECK (report["rows"] == "bins");

    const auto text = work.run ({ "inspect", "notes" });
    checkWorks (text);
    CHECK (text.out.find ("C4 to C5") != std::string::npos);
    CHECK (text.out.find ("Itakura-Saito") != std::string::npos);
    checkFails (work.run ({ "inspect", "none" }), 1);
    checkFails (work.run ({ "inspect" }), 2);
}

TEST_CASE ("inspect says how a dictionary is unfolded")
{
    const Workplace work;
    work.save ("unfolded", test::smallUnfoldedWithRows());
    const auto outcome = work.run ({ "inspect", "unfolded", "--json" });
    checkWorks (outcome);
    const auto unfolded = json::parse (outcome.out)["unfolded"];
    CHECK (unfolded["updates"] == 2);
    CHECK (unfolded["encoder"]["units"] == 3);
    CHECK (unfolded["encoder"]["row_units"] == 2);
    CHECK (unfolded["encoder"]["slow_units"] == 2);
    CHECK (unfolded["encoder"]["long_rows"] == 9);
    CHECK (unfolded["refiner_units"] == 2);
    const auto text = work.run ({ "inspect", "unfolded" });
    checkWorks (text);
    CHECK (text.out.find ("masks looked over by 2 of each row") != std::string::npos);
}

TEST_CASE ("inspect --compress writes networks at a lower rank, and says what each matrix loses")
{
    const Workplace work;
    work.save ("large", smallUnfoldedWithRows());
    const Words compressing{ "inspect", "large", "--compress", "1", "--out", "small.safetensors" };
    const auto outcome = work.run (compressing);
    checkWorks (outcome);
    CHECK_THAT (outcome.out, Catch::Contains ("encoder.input.weight") && Catch::Contains ("rank 1") &&
                                 Catch::Contains ("% lost"));
    const auto made = files::loadDictionary (work / "small.safetensors");
    REQUIRE (made.ok());
    const auto& weights = made.value().unfolding->encoder->inputWeights;
    CHECK (Eigen::FullPivLU<MatrixXf> (weights).setThreshold (1e-4f).rank() == 1);
    CHECK (made.value().atoms == smallUnfoldedWithRows().atoms);
    checkWorks (work.run (
        { "inspect", "large", "--compress", "auto", "--keep", "0.9", "--out", "auto.safetensors" }));
    checkFails (work.run ({ "inspect", "large", "--compress", "much", "--out", "b.safetensors" }), 2);
    checkFails (work.run ({ "inspect", "large", "--compress", "2" }), 2);
    checkFails (work.run ({ "inspect", "pair", "--compress", "2", "--out", "b.safetensors" }), 1);
}

TEST_CASE ("inspect draws the atoms into a PNG file, the same bytes each time")
{
    const Workplace work;
    checkWorks (work.run ({ "inspect", "pair", "--plot", "a.png" }));
    checkWorks (work.run ({ "inspect", "pair", "--plot", "b.png" }));
    const std::string picture = readText (work / "a.png");
    CHECK (picture.starts_with ("\x89PNG"));
    CHECK (picture.size() > 10000);
    CHECK (picture == readText (work / "b.png"));
    checkWorks (work.run ({ "inspect", "pair", "--plot", "new/folder/a.png" }));
    CHECK (picture == readText (work / "new/folder/a.png"));
}

TEST_CASE ("inspect draws dictionaries of one atom, and of many sources")
{
    const Workplace work;
    auto one = lowAndHigh();
    one.atoms = Eigen::MatrixXf (one.atoms.leftCols (1));
    one.sources = { { "low", 0, 1, { 40 }, {}, true, 0.0f } };
    work.save ("one", one);
    auto many = lowAndHigh();
    many.atoms = Eigen::MatrixXf (many.atoms.replicate (1, 200)); // more atoms than pixels
    many.sources.clear();
    for (Index s = 0; s < 100; ++s)
        many.sources.push_back ({ "source-" + std::to_string (s), 16 * s, 16, {}, {}, true, 0.0f });
    work.save ("many", many);
    for (const std::string name : { "one", "many" })
        checkWorks (work.run ({ "inspect", name, "--plot", "a.png" }));
}

TEST_CASE ("The help of every command fits 100 columns, and breaks no word")
{
    const Workplace work;
    Words commands{ "" };
    const auto all = work.run ({ "--help" }).out;
    std::istringstream lines (all.substr (all.find ("Subcommands:\n") + 13));
    for (std::string line; std::getline (lines, line) && (commands.size() < 2 || ! line.empty());)
        if (line.starts_with ("  ") && line[2] != ' ')
            commands.push_back (line.substr (2, line.find (' ', 2) - 2));
    REQUIRE (commands.size() > 12);
    for (const auto& command : commands)
    {
        if (command == "live") // another program
            continue;
        const auto help = work.run (command.empty() ? Words{ "--help" } : Words{ command, "--help" });
        checkWorks (help);
        std::istringstream text (help.out);
        for (std::string line; std::getline (text, line);)
        {
            INFO (command << ": " << line);
            CHECK (line.size() <= 100);
            CHECK ((line.empty() || line.back() != ' ' ||
                    line.size() < 31)); // no trailing space of a broken line
        }
    }
    CHECK_THAT (
        work.run ({ "transcribe", "--help" }).out,
        Catch::Contains ("--out FILE.mid REQUIRED     MIDI file to write, a channel for each source with "
                         "pitches and channel\n                              10 for drums"));
}

TEST_CASE ("Help and version are asked for, not errors")
{
    const Workplace work;
    for (const Words& words : { Words{ "--help" }, Words{ "--version" }, Words{ "separate", "--help" } })
    {
        const auto outcome = work.run (words);
        checkWorks (outcome);
        CHECK (outcome.out.size() > 5);
    }
}
