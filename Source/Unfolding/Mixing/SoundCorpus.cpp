// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SoundCorpus.h"

#include "Files/AudioReader.h"
#include "Files/Resampler.h"
#include "Training/Cancelled.h"
#include "Training/WorkQueue.h"
#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace unbraid::unfolding
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr Index longestSound = Index{ 1 } << 29; // frames; three hours at 48 kHz
constexpr float silentPeak = 1e-4f;              // 80 dB below full scale
constexpr double minShareOfRate = 0.9;           // a recording at 44.1 kHz may go into mixtures at 48 kHz
constexpr double heldShare = 0.9;                // of half a rate: above it resamplers fall off
constexpr size_t filesAtOnce = 16;

/** One file to read and where it goes. */
struct Wanted
{
    fs::path path;
    size_t source = 0;
    Index song = -1;
};

core::Error cannotUse (const fs::path& path, std::string found, std::string allowed)
{
    return { "the recording cannot be mixed", path.string(), std::move (found), std::move (allowed) };
}

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
            return cannotUse (spec.songs[song], "more than one file of " + spec.sources[source].name, "one");
        wanted.push_back ({ *found, source, static_cast<Index> (song) });
    }
    if (wanted.size() == numBefore)
        return cannotUse (spec.songs[song], "no file named after a source",
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

/** One channel at the corpus's rate, judged. */
core::Result<Sound> readSound (const fs::path& path, const CorpusSpec& spec)
{
    const double rateHz = spec.sampleRateHz;
    const double defaultHz = minShareOfRate * rateHz;
    const double minHz = spec.minRateHz > 0.0 ? std::min (spec.minRateHz, defaultHz) : defaultHz;
    auto recording = files::readRecording (path, longestSound);
    if (! recording.ok())
        return recording.error();
    const double recordedHz = recording.value().sampleRateHz;
    if (recordedHz < minHz)
        return cannotUse (path, core::numberText (recordedHz) + " Hz",
                          "at least " + core::numberText (minHz) + " Hz");
    const Eigen::MatrixXf mono = recording.value().samples.rowwise().mean();
    const double seconds = static_cast<double> (mono.rows()) / recordedHz;
    if (seconds < shortestSoundSeconds)
        return cannotUse (path, core::numberText (seconds) + " s",
                          "at least " + core::numberText (shortestSoundSeconds) + " s");
    if (! mono.allFinite())
        return cannotUse (path, "NaN or infinity", "finite samples");
    if (mono.cwiseAbs().maxCoeff() < silentPeak)
        return cannotUse (path, "silence", "a peak above -80 dB");
    auto resampled = files::resample (mono, recordedHz, rateHz);
    if (! resampled.ok())
        return resampled.error();
    Sound sound = packSound (resampled.value().col (0), rateHz);
    if (recordedHz < defaultHz)
        sound.bandHz = heldShare * 0.5 * recordedHz;
    return sound;
}

core::Status readGroup (std::span<const Wanted> group, const CorpusSpec& spec, SoundCorpus& corpus)
{
    std::vector<core::Result<Sound>> read (group.size(), Sound());
    training::runInParallel (group.size(), spec.numThreads,
                             [&] (size_t i) { read[i] = readSound (group[i].path, spec); });
    for (size_t i = 0; i < group.size(); ++i)
    {
        if (! read[i].ok())
            return read[i].error();
        auto& sounds = corpus.sounds[group[i].source];
        if (group[i].song >= 0)
            corpus.songs[static_cast<size_t> (group[i].song)].sounds[group[i].source] =
                static_cast<Index> (sounds.size());
        sounds.push_back (std::move (read[i]).value());
    }
    return core::Done{};
}
} // namespace

Sound packSound (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    constexpr float fullScale = std::numeric_limits<std::int16_t>::max();
    Sound sound;
    sound.scale = samples.cwiseAbs().maxCoeff() / fullScale;
    sound.activeRms = activeRms (samples, sampleRateHz);
    sound.samples.reserve (static_cast<size_t> (samples.size()));
    for (const float sample : samples)
        sound.samples.push_back (static_cast<std::int16_t> (std::lround (sample / sound.scale)));
    return sound;
}

double SoundCorpus::seconds (Index source) const noexcept
{
    size_t total = 0;
    for (const auto& sound : sounds[static_cast<size_t> (source)])
        total += sound.samples.size();
    return static_cast<double> (total) / sampleRateHz;
}

core::Result<SoundCorpus> readSounds (const CorpusSpec& spec, const ReadingCallback& onProgress)
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
    corpus.songs.assign (spec.songs.size(), Song{ std::vector<Index> (spec.sources.size(), -1) });

    const std::span all (wanted.value());
    for (size_t first = 0; first < all.size(); first += filesAtOnce)
    {
        const auto group = all.subspan (first, std::min (filesAtOnce, all.size() - first));
        if (auto read = readGroup (group, spec, corpus); ! read.ok())
            return read.error();
        if (! onProgress ({ first + group.size(), all.size(), group.back().path }))
            return training::trainingCancelled ("reading");
    }
    return corpus;
}

} // namespace unbraid::unfolding
