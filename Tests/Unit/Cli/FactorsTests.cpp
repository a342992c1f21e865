// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Factors of a decomposition as files.
#include "Evaluation/SiSdr.h"
#include "Files/Dictionaries/Tensors.h"
#include "Support/Paths.h"
#include "Unit/Cli/Workplace.h"

#include <set>
#include <span>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** The factors of a file. */
struct WrittenFactors
{
    explicit WrittenFactors (const fs::path& file)
    {
        const std::string text = readText (file);
        const auto content = files::parseSafetensors (std::as_bytes (std::span (text)));
        REQUIRE (content.ok());
        const files::SafetensorsReader reader (content.value());
        model = reader.text ("model");
        REQUIRE (reader.readMatrix ("W", 10000, 99, w).ok());
        REQUIRE (reader.readMatrix ("H", 99, 10000, h).ok());
        REQUIRE (files::readList (content.value(), "frequencies", "F64", hz).ok());
        REQUIRE (files::readList (content.value(), "times", "F64", seconds).ok());
        REQUIRE (files::readList (content.value(), "objective", "F64", objective).ok());
    }

    std::string model;
    MatrixXf w, h;
    Eigen::VectorXd hz, seconds, objective;
};

Words decomposed (const Words& more)
{
    Words words{ "decompose", "in.wav", "--out", "o", "--overwrite" };
    words.insert (words.end(), more.begin(), more.end());
    return words;
}

void writeFactors (const fs::path& file, const MatrixXf& w, const MatrixXf& h)
{
    files::SafetensorsWriter writer ({});
    if (w.size() > 0)
        writer.addMatrix ("W", w);
    if (h.size() > 0)
        writer.addMatrix ("H", h);
    const auto bytes = files::serialiseSafetensors (writer.content());
    writeText (file, { reinterpret_cast<const char*> (bytes.data()), bytes.size() });
}
} // namespace

TEST_CASE ("decompose --factors writes W and H, and what their rows and columns stand for")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 32000, 1));
    const auto outcome =
        work.run (decomposed ({ "--components", "2", "--factors", "f.safetensors", "--json" }));
    checkWorks (outcome);
    CHECK (nlohmann::json::parse (outcome.out)["factors"] == "f.safetensors");
    const WrittenFactors found (work / "f.safetensors");
    CHECK (found.model == "is-nmf");
    CHECK (found.hz.size() == found.w.rows());
    CHECK (found.seconds.size() == found.h.cols());
    CHECK (found.objective.size() >= 300);
    CHECK (found.objective.tail (1)[0] <= found.objective[found.objective.size() - 20]);
    Index loudest = 0;
    found.w.col (0).maxCoeff (&loudest);
    CHECK (found.hz[loudest] == Approx (220.0).margin (12.0)); // a bin
    CHECK ((found.w.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK (found.seconds[0] == 0.0); // the first window lies half before the recording
    CHECK (found.seconds.tail (1)[0] == Approx (2.0).margin (0.05));
}

TEST_CASE ("decompose --start-factors goes on where another run ended, and keeps zeros and the order")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 32000, 1));
    checkWorks (
        work.run (decomposed ({ "--components", "2", "--iterations", "100", "--factors", "a.safetensors" })));
    const WrittenFactors before (work / "a.safetensors");
    MatrixXf w = before.w.rowwise().reverse(), h = before.h.colwise().reverse();
    writeFactors (work / "b.safetensors", w, h);
    checkWorks (work.run (decomposed ({ "--components", "auto", "--iterations", "10", "--start-factors",
                                        "b.safetensors", "--factors", "c.safetensors" })));
    const WrittenFactors after (work / "c.safetensors");
    CHECK (after.objective[0] == Approx (before.objective.tail (1)[0]).epsilon (0.01));
    CHECK (after.objective[0] <= before.objective.tail (1)[0]);
    Index loudest = 0;
    after.w.col (1).maxCoeff (&loudest);
    CHECK (after.hz[loudest] == Approx (220.0).margin (12.0)); // the second, as it was given

    w.bottomRows (w.rows() / 2).setZero();
    h.leftCols (10).setZero();
    writeFactors (work / "b.safetensors", w, h);
    checkWorks (work.run (decomposed ({ "--components", "2", "--iterations", "10", "--divergence", "kl",
                                        "--start-factors", "b.safetensors", "--factors", "c.safetensors" })));
    const WrittenFactors kept (work / "c.safetensors");
    CHECK (kept.w.bottomRows (w.rows() / 2).maxCoeff() == 0.0f);
    CHECK (kept.h.leftCols (10).maxCoeff() == 0.0f);
    CHECK (kept.h.rightCols (20).maxCoeff() > 0.0f);
}

