// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/EvaluateMaterial.h"

#include <sstream>

using namespace unbraid;
using namespace unbraid::test;
using nlohmann::json;

namespace
{
const Words separation{ "separate", "archive", "--recursive", "--dictionary", "pair", "--out",
                        "stems",    "--table", "t.jsonl",     "--threads",    "1" };

/** archive/ with three recordings in three folders. */
void writeArchive (const Workplace& work)
{
    constexpr Index samples = 8000;
    writeSound (work / "archive/a.wav", rateHz, tones (rateHz, samples, 1));
    writeSound (work / "archive/one/a.wav", rateHz, 0.5f * tones (rateHz, samples, 1));
    writeSound (work / "archive/one/two/b.wav", rateHz, tones (rateHz, 2 * samples, 2));
}

std::vector<json> rowsOf (const Workplace& work, const std::string& table)
{
    std::vector<json> rows;
    std::istringstream text (readText (work / table));
    for (std::string line; std::getline (text, line);)
        rows.push_back (json::parse (line));
    std::sort (rows.begin(), rows.end(), [] (const json& a, const json& b) { return a["file"] < b["file"]; });
    return rows;
}

Words filesOf (const std::vector<json>& rows)
{
    Words files;
    for (const auto& row : rows)
        files.push_back (row["file"]);
    return files;
}

const Words allFiles{ "archive/a.wav", "archive/one/a.wav", "archive/one/two/b.wav" };
} // namespace

TEST_CASE ("separate keeps the folders of an archive and gives a row of figures for each file")
{
    const Workplace work;
    writeArchive (work);
    const auto outcome = work.run (separation);
    checkWorks (outcome);
    CHECK (outcome.out == "3 files done, 0 failed\n");
    const auto rows = rowsOf (work, "t.jsonl");
    REQUIRE (filesOf (rows) == allFiles);
    CHECK (rows[0]["seconds"] == 0.5);
    CHECK (rows[2]["seconds"] == 1.0);
    CHECK (rows[2]["channels"] == 2.0);
    CHECK_FALSE (fs::exists (work / "t.jsonl.begun"));

    checkWorks (work.run ({ "separate", "archive/one/two/b.wav", "--dictionary", "pair", "--out", "alone" }));
    CHECK (readText (work / "stems/one/two/b.low.wav") == readText (work / "alone/b.low.wav"));
    CHECK (work.names ("stems") == Words{ "a.high.wav", "a.low.wav", "one" });
}

TEST_CASE ("A resumed archive leaves out what is done, and repeats what lost its outputs or its row")
{
    const Workplace work;
    writeArchive (work);
    checkWorks (work.run (separation));
    fs::remove (work / "stems/a.low.wav");
    const auto before = fs::last_write_time (work / "stems/one/a.low.wav");
    auto text = readText (work / "t.jsonl");
    const auto lastRow = text.find ("{\"file\":\"archive/one/two/b.wav\"");
    REQUIRE (lastRow != std::string::npos);
    writeText (work / "t.jsonl", text.substr (0, lastRow + 40)); // as after a power cut

    const auto outcome = work.run (with (separation, { "--resume" }));
    checkWorks (outcome);
    CHECK (outcome.out == "3 files done, 0 failed\n");
    CHECK (filesOf (rowsOf (work, "t.jsonl")) == allFiles);
    CHECK (fs::exists (work / "stems/a.low.wav"));
    CHECK (fs::last_write_time (work / "stems/one/a.low.wav") == before);

    const auto again = work.run (separation);
    CHECK (again.exitCode == 2);
    CHECK_THAT (again.err, Catch::Contains ("--resume"));
    CHECK (filesOf (rowsOf (work, "t.jsonl")) == allFiles);
}

TEST_CASE ("A file that cannot be read costs itself alone, and is repeated when it is asked for")
{
    const Workplace work;
    writeArchive (work);
    fs::copy_file (work / "archive/a.wav", work / "whole.wav");
    writeText (work / "archive/a.wav", "no sound");
    const auto outcome = work.run (separation);
    CHECK (outcome.exitCode == 1);
    CHECK (outcome.out == "2 files done, 1 failed\n");
    CHECK_THAT (outcome.err, Catch::Contains ("archive/a.wav"));
    auto rows = rowsOf (work, "t.jsonl");
    REQUIRE (filesOf (rows) == allFiles);
    CHECK (rows[0]["state"] == "failed");
    CHECK (rows[0]["error"].get<std::string>().find ("a.wav") != std::string::npos);

    fs::copy_file (work / "whole.wav", work / "archive/a.wav", fs::copy_options::overwrite_existing);
    CHECK (work.run (with (separation, { "--resume" })).exitCode == 1);
    checkWorks (work.run (with (separation, { "--resume", "--retry" })));
    rows = rowsOf (work, "t.jsonl");
    REQUIRE (filesOf (rows) == allFiles);
    CHECK (rows[0]["state"] == "done");
}

