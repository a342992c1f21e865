// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"

#include <Eigen/Core>

#include <cstdint>
#include <optional>

namespace unbraid::files
{

/** What the header of a file says that is shorter. */
struct StatedLength
{
    std::int64_t bytes = 0;     // of the whole file
    Eigen::Index frames = -1;   // -1: the encoding does not tell
    std::int64_t samplesAt = 0; // where the chunk of samples begins behind its head; 0: there are no chunks
};

/** Looks through AIFF, W64, AU and CAF between two positions, whose decoders take a file that was cut for a shorter one.
    returns  nothing for other formats, whole files and those that do not say how long they are
    [worker] */
std::optional<StatedLength> lengthOfCutFile (const FileView& file, std::int64_t begin, std::int64_t end);

/** Where another AIFF, W64 or CAF file follows behind the chunks of the first, which decoders take for a damaged chunk or leave out.
    returns  where it begins; end where none does, or the format is another
    [worker] */
std::int64_t endOfFirstFile (const FileView& file, std::int64_t begin, std::int64_t end);

} // namespace unbraid::files
