// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/FileView.h"

#include <cstdint>
#include <optional>

namespace unbraid::files
{

/** An MP3 file whose first frame says how many follow, as decoders need it to know its length: counted here where the file says
    nothing, or says it of the first of several that were joined.
    begin   of the first frame, behind a tag
    returns nothing for other formats and where the file says it right
    [worker] */
std::optional<FileView> completedMpeg (const FileView& file, std::int64_t begin);

} // namespace unbraid::files
