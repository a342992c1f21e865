// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"
#include "Files/SoundMetadata.h"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace unbraid::files
{

/** Position of the sound in a file, whatever its header claims. */
struct FileLayout
{
    FileView view;                    // for the decoder
    std::int64_t promisedBytes = 0;   // of a file cut short: what it should have
    Eigen::Index promisedFrames = -1; // of a file cut short; -1: the decoder knows
    bool hasNoEnd = false;            // an Ogg file whose last page is missing: how much is, nobody knows
    bool hasFurtherSound = false;     // more than one chunk of samples, put together
    SoundMetadata metadata{};
    std::vector<FileView> links{}; // what follows the view in a chained Ogg file, each to be opened by itself
};

/** Walks the file: tags before and behind the sound, WAV and RF64 of unknown or wrong sizes and with several chunks of samples,
    the links of a chained Ogg file, and MP3 files that do not say how long they are or say it of their first part alone.
    descriptor  open at the beginning, and stays the caller's
    [worker] */
FileLayout layoutOf (int descriptor);

} // namespace unbraid::files