TEST_CASE ("A file during which the program was killed twice is not tried again; once is not enough")
{
    const Workplace work;
    writeArchive (work);
    const std::string bad ("archive/one/a.wav"), good ("archive/a.wav");
    const std::string zero (1, '\0');
    writeText (work / "t.jsonl.begun", bad + zero + good + zero + bad + zero);
    const auto outcome = work.run (with (separation, { "--resume" }));
    CHECK (outcome.exitCode == 1);
    CHECK (outcome.out == "2 files done, 1 failed\n");
    const auto rows = rowsOf (work, "t.jsonl");
    REQUIRE (filesOf (rows) == allFiles);
    CHECK (rows[0]["state"] == "done");
    CHECK (rows[1]["state"] == "failed");
    CHECK_FALSE (fs::exists (work / "stems/one/a.low.wav"));
}

TEST_CASE ("An archive whose run is killed has one row for each file in the end, whenever that was")
{
    const Workplace work;
    constexpr Index samples = 32000;
    Words files;
    for (int i = 10; i < 40; ++i)
    {
        files.push_back ("archive/" + std::to_string (i) + ".wav");
        writeSound (work / files.back(), rateHz, tones (rateHz, samples, 1));
    }
    const std::string command = "\"$U\" separate archive --dictionary pair --out stems --table t.jsonl";
    const auto killed = work.shell (command + " & sleep 0.3; kill -9 $!; wait $!; true");
    CHECK (killed.exitCode == 0);
    checkWorks (work.shell (command + " --resume"));
    CHECK (filesOf (rowsOf (work, "t.jsonl")) == files);
    const auto stems = work.names ("stems"); // and what the killed run left of files that it had not ended
    const auto isWhole = [] (const std::string& name) { return name.ends_with (".wav"); };
    CHECK (std::count_if (stems.begin(), stems.end(), isWhole) == 2 * static_cast<long> (files.size()));
}

TEST_CASE ("A table of another command is not continued")
{
    const Workplace work;
    writeArchive (work);
    writeText (work / "t.csv", "file,state,error,notes\n");
    const auto outcome = work.run (
        { "separate", "archive", "--dictionary", "pair", "--out", "stems", "--table", "t.csv", "--resume" });
    checkFails (outcome, 1);
    CHECK (readText (work / "t.csv") == "file,state,error,notes\n");
}

TEST_CASE ("CSV tables hold names with commas, quotes and line breaks, and are continued with them")
{
    const Workplace work;
    const std::string name = "a, \"b\"\nc.wav";
    writeSound (work / ("archive/" + name), rateHz, tones (rateHz, 4000, 1));
    const Words words{ "separate", "archive", "--dictionary", "pair",   "--out",
                       "stems",    "--table", "t.csv",        "--only", "low" };
    checkWorks (work.run (words));
    const auto table = readText (work / "t.csv");
    CHECK (table.starts_with ("file,state,error,seconds,"));
    CHECK_THAT (table, Catch::Contains ("\"archive/a, \"\"b\"\"\nc.wav\",done,,0.25,"));
    const auto again = work.run (with (words, { "--resume" }));
    checkWorks (again);
    CHECK (again.out == "1 file done, 0 failed\n");
    CHECK (readText (work / "t.csv") == table);
}

TEST_CASE ("evaluate scores the folders of an archive as it scores single ones")
{
    const Workplace work;
    writePairs (work);
    for (const auto* folder : { "clean", "est", "noisy" })
    {
        fs::create_directories (work / (std::string ("deep/") + folder));
        fs::rename (work / folder, work / (std::string ("deep/") + folder + "/inside"));
    }
    const Words folders{ "evaluate", "--source", "speech", "--bss-eval", "none", "--reference" };
    const auto outcome = work.run (with (folders, { "deep/clean", "--estimate", "deep/est", "--noisy",
                                                    "deep/noisy", "--recursive", "--table", "t.jsonl" }));
    checkWorks (outcome);
    CHECK (outcome.out == "2 files done, 0 failed\n");
    const auto plain = work.run (with (folders, { "deep/clean/inside", "--estimate", "deep/est/inside",
                                                  "--noisy", "deep/noisy/inside", "--json" }));
    checkWorks (plain);
    const auto scores = json::parse (plain.out)["scores"];
    const auto rows = rowsOf (work, "t.jsonl");
    REQUIRE (rows.size() == scores.size());
    for (size_t i = 0; i < rows.size(); ++i)
    {
        CHECK (rows[i]["file"] == "inside/" + scores[i]["name"].get<std::string>());
        CHECK (rows[i]["si_sdr_db"] == scores[i]["si_sdr_db"]);
        CHECK (rows[i]["gain_db"] == scores[i]["gain_db"]);
    }
}

TEST_CASE ("A folder inside an archive that cannot be read is named itself")
{
    const Workplace work;
    writeArchive (work);
    // So deep that no path reaches the bottom, not even for root.
    const std::string name (200, 'd');
    fs::path half = name;
    for (int depth = 0; depth < 14; ++depth)
        half /= name;
    fs::create_directories (work / "archive/one" / half);
    fs::create_directories (work / "rest" / half);
    fs::rename (work / "rest" / name, work / "archive/one" / half / name);
    const auto outcome = work.run (separation);
    CHECK (outcome.exitCode == 1);
    CHECK (outcome.err.find ("the folder 'archive/one/" + name) != std::string::npos);
}
