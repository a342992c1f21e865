// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/MidiBytes.h"
#include "Support/NoteDictionary.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double nullDb = -120.0; // the outputs are 32-bit floats that went through a transform
constexpr double rateHz = 16000.0;

MatrixXf sumOf (const Workplace& work, const std::string& inside)
{
    MatrixXf sum;
    for (const auto& name : work.names (inside))
    {
        const MatrixXf sound = readSound (work / (inside + "/" + name)).samples;
        sum = sum.size() == 0 ? sound : MatrixXf (sum + sound);
    }
    return sum;
}

/** A place with a song, and dictionaries `pair` (low, high), `halves` (soft, loud) and `notes`. */
struct TreePlace : Workplace
{
    TreePlace()
    {
        save ("halves", lowAndHigh ("soft", "loud"));
        save ("notes", noteDictionary());
        writeSound (*this / "in.wav", rateHz, input);
    }

    [[nodiscard]] Outcome separate (Words options) const
    {
        Words words{ "separate", "in.wav", "--dictionary", "pair" };
        words.insert (words.end(), options.begin(), options.end());
        return run (words);
    }

    MatrixXf input = tones (rateHz, 16000, 2);
};
} // namespace

TEST_CASE ("separate --then writes the sources of the branch in place of the one that it splits, and all sum "
           "to the input")
{
    const TreePlace work;
    checkWorks (work.separate ({ "--out", "pair" }));
    checkWorks (work.separate ({ "--then", "low=halves", "--out", "o" }));
    CHECK (work.names ("o") == Words{ "in.high.wav", "in.low.loud.wav", "in.low.soft.wav" });
    CHECK (errorDb (work.input, sumOf (work, "o")) < nullDb);
    CHECK (readSound (work / "o/in.high.wav").samples == readSound (work / "pair/in.high.wav").samples);
    checkWorks (work.separate ({ "--then", "low=halves", "--then", "high=halves", "--out", "both" }));
    CHECK (work.names ("both").size() == 4);
    CHECK (errorDb (work.input, sumOf (work, "both")) < nullDb);
}

TEST_CASE ("The name of a source that is split means all its leaves to --only, --without and --silent")
{
    const TreePlace work;
    checkWorks (work.separate ({ "--then", "low=halves", "--only", "low", "--out", "low.wav" }));
    checkWorks (work.separate ({ "--then", "low=halves", "--without", "low", "--out", "rest.wav" }));
    checkWorks (work.separate ({ "--then", "low=halves", "--only", "low.soft", "--out", "soft.wav" }));
    checkWorks (work.separate ({ "--out", "pair" }));
    const MatrixXf low = readSound (work / "low.wav").samples;
    CHECK (errorDb (work.input, low + readSound (work / "rest.wav").samples) < nullDb);
    CHECK (errorDb (readSound (work / "pair/in.low.wav").samples, low) < nullDb);
    checkWorks (work.separate ({ "--then", "low=halves", "--only", "low.loud", "--out", "loud.wav" }));
    const MatrixXf soft = readSound (work / "soft.wav").samples, loud = readSound (work / "loud.wav").samples;
    CHECK (errorDb (low, soft + loud) < nullDb);
    CHECK (loud.norm() > 1e-4f * low.norm());

    checkWorks (work.separate ({ "--then", "low=halves", "--silent", "low=0-1", "--out", "silent" }));
    CHECK (readSound (work / "silent/in.low.soft.wav").samples.norm() < 1e-4f * work.input.norm());
    CHECK (readSound (work / "silent/in.low.loud.wav").samples.norm() < 1e-4f * work.input.norm());
    checkWorks (work.separate ({ "--then", "low=halves", "--silent", "low.soft=0-1", "--out", "one" }));
    CHECK (readSound (work / "one/in.low.soft.wav").samples.norm() < 1e-4f * work.input.norm());
    CHECK (readSound (work / "one/in.low.loud.wav").samples.norm() > 0.01f * work.input.norm());
}

TEST_CASE ("The score of a tree guides the one dictionary that takes notes, or that of the source that it is "
           "given for")
{
    const TreePlace work;
    writeBytes ((work / "take.mid").string(), midiFile ({ midiTrack ({ 0, 0x90, 60, 90, 100, 60, 0 }),
                                                          midiTrack ({ 50, 0x91, 67, 90, 100, 67, 0 }) }));
    const Words parts{ "in.high.channel-1.wav", "in.high.channel-2.wav", "in.high.residual.wav",
                       "in.low.wav" };
    for (const std::string given : { "take.mid", "high=take.mid" })
    {
        checkWorks (work.separate ({ "--then", "high=notes", "--midi", given, "--out", "o" }));
        CHECK (work.names ("o") == parts);
        CHECK (errorDb (work.input, sumOf (work, "o")) < nullDb);
    }
    const auto two = work.separate (
        { "--then", "high=notes", "--then", "low=notes", "--midi", "take.mid", "--out", "no" });
    checkFails (two, 2);
    CHECK (two.err.find ("say whose the score is") != std::string::npos);
    checkWorks (work.separate (
        { "--then", "high=notes", "--then", "low=notes", "--midi", "low=take.mid", "--out", "low" }));
    CHECK (work.names ("low") == Words{ "in.high.tones.wav", "in.low.channel-1.wav", "in.low.channel-2.wav",
                                        "in.low.residual.wav" });
    checkFails (work.separate ({ "--then", "low=halves", "--midi", "take.mid", "--out", "no" }), 2);
    CHECK (work.names ("no").empty());
}

