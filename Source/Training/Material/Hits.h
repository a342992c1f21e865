// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/BandMap.h"
#include "Training/Trainer.h"

namespace unbraid::training
{

/** Geometry for analysing hits: short windows, bands. */
struct HitGeometry
{
    core::FrameGeometry frame;
    core::Spectrum spectrum = core::Spectrum::magnitude;
    core::BandMap bands;
};

/** A hit: its spectra until it has decayed or the next one begins. [bands x frames] */
using Hit = Eigen::MatrixXf;

/** The hits of a recording: channels averaged, resampled, in bands. Each is returned twice, half a hop apart, since hits
    fall anywhere within a hop when played.
    longest  maximum number of frames of a hit
    [worker] errors: a file that cannot be read */
core::Result<std::vector<Hit>> readHits (const std::filesystem::path& file, const HitGeometry& geometry,
                                         Eigen::Index longest);

/** The same of samples at the geometry's rate. [worker] */
core::Result<std::vector<Hit>> hitsIn (const Eigen::VectorXf& samples, const HitGeometry& geometry,
                                       Eigen::Index longest);

} // namespace unbraid::training
