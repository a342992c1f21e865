// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Factors of a decomposition as files.
#include "Files/Dictionaries/Tensors.h"
#include "Unit/Cli/Workplace.h"

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
    CHECK (found.objective.size() == 360); // the search, and a fifth as much
    Index loudest = 0;
    found.w.col (0).maxCoeff (&loudest);
    CHECK (found.hz[loudest] == Approx (220.0).margin (12.0)); // a bin
    CHECK ((found.w.colwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-4f);
    CHECK (found.seconds[0] == 0.0); // the first window lies half before the recording
    CHECK (found.seconds.tail (1)[0] == Approx (2.0).margin (0.05));
}
