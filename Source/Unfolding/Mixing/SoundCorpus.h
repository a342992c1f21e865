// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Unfolding/Mixing/PackedSamples.h"

#include <Eigen/Core>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace unbraid::unfolding
{

/** The recordings of one source. */
struct SourceSounds
{
    std::string name;
    std::vector<std::filesystem::path> paths; // sound files, or folders of which every visible file is one
};

/** The recordings of a corpus. */
struct CorpusSpec
{
    double sampleRateHz = 16000.0; // of the mixtures
    std::vector<SourceSounds> sources;
    std::vector<std::filesystem::path> songs; // folders that hold a file per source, named after it
    int numThreads = 1;                       // affects the time only
    double minRateHz = 0.0;                   // of a recording; 0: nine tenths of the mixtures'
    std::vector<double> songWeights{};        // of a second of each song; empty: 1
    bool findsBands = false;                  // of recordings that a codec ended: see RecordedBand.h
    bool keepsSides = false;                  // of recordings in stereo; else they are mono
    std::filesystem::path cache{}; // folder of recordings as they are mixed; empty: they are in memory
};

/** A recording at the corpus's rate, 16-bit, scaled to full scale: the mean of its channels, and of stereo half their
    difference. */
struct Sound
{
    PackedSamples samples{};
    float scale = 0.0f;     // sample * scale is the recording's own level, full scale 1
    float activeRms = 0.0f; // of its active part, in the recording's own level: see ActiveLevel.h
    double bandHz = std::numeric_limits<double>::infinity(); // nothing was recorded above it
    std::string oddity{}; // of its file, as of `files::oddityOf`, when it was decoded
    PackedSamples side{}; // left = mean + side, right = mean - side; empty if they are the same
    float sideScale = 0.0f;
};

/** A recording in this form. samples  one channel, finite, not silent [worker] */
Sound packSound (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

/** Recordings that belong together. */
struct Song
{
    std::vector<Eigen::Index> sounds; // index of each source's sound, -1 if the song has none
    double weight = 1.0;              // of a second of it among those of all songs
    double tempo = 0.0;               // beats a minute; 0: unknown
    unsigned pitchClasses = 0;        // of its scale: a bit each, the lowest for C; 0: unknown
};

/** The recordings that mixtures are made from, in memory, where an hour at 16 kHz takes 115 MB, or in mapped files of
    the cache. Immutable once read, so that any number of threads may share it. */
struct SoundCorpus
{
    double sampleRateHz = 0.0;
    std::vector<std::string> names;         // of the sources
    std::vector<std::vector<Sound>> sounds; // of each source; those of songs last
    std::vector<Song> songs;
    std::vector<std::string>
        oddities{}; // of files, and those that are left out: each a sentence that begins with the file's name
    std::vector<std::vector<std::filesystem::path>>
        files{}; // that the sounds were read from; empty: of no file

    [[nodiscard]] Eigen::Index numSources() const noexcept
    {
        return static_cast<Eigen::Index> (names.size());
    }

    /** Total duration of a source's recordings. [any] */
    [[nodiscard]] double seconds (Eigen::Index source) const noexcept;
};

/** Minimum duration of a recording. */
constexpr double shortestSoundSeconds = 0.1;

/** Progress of reading. */
struct ReadingProgress
{
    size_t numRead = 0;
    size_t numFiles = 0;
    std::filesystem::path latest; // file of those that are read
};

/** Reads every recording, resampled to the corpus's rate, and what song.json says of each song. A recording is left out, and named
    among the oddities, that cannot be read, is shorter than `shortestSoundSeconds`, is silent, holds NaN or infinity, or has a
    rate below the minimum; so is a song that has none left.
    [worker] errors, each with a file's name: a source of which no recording is left; one
    without files or without a name of its own; a song without any source or with a damaged song.json; a cache that
    cannot be written; cancelled by `onProgress`, which is called on this thread after every few files
    (`Error::cancelled`) */
core::Result<SoundCorpus> readSounds (const CorpusSpec& spec,
                                      const core::ProgressOf<ReadingProgress>& onProgress);

} // namespace unbraid::unfolding
