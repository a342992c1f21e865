// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/OptionRow.h"
#include "Mosaic/MosaicActivations.h"

#include <functional>
#include <vector>

namespace unbraid::mosaic
{

/** How a mosaic is made. */
struct MosaicSpec
{
    double windowSeconds = 0.093;
    Eigen::Index transpose = 0; // semitones up and down
    int phaseIterations = 30;
    MosaicSettings settings;
};

/** [any] */
std::span<const core::OptionRow<MosaicSpec>> mosaicOptions() noexcept;

/** A recording. */
struct Sound
{
    double sampleRateHz = 0.0;
    Eigen::MatrixXf samples; // [samples x channels]
};

/** Plays samples at another rate, as `files::resample`. */
using Resampler =
    std::function<core::Result<Eigen::MatrixXf> (const Eigen::MatrixXf& samples, double fromHz, double toHz)>;

/** A mosaic, and what it is made of. */
struct Mosaic
{
    Eigen::MatrixXf samples;     // [samples x channels] as long as the target, at its rate
    Eigen::MatrixXf activations; // [source frames x target frames]
};

/** Rebuilds a recording from frames of others, as they are and played faster and slower by each semitone.
    sources  at any rates; given up as they are used
    [worker] errors: a target or sources without sound; recordings that would take more than 4 GB; as `resample`; cancelled
    Source: Driedger, Praetzlich & Mueller 2015, ISMIR. */
core::Result<Mosaic> makeMosaic (const Sound& target, std::vector<Sound> sources, const MosaicSpec& spec,
                                 const Resampler& resample, const core::Progress& onProgress);

} // namespace unbraid::mosaic
