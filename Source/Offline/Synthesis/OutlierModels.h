// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"

namespace unbraid::offline
{

// Models whose last component is what the others do not explain. The sounds sum to those of the spectra. [worker] errors: cancelled

/** Spectra times levels, and frames of outliers: robust NMF (RobustFactoriser.h). numAtoms counts the outliers. */
FrameMethod robustComponents;

/** Magnitudes of low rank, and sparse ones (LowRankSparse.h); masks of their squares. */
FrameMethod lowRankComponents;

} // namespace unbraid::offline
