// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

namespace unbraid::training
{

/** What a kit is made of, beside the settings of every training. */
struct KitSpec
{
    Eigen::Index templates = 6;   // convolutive atoms of a source at most: no more than it has hits, twice
    double templateSeconds = 0.2; // how long they go on
    int linearBands = 64;         // a bin of the window wide each
    int perceptualBands = 48;     // from there to half the rate, evenly on the ERB-rate scale
};

/** Learns a convolutive dictionary from hits: recordings of one drum alone, a hit each or several apart from each other.
    Each source gets templates, which begin as the hits themselves, alike ones together, and are refined by deconvolution;
    and `numAtoms` plain atoms beside them, for what the templates do not foresee. Takes seconds.

    Of the settings it uses rate, window, spectrum, divergence, mask exponent, iterations, seed and threads, and the texts.
    [worker] errors: files that cannot be read, sources without sound, settings outside their ranges, cancelled. The
    result passes `core::validate`; two runs give the same bytes.
    Sources: Lindsay-Smith, McDonald & Sandler 2012 (templates of drums); Smaragdis 2004 (deconvolution). */
core::Result<core::Dictionary> trainKit (const TrainingSpec& spec, const KitSpec& kit,
                                         const std::vector<SourceMaterial>& sources,
                                         const TrainingCallback& onProgress);

} // namespace unbraid::training
