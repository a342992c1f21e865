// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/AudioReader.h"
#include "Files/Reading/AudioInput.h"

#include <memory>

namespace unbraid::files
{

/** The sound of a file, by libsndfile or else by ffmpeg; of a named pipe as of a stream.
    [worker] Error: as `AudioReader::open`. */
core::Result<std::unique_ptr<AudioInput>> openSoundFile (const std::filesystem::path& path);

/** The sound of a stream: WAV as it comes, every other format after it was read to its end.
    descriptor  stays open and the caller's
    [worker] Error: as `AudioReader::openStandardInput`. */
core::Result<std::unique_ptr<AudioInput>> openSoundStream (int descriptor, const std::string& name);

} // namespace unbraid::files
