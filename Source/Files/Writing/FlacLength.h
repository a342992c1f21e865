// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace unbraid::files
{

/** Writes into the header of a FLAC file that is being written how many frames can be read from it by now, which libFLAC does
    only when it closes the file. The position in the file stays as it was.
    numWritten  frames that the encoder was given; the last of them wait in it until their block is full
    returns     false where the file cannot be read or written, with the reason in errno
    [worker] */
bool renewFlacLength (int descriptor, std::int64_t numWritten) noexcept;

} // namespace unbraid::files
