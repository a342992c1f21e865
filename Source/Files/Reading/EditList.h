// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"

#include <optional>

namespace unbraid::files
{

/** The seconds of sound in an MP4 or QuickTime file, as its edit list and the length of its one track of sound say them: decoders
    pad the last block, and ffmpeg leaves the padding.
    returns  nothing for other files, and where more than one piece or track is there to choose from
    [worker] */
std::optional<double> secondsOfEdit (const FileView& file);

} // namespace unbraid::files
