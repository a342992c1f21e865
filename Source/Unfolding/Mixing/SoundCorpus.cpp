// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SoundCorpus.h"

#include "Files/AudioReader.h"
#include "Files/SongFile.h"
#include "Training/Cancelled.h"
#include "Training/WorkQueue.h"
#include "Unfolding/Mixing/ReadSound.h"

#include <algorithm>
#include <optional>
#include <span>

namespace unbraid::unfolding
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr size_t filesAtOnce = 16;

/** One file to read and where it goes. */
struct Wanted
{
    fs::path path;
    size_t source = 0;
    Index song = -1;
};

/** The visible files of a folder, sorted by name. */
core::Result<std::vector<fs::path>> filesOf (const fs::path& folder)
{
    std::error_code failure;
    std::vector<fs::path> found;
    for (fs::directory_iterator item (folder, failure), end; ! failure && item != end;
         item.increment (failure))
        if (std::error_code ignored;
            item->is_regular_file (ignored) && ! item->path().filename().string().starts_with ('.'))
            found.push_back (item->path());
    if (failure)
        return core::Error{ "the folder cannot be used", folder.string(), failure.message(),
                            "a folder of sound files" };
    if (found.empty())
        return core::Error{ "the folder cannot be used", folder.string(), "no files",
                            "a folder of sound files" };
    std::sort (found.begin(), found.end());
    return found;
}

core::Status listSource (const SourceSounds& source, size_t index, std::vector<Wanted>& wanted)
{
    for (const auto& path : source.paths)
    {
        if (std::error_code ignored; ! fs::is_directory (path, ignored))
        {
            wanted.push_back ({ path, index });
            continue;
        }
        const auto inside = filesOf (path);
        if (! inside.ok())
            return inside.error();
        for (const auto& file : inside.value())
            wanted.push_back ({ file, index });
    }
    return core::Done{};
}

core::Status listSong (const CorpusSpec& spec, size_t song, std::vector<Wanted>& wanted)
{
    const auto inside = filesOf (spec.songs[song]);
    if (! inside.ok())
        return inside.error();
    const auto numBefore = wanted.size();
    for (size_t source = 0; source < spec.sources.size(); ++source)
    {
        const auto isOfSource = [&] (const fs::path& file)
        { return file.stem() == spec.sources[source].name; };
        const auto& files = inside.value();
        const auto found = std::find_if (files.begin(), files.end(), isOfSource);
        if (found == files.end())
            continue;
        if (std::any_of (found + 1, files.end(), isOfSource))
            return cannotMix (spec.songs[song], "more than one file of " + spec.sources[source].name, "one");
        wanted.push_back ({ *found, source, static_cast<Index> (song) });
    }
    if (wanted.size() == numBefore)
        return cannotMix (spec.songs[song], "no file named after a source",
                          "such as " + spec.sources.front().name + ".wav");
    return core::Done{};
}

core::Status checkSources (const CorpusSpec& spec)
{
    const auto refuse = [] (std::string where, std::string found, std::string allowed) -> core::Status
    {
        return core::Error{ "the corpus cannot be read", std::move (where), std::move (found),
                            std::move (allowed) };
    };
    if (! (spec.sampleRateHz >= files::minReadRateHz && spec.sampleRateHz <= files::maxReadRateHz))
        return refuse ("sample rate", core::numberText (spec.sampleRateHz), "1000 to 768000 Hz");
    if (spec.sources.empty())
        return refuse ("sources", "none", "one or more");
    for (size_t i = 0; i < spec.sources.size(); ++i)
    {
        const auto& name = spec.sources[i].name;
        const auto isSame = [&] (const SourceSounds& other) { return other.name == name; };
        if (name.empty() || std::any_of (spec.sources.begin(), spec.sources.begin() + i, isSame))
            return refuse ("source " + std::to_string (i + 1), '"' + name + '"', "a name of its own");
    }
    return core::Done{};
}

core::Result<std::vector<Wanted>> listFiles (const CorpusSpec& spec)
{
    std::vector<Wanted> wanted;
    for (size_t i = 0; i < spec.sources.size(); ++i)
        if (auto listed = listSource (spec.sources[i], i, wanted); ! listed.ok())
            return listed.error();
    for (size_t i = 0; i < spec.songs.size(); ++i)
        if (auto listed = listSong (spec, i, wanted); ! listed.ok())
            return listed.error();
    for (size_t i = 0; i < spec.sources.size(); ++i)
        if (std::none_of (wanted.begin(), wanted.end(),
                          [&] (const Wanted& file) { return file.source == i; }))
            return core::Error{ "the corpus cannot be read", "source " + spec.sources[i].name,
                                "no recordings", "one or more" };
    return wanted;
}

