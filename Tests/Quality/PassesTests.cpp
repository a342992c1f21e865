// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// `--quality best` on the shipped recordings.
#include "Files/DictionaryFile.h"
#include "Quality/Passes.h"
#include "Quality/Recordings.h"
#include "Quality/Scoring.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;
namespace fs = std::filesystem;

namespace
{
constexpr double rateHz = 44100.0;
constexpr double seconds = 8.0;

VectorXf beginningOf (const std::string& name)
{
    const auto read = quality::readMono (fs::path (paths::resources) / "Audio" / (name + ".flac"), rateHz);
    REQUIRE (read.ok());
    return read.value().head (std::min (read.value().size(), static_cast<Index> (seconds * rateHz)));
}

core::Dictionary factory (const std::string& name)
{
    auto loaded =
        files::loadDictionary (fs::path (paths::resources) / "Dictionaries" / (name + ".safetensors"));
    REQUIRE (loaded.ok());
    return std::move (loaded).value();
}
} // namespace

TEST_CASE ("Where nothing gains, the best quality is live sound at high latency")
{
    const auto dictionary = factory ("drums");
    const quality::Passes passes (dictionary, rateHz);
    const VectorXf loop = beginningOf ("drums").head (static_cast<Index> (2.0 * rateHz));
    CHECK (passes.best (loop, {}) == passes.live (loop, core::LatencyMode::high));
}

TEST_CASE ("The best quality of band is nowhere worse than live sound at high latency")
{
    constexpr double roundingDb = 0.1; // on no stem of the development songs is it lower by as much
    const std::vector<std::pair<const char*, const char*>> stems{ { "piano", "other" },
                                                                  { "bass", "bass" },
                                                                  { "drums", "drums" } };
    const auto dictionary = factory ("band");
    const quality::Passes passes (dictionary, rateHz);
    const VectorXf mixture = beginningOf ("band");
    const auto live = passes.live (mixture, core::LatencyMode::high);
    const auto best = passes.best (mixture, {});
    const auto names = passes.sourceNames();
    double meanGainDb = 0.0;
    for (const auto& [stem, source] : stems)
    {
        const auto index = std::find (names.begin(), names.end(), source) - names.begin();
        REQUIRE (index < live.cols());
        const VectorXf truth = beginningOf (std::string ("band/") + stem);
        const auto gainOver = [&] (const Eigen::MatrixXf& sources)
        { return quality::score (truth, sources.col (index), rateHz, false).siSdrDb; };
        const double gainDb = gainOver (best) - gainOver (live);
        INFO (stem << " " << gainDb << " dB");
        CHECK (gainDb > -roundingDb);
        meanGainDb += gainDb / static_cast<double> (stems.size());
    }
    CHECK (meanGainDb > 0.0);
}
