// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <filesystem>

namespace unbraid::live
{

/** How much of a file is played, in frames of the file and of the device: ten minutes at 48 kHz. */
constexpr Eigen::Index maxPlayedFrames = Eigen::Index{ 600 } * 48000;

/** A file in memory, at the device's rate. */
struct PlayedSound
{
    double sampleRateHz = 0.0;
    Eigen::MatrixXf samples;  // [frames x 2]; the file's first two channels, a single one twice
    double fileSeconds = 0.0; // longer than the samples where only the beginning is played
    std::string oddity{};     // what is odd about the file, as a clause to follow its name; empty: nothing
};

/** Reads a file for playing: all of it, or its beginning.
    rateHz     of the device; 0: the file's own
    maxFrames  of the file and of the device
    [worker] error: no file, no sound in it, or broken */
core::Result<PlayedSound> readPlayedSound (const std::filesystem::path& file, double rateHz,
                                           Eigen::Index maxFrames = maxPlayedFrames);

} // namespace unbraid::live
