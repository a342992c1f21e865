// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/AudioWriter.h"

#include <filesystem>
#include <vector>

namespace unbraid::cli
{

/** Sound files that are complete together, or not at all. */
class StemFiles
{
public:
    /** Opens a file, behind those that are open. [worker] Error: as `files::AudioWriter::create`. */
    core::Status add (const std::filesystem::path& path, double sampleRateHz, Eigen::Index numChannels);

    /** Opens the files. [worker] Error: as `add`. */
    core::Status create (const std::vector<std::filesystem::path>& paths, double sampleRateHz,
                         Eigen::Index numChannels);

    /** block  [frames x channels] for the file of that index
        [worker] */
    core::Status write (size_t file, const Eigen::Ref<const Eigen::MatrixXf>& block);

    /** Gives all files their names; after an error those are there that were before. [worker] */
    core::Status finish();

private:
    std::vector<files::AudioWriter> writers;
};

} // namespace unbraid::cli
