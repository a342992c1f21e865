// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentFrames.h"
#include "Offline/Synthesis/ComponentMethod.h"

namespace unbraid::offline
{

// Methods of the table in ComponentMethod.cpp that begin with spectra times levels. [worker] errors: cancelled

/** V ~ W H under any divergence, and masks. */
FrameMethod nmfComponents;

/** Coefficients whose variances are W H (LowRankSynthesis.h); masks of those coefficients. */
FrameMethod variedComponents;

/** V ~ W H on magnitudes, H H^T = 1, and masks (OrthogonalActivations.h). */
FrameMethod orthogonalComponents;

/** V ~ W_1 H_1, W_1 ~ W_2 H_2 on magnitudes, and masks (DeepFactoriser.h). A component is a coarse spectrum and what all fine
    atoms have of it. */
FrameMethod layeredComponents;

/** Spectra times levels that follow from those of the frame before, and masks (DynamicFactoriser.h). */
FrameMethod dynamicComponents;

/** Spectra with phases (ComplexNmf.h). A component is a source of one atom, so it has phases of its own. */
FrameMethod complexComponents;

/** V ~ sum W_lag shifted (H), and masks (ConvolutiveFactoriser.h). */
FrameMethod templateComponents;

/** Of several channels, V_i ~ W Q_i H, and masks for each (TensorFactoriser.h). */
ComponentMethod::Run tensorComponents;

/** Of two channels, V_i ~ W_i H_i with H_1 like H_2, and masks for each (CoFactoriser.h). */
ComponentMethod::Run coupledComponents;

} // namespace unbraid::offline
