// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

TEST_CASE ("What is read by its name is read from a pipe, by every command, as often as it is opened")
{
    const Workplace work;
    const MatrixXf input = tones (16000.0, 32000, 1);
    writeSound (work / "in.wav", 16000.0, input);
    writeSound (work / "other.wav", 16000.0, tones (16000.0, 16000, 1));
    const auto outOfPipe = [&] (const std::string& file, const std::string& line)
    {
        fs::remove (work / "pipe");
        return work.shell ("mkfifo pipe; cat " + file + " > pipe & \"$U\" " + line);
    };
    // A training opens its recordings two times, long windows and both ways several times.
    checkWorks (
        outOfPipe ("in.wav", "train --source a=pipe --ranks a=2 --iterations 3 --out piped.safetensors"));
    checkWorks (work.run ({ "train", "--source", "a=in.wav", "--ranks", "a=2", "--iterations", "3", "--out",
                            "named.safetensors" }));
    const auto piped = files::loadDictionary (work / "piped.safetensors");
    const auto named = files::loadDictionary (work / "named.safetensors");
    REQUIRE ((piped.ok() && named.ok()));
    CHECK (piped.value().atoms == named.value().atoms);

    checkWorks (outOfPipe ("in.wav", "separate pipe --dictionary pair --only low --out one.wav"));
    checkWorks (
        outOfPipe ("in.wav", "separate pipe --dictionary pair --quality both-ways --only low --out two.wav"));
    for (const std::string way : { "one", "two" })
        CHECK (readSound (work / (way + ".wav")).samples.rows() == input.rows());
    checkWorks (outOfPipe ("in.wav", "upmix pipe --dictionary pair --out wide.wav"));
    checkWorks (outOfPipe ("in.wav", "decompose pipe --components 2 --iterations 10 --out parts"));
    checkWorks (outOfPipe ("in.wav", "mosaic other.wav --from pipe --window 32 --out mosaic.wav"));
    checkWorks (outOfPipe ("dictionaries/pair.safetensors", "inspect pipe"));
    checkWorks (outOfPipe ("dictionaries/pair.safetensors",
                           "separate in.wav --dictionary ./pipe --only low --out three.wav"));
    CHECK (readSound (work / "three.wav").samples == readSound (work / "one.wav").samples);
}

TEST_CASE ("A separation writes to standard output by --out -, and every other command refuses it")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 16000, 1));
    checkWorks (
        work.run ({ "separate", "in.wav", "--dictionary", "pair", "--only", "low", "--out", "named.wav" }));
    CHECK (work.shell ("\"$U\" separate in.wav --dictionary pair --only low --out - | cat > piped.wav").err ==
           "");
    CHECK (readSound (work / "piped.wav").samples == readSound (work / "named.wav").samples);
    checkFails (work.run ({ "separate", "in.wav", "--dictionary", "pair", "--out", "-" }), 2); // two sounds
    checkFails (work.run ({ "separate", "in.wav", "named.wav", "--dictionary", "pair", "--only", "low",
                            "--out", "-" }),
                2);
    for (const Words& line : { Words{ "upmix", "in.wav", "--dictionary", "pair" },
                               { "repair", "in.wav" },
                               { "mosaic", "in.wav", "--from", "named.wav" },
                               { "decompose", "in.wav", "--components", "2" },
                               { "transcribe", "in.wav" },
                               { "align", "in.wav", "--midi", "in.wav" },
                               { "enrol", "in.wav" },
                               { "debleed", "in.wav", "named.wav" },
                               { "train", "--source", "a=in.wav" } })
    {
        const auto refused = work.run (with (line, { "--out", "-" }));
        INFO (line.front());
        checkFails (refused, 2);
        CHECK_THAT (refused.err, Catch::Contains ("standard output"));
    }
    CHECK_FALSE (fs::exists (work / "-"));
}

TEST_CASE ("Several sounds make a folder of a name with the ending of a sound, and it is said")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 16000, 1));
    const Words line{ "separate", "in.wav", "--dictionary", "pair", "--out" };
    const auto outcome = work.run (with (line, { "stems.wav" }));
    CHECK (outcome.exitCode == 0);
    CHECK_THAT (outcome.err, Catch::Contains ("several sounds result, so 'stems.wav' is a folder"));
    CHECK (work.names ("stems.wav").size() == 2);
    checkWorks (work.run (with (line, { "stems.wav" }))); // now it is one
    checkWorks (work.run (with (line, { "take.2" })));    // the name of a folder
}

TEST_CASE ("What is left out of a folder is named, unless it is surely no sound")
{
    const Workplace work;
    writeSound (work / "f/a.wav", 16000.0, tones (16000.0, 16000, 1));
    writeText (work / "f/notes.txt", "two takes");
    writeText (work / "f/LICENCE", "CC0");
    writeText (work / "f/cover.jpg", std::string ("\xff\xd8\xff\xe0\0\x10JFIF", 10));
    const Words line{ "separate", "f", "--dictionary", "pair", "--out", "o" };
    checkWorks (work.run (line));
    fs::copy_file (work / "f/a.wav", work / "f/b.take2");
    writeText (work / "f/c.raw", std::string (1000, '\0'));
    fs::create_symlink ("gone.wav", work / "f/d.wav");
    for (const Words& more : { Words{}, Words{ "--recursive" } })
    {
        const auto outcome = work.run (with (line, more));
        CHECK (outcome.exitCode == 0);
        CHECK (std::count (outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK_THAT (outcome.err, Catch::Contains ("b.take2, c.raw, d.wav"));
    }
    const auto trained = work.run (
        { "train", "--source", "a=f", "--ranks", "a=2", "--iterations", "3", "--out", "a.safetensors" });
    CHECK_THAT (trained.err, Catch::Contains ("b.take2"));
    checkWorks (work.run ({ "train", "--source", "a=f/*.wav", "--ranks", "a=2", "--iterations", "3", "--out",
                            "b.safetensors" }));
}
