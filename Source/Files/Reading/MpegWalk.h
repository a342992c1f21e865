// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/Reading/FileView.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace unbraid::files
{

/** The bytes that reading an ID3v2 tag's header takes. */
constexpr size_t tagHeaderBytes = 10;

/** The bytes of an ID3v2 tag, header and footer among them; 0: there is none.
    head  `tagHeaderBytes` at its beginning; fewer hold none [worker] */
std::int64_t bytesOfTag (std::span<const std::byte> head) noexcept;

/** An MP3 file whose first frame says how many follow, as decoders need it to know its length: counted here where the file says
    nothing, or says it of the first of several that were joined. It has whole frames alone: a frame that is cut, and bytes between
    frames, make the decoder print on standard error.
    begin   of the first frame, behind a tag
    returns nothing for other formats and where the file says it right and is whole
    [worker] */
std::optional<FileView> completedMpeg (const FileView& file, std::int64_t begin);

} // namespace unbraid::files
