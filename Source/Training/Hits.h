// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/BandMap.h"
#include "Training/Trainer.h"

namespace unbraid::training
{

/** Where hits are heard: short windows, bands. */
struct HitGeometry
{
    core::FrameGeometry frame;
    core::Spectrum spectrum = core::Spectrum::magnitude;
    core::BandMap bands;
};

/** A hit: its spectra from its first frame on, until it has rung out or the next one begins. [bands x frames] */
using Hit = Eigen::MatrixXf;

/** The hits of a recording: channels averaged, resampled, in bands. Each is given twice, half a hop apart, since hits
    fall anywhere in a hop when they are played.
    longest  frames of a hit
    [worker] errors: a file that cannot be read */
core::Result<std::vector<Hit>> readHits (const std::filesystem::path& file, const HitGeometry& geometry,
                                         Eigen::Index longest);

} // namespace unbraid::training
