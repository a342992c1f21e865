// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SoundWarnings.h"

#include <filesystem>
#include <vector>

namespace unbraid::cli
{

/** The files of a recording with several microphones, which begin at the same time, as one of many channels. A file that
    ends early is followed by silence. */
class Microphones
{
public:
    /** [worker] errors: as `files::AudioReader`; rates that differ; more channels than `most`; a length that is not known */
    core::Status open (const std::vector<std::filesystem::path>& paths, Eigen::Index most);

    [[nodiscard]] double sampleRateHz() const noexcept { return readers.front().sampleRateHz(); }
    [[nodiscard]] Eigen::Index numChannels() const noexcept { return channels; }
    [[nodiscard]] Eigen::Index numSamples() const noexcept { return length; }
    [[nodiscard]] size_t numFiles() const noexcept { return readers.size(); }
    [[nodiscard]] Eigen::Index firstChannel (size_t file) const { return firsts[file]; }
    [[nodiscard]] Eigen::Index numChannels (size_t file) const { return readers[file].numChannels(); }
    [[nodiscard]] Eigen::Index numSamples (size_t file) const { return readers[file].numFrames(); }

    /** What is odd about a file that was read to its end, as a clause to follow its name; empty: nothing. */
    [[nodiscard]] std::string oddity (size_t file) const;

    /** Samples from `first` on, silence before the beginning and after the end; those that are not finite are silence.
        returns  [count x channels]
        [worker] */
    core::Result<Eigen::MatrixXf> read (Eigen::Index first, Eigen::Index count);

private:
    std::vector<files::AudioReader> readers;
    std::vector<Eigen::Index> firsts, positions;
    std::vector<Eigen::Index> seen, notFinite; // samples from the beginning on, and those that are no numbers
    Eigen::Index channels = 0, length = 0;
};

} // namespace unbraid::cli
