// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Train/UnfoldMaterial.h"

#include "Cli/Console/Console.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace unbraid::cli
{

namespace
{
constexpr size_t keptApart = 20; // one file in so many is for the development scores
constexpr double maxSongWeight = 1000.0;

/** Moves every twentieth file into the other list; one at least. */
std::vector<std::filesystem::path> keepApart (std::vector<std::filesystem::path>& files)
{
    std::vector<std::filesystem::path> kept, rest;
    for (size_t i = 0; i < files.size(); ++i)
    {
        const bool isLastChance = i + 1 == files.size() && kept.empty();
        (i % keptApart == keptApart / 2 || isLastChance ? kept : rest).push_back (files[i]);
    }
    files = std::move (rest);
    return kept;
}

/** Whether a song has a file of the source. */
bool isInSongs (const std::string& source, const std::vector<std::filesystem::path>& songs)
{
    return std::any_of (songs.begin(), songs.end(),
                        [&] (const auto& song)
                        {
                            std::error_code failure;
                            const std::filesystem::directory_iterator files (song, failure);
                            return ! failure && std::any_of (begin (files), end (files),
                                                             [&] (const auto& file)
                                                             { return file.path().stem() == source; });
                        });
}

/** Recordings of a source for the development scores, where none are named: of songs, their own stems alone. */
std::vector<std::filesystem::path> developmentFiles (const UnfoldingPlan& plan,
                                                     training::SourceMaterial& material)
{
    const bool isOfSongs = plan.spec.mixing.recipe == unfolding::MixingRecipe::songs;
    if (isOfSongs && isInSongs (material.name, plan.development.songs))
        return {};
    return keepApart (material.files);
}

/** What is kept apart for the development scores leaves something of the source to train on, here or in songs. */
core::Status checkRemainder (const UnfoldingPlan& plan, const training::SourceMaterial& material,
                             const std::vector<std::filesystem::path>& kept)
{
    if (kept.empty() || ! material.files.empty() || isInSongs (material.name, plan.training.songs))
        return core::Done{};
    return core::Error{ "there is nothing left to train on", "source " + material.name,
                        "one recording, which is kept apart for the development scores",
                        "two or more, or --development " + material.name + "=PATH" };
}

/** Weights of the folders of songs; all 1 where none are given. */
core::Result<std::vector<double>> weightsFrom (const std::vector<std::string>& words, size_t numFolders)
{
    if (! words.empty() && words.size() != numFolders)
        return wrongArgument ("--song-weights", counted (static_cast<std::int64_t> (words.size()), "number"),
                              "one for each folder of --songs");
    std::vector<double> weights (numFolders, 1.0);
    for (size_t i = 0; i < words.size(); ++i)
    {
        std::istringstream text (words[i]);
        if (! (text >> weights[i] && text.eof() && weights[i] > 0.0 && weights[i] <= maxSongWeight))
            return wrongValue ("--song-weights", words[i], "numbers above 0, up to 1000");
    }
    return weights;
}

core::Status addSongs (const std::vector<std::string>& folders, const std::vector<double>& weights,
                       unfolding::CorpusSpec& corpus)
{
    std::vector<std::pair<std::filesystem::path, double>> songs;
    for (size_t i = 0; i < folders.size(); ++i)
    {
        std::error_code failure;
        const std::filesystem::directory_iterator entries (folders[i], failure);
        if (failure)
            return core::Error{ "the songs cannot be read", folders[i], failure.message(),
                                "a folder of folders" };
        for (const auto& entry : entries)
            if (entry.is_directory())
                songs.emplace_back (entry.path(), weights[i]);
    }
    std::sort (songs.begin(), songs.end());
    for (auto& [path, weight] : songs)
    {
        corpus.songs.push_back (std::move (path));
        corpus.songWeights.push_back (weight);
    }
    return core::Done{};
}

core::Status findSongs (const UnfoldArguments& arguments, UnfoldingPlan& plan)
{
    const bool isOfSongs = plan.spec.mixing.recipe == unfolding::MixingRecipe::songs;
    if (isOfSongs && arguments.songs.empty())
        return missingPartner ("--recipe songs", "--songs FOLDER");
    if (isOfSongs && arguments.developmentSongs.empty())
        return missingPartner ("--recipe songs", "--development-songs FOLDER");
    if (arguments.isStereo && ! isOfSongs)
        return missingPartner ("--stereo", "--recipe songs");
    const auto weights = weightsFrom (arguments.songWeights, arguments.songs.size());
    if (! weights.ok())
        return weights.error();
    if (auto added = addSongs (arguments.songs, weights.value(), plan.training); ! added.ok())
        return added;
    return addSongs (arguments.developmentSongs, std::vector (arguments.developmentSongs.size(), 1.0),
                     plan.development);
}
} // namespace

core::Status findRecordings (const UnfoldArguments& arguments, Materials& materials, UnfoldingPlan& plan)
{
    TrainArguments apart;
    apart.sources = arguments.development;
    auto development = materialsFrom (apart);
    if (! development.ok())
        return development.error();
    for (const auto& material : development.value())
        if (const auto trained = named (materials, material.name, "--development"); ! trained.ok())
            return trained.error();
    if (auto expanded = expandFolders (arguments.common.excluded, { &materials, &development.value() });
        ! expanded.ok())
        return expanded;
    if (auto found = findSongs (arguments, plan); ! found.ok())
        return found;
    for (auto& material : materials)
    {
        const auto& others = development.value();
        const auto own = std::find_if (others.begin(), others.end(),
                                       [&] (const auto& other) { return other.name == material.name; });
        auto kept = own != others.end() ? own->files : developmentFiles (plan, material);
        if (auto left = checkRemainder (plan, material, kept); ! left.ok())
            return left;
        plan.training.sources.push_back ({ material.name, material.files });
        plan.development.sources.push_back ({ material.name, std::move (kept) });
    }
    return core::Done{};
}

} // namespace unbraid::cli