TEST_CASE ("decompose refuses factors that it cannot begin with")
{
    const Workplace work;
    writeSound (work / "in.wav", 8000.0, tones (8000.0, 8000, 1));
    const MatrixXf good = MatrixXf::Ones (10, 2);
    writeFactors (work / "w.safetensors", good, {});
    files::SafetensorsWriter other ({});
    other.addMatrix ("X", good);
    const auto bytes = files::serialiseSafetensors (other.content());
    writeText (work / "none.safetensors", { reinterpret_cast<const char*> (bytes.data()), bytes.size() });
    writeFactors (work / "negative.safetensors", -good, {});
    writeFactors (work / "zero.safetensors", MatrixXf::Zero (10, 2), {});
    writeText (work / "text.safetensors", "no factors");
    const auto start = [&] (const std::string& file, Words more = {})
    {
        more.insert (more.begin(), { "--components", "2", "--start-factors", file });
        return work.run (decomposed (more));
    };
    checkFails (start ("w.safetensors"), 1); // of 10 bins
    checkFails (start ("text.safetensors"), 1);
    checkFails (start ("missing.safetensors"), 1);
    checkFails (start ("none.safetensors"), 2);
    for (const std::string file : { "negative.safetensors", "zero.safetensors" })
        checkFails (start (file), 2);
    checkFails (start ("w.safetensors", { "--model", "cdl" }), 2);
    checkFails (start ("w.safetensors", { "--smoothness", "1" }), 2);
    checkFails (start ("w.safetensors", { "--divergence", "alpha=0.5" }), 2);
    checkFails (work.run (decomposed ({ "--components", "3", "--start-factors", "w.safetensors" })), 2);
}

TEST_CASE ("decompose --group auto finds the three drums of a real recording")
{
    constexpr double floorDb = 5.0; // SI-SDR of each drum by the group that is nearest to it
    const Workplace work;
    const fs::path audio = fs::path (paths::resources) / "Audio";
    const auto outcome =
        work.run ({ "decompose", (audio / "drums.flac").string(), "--components", "12", "--iterations", "150",
                    "--group", "auto", "--groups", "3", "--json", "--out", "o" });
    checkWorks (outcome);
    const auto report = nlohmann::json::parse (outcome.out);
    REQUIRE (report["groups"].size() == 3);
    std::set<std::string> taken;
    for (const std::string drum : { "kick", "snare", "hi-hat" })
    {
        const auto truth = readSound (audio / ("drums/" + drum + ".flac"));
        double best = -evaluation::siSdrLimitDb;
        std::string name;
        for (const auto& group : report["groups"])
        {
            const auto found = readSound (work / group["file"].get<std::string>());
            const auto score = evaluation::meanSiSdrDb (truth.samples, found.samples);
            REQUIRE (score.ok());
            if (score.value() > best)
                name = group["name"];
            best = std::max (best, score.value());
        }
        INFO (drum);
        CHECK (best >= floorDb);
        CHECK (taken.insert (name).second);
    }
    checkFails (work.run ({ "decompose", "x.wav", "--components", "2", "--group", "auto", "--out", "o" }), 2);
    checkFails (work.run ({ "decompose", "x.wav", "--components", "2", "--groups", "2", "--out", "o" }), 2);
}