TEST_CASE ("A tree that is saved is used like a dictionary, from wherever it names its parts or holds them")
{
    const TreePlace work;
    checkWorks (work.separate ({ "--then", "low=halves", "--out", "told" }));
    for (const Words& how : { Words{}, { "--whole" } })
    {
        Words words{
            "tree", "pair", "--then", "low=halves", "--overwrite", "--out", "saved/mine.safetensors"
        };
        words.insert (words.end(), how.begin(), how.end());
        const auto saved = work.run (words);
        checkWorks (saved);
        CHECK (saved.out == "saved/mine.safetensors: low.soft, low.loud, high\n");
        checkWorks (
            work.run ({ "separate", "in.wav", "--dictionary", "saved/mine.safetensors", "--out", "o" }));
        CHECK (work.names ("o") == work.names ("told"));
        for (const auto& name : work.names ("o"))
            CHECK (readText (work / ("o/" + name)) == readText (work / ("told/" + name)));
        const auto shown = work.run ({ "inspect", "saved/mine.safetensors", "--json" });
        checkWorks (shown);
        CHECK (nlohmann::json::parse (shown.out)["branches"]["low"]["sources"][0]["name"] == "soft");
    }
    fs::rename (work / "dictionaries", work / "elsewhere"); // the whole one needs none
    checkWorks (
        work.run ({ "separate", "in.wav", "--dictionary", "saved/mine.safetensors", "--out", "alone" }));
    CHECK (work.names ("alone") == work.names ("told"));
}

TEST_CASE ("A tree may name files, as seen from its own folder, and be split otherwise by --then")
{
    const TreePlace work;
    fs::create_directories (work / "mine");
    fs::rename (work / "dictionaries/halves.safetensors", work / "mine/halves.safetensors");
    checkWorks (work.run (
        { "tree", "pair", "--then", "low=mine/halves.safetensors", "--out", "mine/t.safetensors" }));
    fs::rename (work / "mine", work / "moved");
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "moved/t.safetensors", "--out", "o" }));
    CHECK (work.names ("o") == Words{ "in.high.wav", "in.low.loud.wav", "in.low.soft.wav" });
    checkWorks (work.run ({ "separate", "in.wav", "--dictionary", "moved/t.safetensors", "--then",
                            "high=moved/halves.safetensors", "--then", "low=notes", "--out", "other" }));
    CHECK (work.names ("other") == Words{ "in.high.loud.wav", "in.high.soft.wav", "in.low.tones.wav" });
    checkFails (
        work.run ({ "tree", "moved/t.safetensors", "--then", "low=notes", "--out", "no.safetensors" }), 2);
    checkFails (work.run ({ "tree", "pair", "--then", "song=notes", "--out", "no.safetensors" }), 2);
    CHECK_FALSE (fs::exists (work / "no.safetensors"));
}

TEST_CASE ("evaluate scores the leaves of a tree by their names")
{
    const TreePlace work;
    checkWorks (work.separate ({ "--then", "low=halves", "--out", "est" }));
    fs::create_directories (work / "true");
    for (const std::string leaf : { "low.soft", "low.loud", "high" })
        fs::copy_file (work / ("est/in." + leaf + ".wav"), work / ("true/" + leaf + ".wav"));
    const auto outcome = work.run (
        { "evaluate", "--reference", "true", "--estimate", "est", "--mixture", "in.wav", "--json" });
    checkWorks (outcome);
    Words scored;
    const auto report = nlohmann::json::parse (outcome.out);
    for (const auto& row : report["scores"])
        scored.push_back (row["name"]);
    std::sort (scored.begin(), scored.end());
    CHECK (scored == Words{ "high", "low.loud", "low.soft" });
}

TEST_CASE ("A tree that cannot be is refused before any work")
{
    const TreePlace work;
    const auto refused = [&] (Words options, const std::string& said)
    {
        options.insert (options.end(), { "--out", "no" });
        const auto outcome = work.separate (options);
        INFO (outcome.err);
        CHECK (outcome.exitCode == 2);
        CHECK (outcome.err.find (said) != std::string::npos);
        CHECK (work.names ("no").empty());
    };
    refused ({ "--then", "halves" }, "SOURCE=DICTIONARY");
    refused ({ "--then", "middle=halves" }, "low or high");
    refused ({ "--then", "low=halves", "--then", "low=pair" }, "'low' has two");
    refused ({ "--then", "low=halves", "--activations", "a.safetensors" }, "--activations");
    const auto missing = work.separate ({ "--then", "low=nothing", "--out", "no" });
    CHECK (missing.exitCode != 0);
    CHECK (missing.err.find ("nothing") != std::string::npos);
}

TEST_CASE ("A tree goes through long windows, phases and --place, and still sums to the input")
{
    const TreePlace work;
    const std::vector<std::pair<std::string, Words>> ways{ { "long", { "--quality", "long-both-ways" } },
                                                           { "misi", { "--phase", "misi" } },
                                                           { "placed", { "--place" } } };
    for (const auto& [folder, options] : ways)
    {
        Words words{ "--then", "low=halves", "--out", folder };
        words.insert (words.end(), options.begin(), options.end());
        const auto outcome = work.separate (words);
        INFO (outcome.err);
        CHECK (outcome.exitCode == 0);
        CHECK (work.names (folder).size() == 3);
        CHECK (errorDb (work.input, sumOf (work, folder)) < nullDb);
    }
}
