// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/NoteDictionary.h"
#include "Unit/Mpi/Mpirun.h"

#include <sstream>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double rateHz = 16000.0;
const std::string training =
    "train --incremental --source low=takes --ranks low=4 --updates 4 --passes 40 --threads 1 "
    "--rate 16000 --out mine.safetensors --checkpoint-every 0";
const std::string separation = "separate archive --dictionary pair --out stems --table t.jsonl --threads 1";

void writeTakes (const Workplace& work)
{
    constexpr Index length = 16000;
    for (int i = 10; i < 34; ++i)
        writeSound (work / ("takes/" + std::to_string (i) + ".wav"), rateHz,
                    MatrixXf (0.01f * static_cast<float> (i) * tones (rateHz, length, 1)));
}

/** What a training of one process without MPI learns. */
std::string learnedAlone (const Workplace& work)
{
    const auto outcome = work.shell ("\"$U\" " + training);
    checkWorks (outcome);
    auto bytes = readText (work / "mine.safetensors");
    fs::remove (work / "mine.safetensors");
    return bytes;
}

Words writeArchive (const Workplace& work)
{
    constexpr Index length = 160000; // long enough to be killed among them
    Words files;
    for (int i = 10; i < 40; ++i)
    {
        files.push_back ("archive/" + std::to_string (i) + ".wav");
        writeSound (work / files.back(), rateHz, tones (rateHz, length, 1));
    }
    return files;
}

/** The rows of a table without their order, which is that in which the files were done. */
Words sortedLines (const Workplace& work, const std::string& table)
{
    Words lines;
    std::istringstream text (readText (work / table));
    for (std::string line; std::getline (text, line);)
        lines.push_back (line);
    std::sort (lines.begin(), lines.end());
    return lines;
}

Words filesIn (const Workplace& work, const std::string& table)
{
    Words files;
    for (const auto& line : sortedLines (work, table))
    {
        const auto row = nlohmann::json::parse (line);
        CHECK (row["state"] == "done");
        files.push_back (row["file"]);
    }
    std::sort (files.begin(), files.end());
    return files;
}
} // namespace

TEST_CASE ("An incremental training under mpirun gives the bytes of one process")
{
    const Workplace work;
    writeTakes (work);
    const auto alone = learnedAlone (work);
    for (const int numRanks : { 1, 2, 4 })
    {
        runAtRanks (work, numRanks, training);
        CHECK (readText (work / "mine.safetensors") == alone);
        fs::remove (work / "mine.safetensors");
    }
}

TEST_CASE (
    "When a rank is killed the job ends, and one process goes on from the checkpoint to the same bytes")
{
    const Workplace work;
    writeTakes (work);
    const auto alone = learnedAlone (work);
    const auto killed = work.shell (killedAtTwoRanks (training, "mine.safetensors.checkpoint"));
    CHECK (killed.exitCode != 0);
    REQUIRE (fs::exists (work / "mine.safetensors.checkpoint"));
    CHECK_FALSE (fs::exists (work / "mine.safetensors"));
    SECTION ("one process")
    {
        checkWorks (work.shell ("\"$U\" " + training + " --resume"));
    }
    SECTION ("two ranks")
    {
        runAtRanks (work, 2, training + " --resume");
    }
    CHECK (readText (work / "mine.safetensors") == alone);
    CHECK_FALSE (fs::exists (work / "mine.safetensors.checkpoint"));
}

TEST_CASE ("A recording that cannot be read ends a job with one line from the program")
{
    const Workplace work;
    writeTakes (work);
    writeText (work / "takes/11.wav", "no sound");
    const auto outcome = work.shell (mpirun + "2 \"$U\" " + training);
    CHECK (outcome.exitCode != 0);
    const auto line = outcome.err.find ("unbraid: ");
    REQUIRE (line != std::string::npos);
    CHECK_THAT (outcome.err.substr (line, outcome.err.find ('\n', line) - line), Catch::Contains ("11.wav"));
    CHECK (outcome.err.find ("unbraid: ", line + 1) == std::string::npos);
}

TEST_CASE ("Two ranks share an archive out, each file once, with the outputs of one process")
{
    const Workplace work;
    const auto files = writeArchive (work);
    runAtRanks (work, 2, separation);
    CHECK (filesIn (work, "t.jsonl") == files);
    CHECK (work.names ("stems").size() == 2 * files.size());
    checkWorks (work.run ({ "separate", "archive/17.wav", "--dictionary", "pair", "--out", "alone" }));
    CHECK (readText (work / "stems/17.low.wav") == readText (work / "alone/17.low.wav"));
}

TEST_CASE ("An archive of which a rank was killed is resumed, by one process too")
{
    const Workplace work;
    const auto files = writeArchive (work);
    CHECK (work.shell (killedAtTwoRanks (separation, "t.jsonl")).exitCode != 0);
    checkWorks (work.shell ("\"$U\" " + separation + " --resume"));
    CHECK (filesIn (work, "t.jsonl") == files);
}

TEST_CASE ("Under mpirun processes work by themselves on request")
{
    const Workplace work;
    writeTakes (work);
    const auto outcome = work.shell ("UNBRAID_MPI=off " + mpirun + "1 \"$U\" " + training);
    CHECK (outcome.exitCode == 0);
    CHECK (outcome.out.find ("rank\n") == std::string::npos);
}

TEST_CASE ("Several processes refuse what they cannot share: each would write the same files")
{
    const Workplace work;
    writeTakes (work);
    const auto [command, reason] = GENERATE (table<std::string, std::string> (
        { { "train --source low=takes --out mine.safetensors", "incremental" },
          { "separate takes --recursive --dictionary pair --out stems", "--table" } }));
    const auto outcome = work.shell (mpirun + "2 \"$U\" " + command);
    INFO (outcome.err);
    CHECK (outcome.exitCode != 0);
    CHECK_THAT (outcome.err, Catch::Contains (reason));
    CHECK_FALSE (fs::exists (work / "mine.safetensors"));
    CHECK_FALSE (fs::exists (work / "stems"));
}

TEST_CASE ("Two ranks score and transcribe an archive with the rows of one process")
{
    const Workplace work;
    work.save ("tones", noteDictionary());
    writeTakes (work);
    for (int i = 10; i < 34; ++i)
    {
        const auto name = std::to_string (i) + ".wav";
        const MatrixXf clean = readSound (work / ("takes/" + name)).samples;
        writeSound (work / ("noisy/" + name), rateHz, clean + 0.01f * MatrixXf::Random (clean.rows(), 1));
    }
    const std::string command = GENERATE ("evaluate --reference takes --estimate noisy --bss-eval none",
                                          "transcribe takes --dictionary tones --out notes");
    runAtRanks (work, 2, command + " --table shared.jsonl --threads 1");
    checkWorks (work.shell ("\"$U\" " + command + " --table alone.jsonl --overwrite --threads 1"));
    const auto rows = sortedLines (work, "shared.jsonl");
    CHECK (rows.size() == 24);
    CHECK (rows == sortedLines (work, "alone.jsonl"));
}
