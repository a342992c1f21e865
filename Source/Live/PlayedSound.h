// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <filesystem>

namespace unbraid::live
{

/** The longest file that is played, in frames of the file and of the device: ten minutes at 48 kHz. */
constexpr Eigen::Index maxPlayedFrames = Eigen::Index{ 600 } * 48000;

/** A file in memory, at the device's rate. */
struct PlayedSound
{
    double sampleRateHz = 0.0;
    Eigen::MatrixXf samples; // [frames x 2]; the file's first two channels, a single one twice
};

/** Reads a file for playing.
    rateHz  of the device; 0: the file's own
    [worker] error: no file, no sound in it, broken, or longer than `maxPlayedFrames` */
core::Result<PlayedSound> readPlayedSound (const std::filesystem::path& file, double rateHz);

} // namespace unbraid::live
