// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/Workplace.h"

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

    const auto text = work.run ({ "inspect", "notes" });
    checkWorks (text);
    CHECK (text.out.find ("C4 to C5") != std::string::npos);
    CHECK (text.out.find ("Itakura-Saito") != std::string::npos);
    checkFails (work.run ({ "inspect", "none" }), 1);
    checkFails (work.run ({ "inspect" }), 2);
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
    checkFails (work.run ({ "inspect", "pair", "--plot", "no/such/folder.png" }), 1);
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

TEST_CASE ("train learns a dictionary that separates, and records how")
{
    const Workplace work;
    writeSound (work / "low sounds/a.wav", 16000.0, tones (16000.0, 32000, 1));
    std::srand (3);
    writeSound (work / "hiss.wav", 16000.0, 0.1f * MatrixXf::Random (32000, 1));
    const Words words{ "train",   "--source", "low=low sounds", "noise=hiss.wav",
                       "--ranks", "low=4",    "noise=2",        "--iterations",
                       "5",       "--mixer",  "updates=3",      "--licence",
                       "CC0",     "--out" };
    const auto train = [&] (const std::string& out, const std::string& threads)
    {
        Words all = words;
        all.insert (all.end(), { out, "--threads", threads });
        return work.run (all);
    };
    const auto outcome = train ("a.safetensors", "1");
    checkWorks (outcome);
    CHECK (outcome.out == "a.safetensors: low (4 atoms), noise (2 atoms)\n");
    const auto report = json::parse (work.run ({ "inspect", "a.safetensors", "--json" }).out);
    CHECK (report["sources"][0]["target"] == true);
    CHECK (report["sources"][1]["target"] == false);
    CHECK (report["mixer"]["updates"] == 3.0);
    CHECK (report["command"].get<std::string>().starts_with (
        "unbraid train --source 'low=low sounds' noise=hiss.wav"));
    checkWorks (work.run ({ "separate", "hiss.wav", "--dictionary", "a.safetensors" }));
    checkWorks (train ("b.safetensors", "2"));
    const auto a = files::loadDictionary (work / "a.safetensors");
    const auto b = files::loadDictionary (work / "b.safetensors");
    REQUIRE (a.ok());
    REQUIRE (b.ok());
    CHECK (a.value().atoms == b.value().atoms);
}

TEST_CASE ("Wrong use of train is exit code 2, material that is missing 1; the old file stays")
{
    const Workplace work;
    writeSound (work / "a.wav", 16000.0, tones (16000.0, 16000, 1));
    writeText (work / "x.safetensors", "old");
    const std::vector<Words> endings{
        { "--ranks", "high=4" },      { "--ranks", "low=0" },  { "--ranks", "low=auto" },
        { "--notes", "high" },        { "--noise", "high" },   { "--mixer", "updates" },
        { "--divergence", "cosine" }, { "--spectrum", "log" }, { "--resume" }
    };
    for (const auto& ending : endings)
    {
        Words words{ "train", "--source", "low=a.wav", "--out", "x.safetensors" };
        words.insert (words.end(), ending.begin(), ending.end());
        checkFails (work.run (words), 2);
    }
    checkFails (work.run ({ "train", "--source", "a.wav", "--out", "x.safetensors" }), 2);
    checkFails (work.run ({ "train", "--source", "low=no.wav", "--out", "x.safetensors" }), 1);
    CHECK (readText (work / "x.safetensors") == "old");
}

TEST_CASE ("An interrupted training leaves the old file")
{
    const Workplace work;
    writeSound (work / "a.wav", 16000.0, tones (16000.0, 160000, 1));
    writeText (work / "x.safetensors", "old");
    const auto outcome =
        work.shell ("\"$U\" train --source low=a.wav --iterations 100000 --out x.safetensors & pid=$!;"
                    "sleep 0.5; kill -INT $pid; wait $pid");
    checkFails (outcome, 1);
    CHECK (outcome.err.find ("cancelled") != std::string::npos);
    CHECK (readText (work / "x.safetensors") == "old");
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
