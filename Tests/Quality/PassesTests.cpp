// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// `--quality best` of the shipped dictionaries on the shipped recordings.
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Files/DictionaryFile.h"
#include "Offline/Passes/BestWays.h"
#include "Quality/Passes.h"
#include "Quality/Recordings.h"
#include "Quality/Scoring.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace unbraid;
using Eigen::Index;
using Eigen::VectorXf;
namespace fs = std::filesystem;

namespace
{
constexpr double rateHz = 44100.0;
constexpr double seconds = 6.0;
constexpr double allowedLossDb = 0.1; // of a source; the choice was made on other recordings

/** A shipped recording that a dictionary separates, and which of its stems its sources are. */
struct Example
{
    const char* recording;
    std::vector<std::pair<const char*, const char*>> stems; // and sources
};

/** For those that have no stem to be scored by, none. */
Example exampleOf (const std::string& dictionary)
{
    const Example trio{ "band", { { "piano", "other" }, { "bass", "bass" }, { "drums", "drums" } } };
    const Example drums{ "drums", { { "kick", "kick" }, { "snare", "snare" }, { "hi-hat", "hi-hat" } } };
    const Example voice{ "noisy-voice", { { "speech", "speech" }, { "noise", "noise" } } };
    const std::map<std::string, Example> examples{
        { "band", trio },
        { "band-kit", { "band", { { "piano", "other" }, { "bass", "bass" } } } },
        { "band-large", trio },
        { "band-six", { "band", { { "piano", "piano" }, { "bass", "bass" }, { "drums", "drums" } } } },
        { "bass", { "band", { { "bass", "bass" } } } },
        { "drums", drums },
        { "drums-is", drums },
        { "drums-plain", drums },
        { "guitar", { "song", { { "guitar", "guitar" }, { "voice", "other" } } } },
        { "piano", { "band", { { "piano", "piano" } } } },
        { "piano-bass-drums",
          { "band", { { "piano", "piano" }, { "bass", "bass" }, { "drums", "drums" } } } },
        { "piano-notes", { "band", { { "piano", "piano" } } } },
        { "piano-saxophone", { "duo", { { "saxophone", "saxophone" }, { "piano", "piano" } } } },
        { "speech", voice },
        { "speech-is", voice },
        { "speech-light", voice },
        { "speech-plain", voice },
        { "speech-large", { "noisy-voice", { { "speech", "speech" } } } },
        { "own-voice", { "noisy-voice", { { "speech", "me" } } } },
        { "speech-room", { "noisy-voice", { { "speech", "speech" } } } },
        { "strings", {} }, // no shipped recording has any
        { "vocals", { "song", { { "voice", "voice" }, { "guitar", "other" } } } },
        { "voice-guitar", { "song", { { "voice", "voice" }, { "guitar", "guitar" } } } },
        { "winds", { "duo", { { "saxophone", "winds" }, { "piano", "other" } } } },
    };
    return examples.at (dictionary);
}

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

TEST_CASE ("Every shipped dictionary has a way of its own to separate a whole recording")
{
    std::vector<std::string> shipped, chosen;
    for (const auto& file : fs::directory_iterator (fs::path (paths::resources) / "Dictionaries"))
        if (file.path().extension() == ".safetensors")
            shipped.push_back (file.path().stem().string());
    for (const auto& row : offline::bestWays)
        chosen.emplace_back (row.name);
    std::sort (shipped.begin(), shipped.end());
    CHECK (chosen == shipped);
}

TEST_CASE (
    "The best quality of no shipped dictionary is below live sound at high latency on a shipped recording",
    "[full]")
{
    for (const auto& row : offline::bestWays)
    {
        const Example example = exampleOf (row.name);
        const auto dictionary = factory (row.name);
        if (example.stems.empty())
            continue;
        const quality::Passes passes (dictionary, rateHz);
        const VectorXf mixture = beginningOf (example.recording);
        const auto live = passes.live (mixture, core::servedMode (dictionary, core::LatencyMode::high));
        const auto best = passes.best (row.name, mixture);
        if (row.way.isLive())
            CHECK (best == passes.live (mixture, row.way.mode));
        const auto names = passes.sourceNames();
        double meanGainDb = 0.0;
        for (const auto& [stem, source] : example.stems)
        {
            const auto index = std::find (names.begin(), names.end(), source) - names.begin();
            REQUIRE (index < live.cols());
            const VectorXf truth = beginningOf (std::string (example.recording) + "/" + stem);
            const auto scoreOf = [&] (const Eigen::MatrixXf& sources)
            { return quality::score (truth, sources.col (index), rateHz, false).siSdrDb; };
            const double gainDb = scoreOf (best) - scoreOf (live);
            INFO (row.name << ", " << stem << " " << gainDb << " dB");
            CHECK (gainDb > -allowedLossDb);
            meanGainDb += gainDb / static_cast<double> (example.stems.size());
        }
        INFO (row.name << ", in the mean " << meanGainDb << " dB");
        CHECK (meanGainDb > -allowedLossDb / 2.0);
    }
}
