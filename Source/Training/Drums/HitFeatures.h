// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Drums/DrumSpectra.h"

namespace unbraid::training
{

constexpr Eigen::Index numHitFeatures = 24;

/** Features of a hit, independent of its level:
    0 to 8    levels of nine bands in the first 80 ms, dB of their sum (edges 0, 90, 180, 350, 700, 1400, 2800, 5600 and
              11200 Hz, half the rate)
    9 to 17   the same bands' levels between 100 and 260 ms, dB of those before
    18        logarithm of the mean time, weighed by energy, below 350 Hz
    19        logarithm of the centroid, octaves over 1 Hz
    20 to 22  flatness from 80 to 700, to 5000 and to 16000 Hz: ratio of geometric to arithmetic mean, dB
    23        zero crossings in the first 100 ms, octaves
    hit      samples at drumRateHz, the attack `hitLead` after their beginning
    noise    [DrumSpectra::numBins] power, subtracted
    returns  [numHitFeatures]
    [worker] Sources: Herrera, Yeterian & Gouyon 2002 (features of drum sounds). */
Eigen::VectorXf hitFeatures (const Eigen::VectorXf& hit, const Eigen::ArrayXf& noise, DrumSpectra& spectra);

} // namespace unbraid::training
