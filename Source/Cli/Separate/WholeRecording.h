// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SoundWarnings.h"

#include <filesystem>

namespace unbraid::cli
{

/** Reads a whole recording, as far as it goes. Samples that are not finite become silence.
    check  sees the samples as they are in the file
    [worker] errors: as `files::readRecording`, a rate outside 8 to 192 kHz */
core::Result<files::Recording> readWhole (const std::filesystem::path& file, Eigen::Index maxFrames,
                                          RecordingCheck& check);

/** Writes samples to a file that appears complete, and says where its format clipped them.
    [worker] errors: as `files::AudioWriter` */
core::Status writeWhole (const files::Recording& recording, files::AudioFormat format,
                         const std::filesystem::path& file);

/** "-3.2 dB": a magnitude, relative to full scale. [any] */
std::string decibelText (double magnitude);

} // namespace unbraid::cli