/** Songs without their recordings. */
core::Result<std::vector<Song>> describeSongs (const CorpusSpec& spec)
{
    std::vector<Song> songs;
    for (size_t i = 0; i < spec.songs.size(); ++i)
    {
        const auto facts = files::readSongFacts (spec.songs[i]);
        if (! facts.ok())
            return facts.error();
        songs.push_back ({ std::vector<Index> (spec.sources.size(), -1),
                           i < spec.songWeights.size() ? spec.songWeights[i] : 1.0, facts.value().tempo,
                           facts.value().pitchClasses });
    }
    return songs;
}

/** A disk that is full, say: no fault of a recording's. */
bool isOfCache (const core::Error& error, const CorpusSpec& spec)
{
    return ! spec.cache.empty() && error.where.starts_with (spec.cache.string());
}

/** The first recording of each source that was left out, and why. */
using LeftOut = std::vector<std::optional<core::Error>>;

/** errors: cancelled, a cache that cannot be written */
core::Status readGroup (std::span<const Wanted> group, const CorpusSpec& spec, SoundCorpus& corpus,
                        LeftOut& leftOut)
{
    std::vector<core::Result<Sound>> read (group.size(), Sound());
    training::runInParallel (group.size(), spec.numThreads,
                             [&] (size_t i) { read[i] = readSound (group[i].path, spec); });
    for (size_t i = 0; i < group.size(); ++i)
    {
        if (! read[i].ok())
        {
            if (read[i].error().cancelled || isOfCache (read[i].error(), spec))
                return read[i].error();
            corpus.oddities.push_back ("'" + group[i].path.string() +
                                       "' is left out: " + read[i].error().message());
            auto& first = leftOut[group[i].source];
            first = first.value_or (read[i].error());
            continue;
        }
        auto& sounds = corpus.sounds[group[i].source];
        if (group[i].song >= 0)
            corpus.songs[static_cast<size_t> (group[i].song)].sounds[group[i].source] =
                static_cast<Index> (sounds.size());
        sounds.push_back (std::move (read[i]).value());
        if (! sounds.back().oddity.empty())
            corpus.oddities.push_back ("'" + group[i].path.string() + "' " + sounds.back().oddity);
        corpus.files[group[i].source].push_back (group[i].path);
    }
    return core::Done{};
}
} // namespace

double SoundCorpus::seconds (Index source) const noexcept
{
    size_t total = 0;
    for (const auto& sound : sounds[static_cast<size_t> (source)])
        total += sound.samples.size();
    return static_cast<double> (total) / sampleRateHz;
}

core::Result<SoundCorpus> readSounds (const CorpusSpec& spec,
                                      const core::ProgressOf<ReadingProgress>& onProgress)
{
    if (auto checked = checkSources (spec); ! checked.ok())
        return checked.error();
    const auto wanted = listFiles (spec);
    if (! wanted.ok())
        return wanted.error();
    SoundCorpus corpus;
    corpus.sampleRateHz = spec.sampleRateHz;
    for (const auto& source : spec.sources)
        corpus.names.push_back (source.name);
    corpus.sounds.resize (spec.sources.size());
    corpus.files.resize (spec.sources.size());
    auto songs = describeSongs (spec);
    if (! songs.ok())
        return songs.error();
    corpus.songs = std::move (songs).value();

    LeftOut leftOut (spec.sources.size());
    const std::span all (wanted.value());
    for (size_t first = 0; first < all.size(); first += filesAtOnce)
    {
        const auto group = all.subspan (first, std::min (filesAtOnce, all.size() - first));
        if (auto read = readGroup (group, spec, corpus, leftOut); ! read.ok())
            return read.error();
        if (! onProgress ({ first + group.size(), all.size(), group.back().path }))
            return training::trainingCancelled ("reading");
    }
    for (size_t source = 0; source < spec.sources.size(); ++source)
        if (corpus.sounds[source].empty())
            return leftOut[source].value(); // it had some
    std::erase_if (corpus.songs,
                   [] (const Song& song) {
                       return std::all_of (song.sounds.begin(), song.sounds.end(),
                                           [] (Index sound) { return sound < 0; });
                   });
    return corpus;
}

} // namespace unbraid::unfolding
