// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Training/Drums/DrumSpectra.h"

#include <vector>

namespace unbraid::training
{

/** A hit in a recording: from a moment before its attack until it has decayed into the noise or the next one begins. */
struct HitSpan
{
    Eigen::Index first = 0; // samples; the attack is `hitLead` later
    Eigen::Index length = 0;
    bool isCovered = false; // the hit before it still rings loudly
};

constexpr Eigen::Index hitLead = 220; // 5 ms

/** The hits of a recording, and the noise between them. */
struct HitSpans
{
    std::vector<HitSpan> spans;
    Eigen::ArrayXf noise; // [DrumSpectra::numBins] power
};

/** Finds the hits of a kit that is played hit by hit, at least 100 ms apart. An onset is a peak of the spectral flux, the
    mean rise of the bands' levels in dB above the noise; its sample is where the energy begins to rise.
    samples         at drumRateHz
    [worker] error: cancelled. None found: no spans
    Sources: Dixon 2006, "Onset detection revisited" (spectral flux and its peaks); Boeck, Krebs & Schedl 2012
    (logarithmic bands). Differs: the noise of this recording instead of a constant inside the logarithm. */
core::Result<HitSpans> findHits (const Eigen::VectorXf& samples, const core::Progress& onProgress);

} // namespace unbraid::training
