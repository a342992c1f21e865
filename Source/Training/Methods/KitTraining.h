// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Drums/KitRecording.h"
#include "Training/Trainer.h"

namespace unbraid::training
{

/** Settings of a kit, in addition to those of every training. */
struct KitSpec
{
    Eigen::Index templates = 6;   // maximum of convolutive atoms per source; at most twice its hits
    double templateSeconds = 0.2; // their duration
    int linearBands = 64;         // each one bin of the window wide
    int perceptualBands = 48;     // from there to half the rate, evenly on the ERB-rate scale
};

/** Learns a convolutive dictionary from hits: recordings of one drum alone, each with one hit or several separate ones.
    Each source gets templates, which start as clusters of the hits themselves and are refined by deconvolution, and
    `numAtoms` plain atoms for what the templates do not cover. Takes seconds.

    It uses rate, window, spectrum, divergence, mask exponent, iterations, seed, threads and texts of the spec.
    [worker] errors: files that cannot be read, sources without sound, settings outside their ranges, cancelled. The
    result passes `core::validate`; two runs give the same bytes.
    Sources: Lindsay-Smith, McDonald & Sandler 2012 (templates of drums); Smaragdis 2004 (deconvolution). */
core::Result<core::Dictionary> trainKit (const TrainingSpec& spec, const KitSpec& kit,
                                         const std::vector<SourceMaterial>& sources,
                                         const core::ProgressOf<TrainingProgress>& onProgress);

/** The settings that suit hits: magnitudes and Kullback-Leibler in frames of 46 ms at 44.1 kHz. */
TrainingSpec specForHits();

/** Plain atoms of a drum, beside its templates. */
constexpr Eigen::Index plainAtomsOfDrum = 4;

/** A drum whose hits are in memory: its source without files, and a sound for each hit, at the spec's rate. */
struct DrumSounds
{
    SourceMaterial source;
    std::vector<Eigen::VectorXf> hits;
};

/** The used hits of those sources, by name, at that rate. [worker] error: as `files::resample` */
core::Result<std::vector<DrumSounds>> soundsOf (const std::vector<PlayedHit>& hits,
                                                const std::vector<SourceMaterial>& sources, double rateHz);

/** The same from hits that were cut out of a recording. */
core::Result<core::Dictionary> trainKit (const TrainingSpec& spec, const KitSpec& kit,
                                         const std::vector<DrumSounds>& drums,
                                         const core::ProgressOf<TrainingProgress>& onProgress);

} // namespace unbraid::training
