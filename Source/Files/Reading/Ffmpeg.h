// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/TemporaryFile.h"

#include <filesystem>

namespace unbraid::files
{

/** The sound of a file, decoded by the program `ffmpeg`, at its own rate and channels.
    name   for errors
    input  open at the beginning of the file, or below 0: to be opened by its name
    returns an AU file of 32-bit floats
    [worker] Error: the program is not installed, or it cannot read the file. */
core::Result<TemporaryFile> decodeByFfmpeg (const std::filesystem::path& name, int input = -1);

} // namespace unbraid::files
