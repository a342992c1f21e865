// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/OptionRow.h"

#include <Eigen/Core>

namespace unbraid::offline
{

/** Methods of estimating the phases of the sources, in the order of their rows (`phaseMethods`). */
enum class PhaseMethod
{
    none,
    misi,
    onlineMisi,
    consistentWiener,
    anisotropicWiener,
    complexIsNmf,
    complexNmf
};

/** The amplitudes of the methods that keep them. */
enum class Amplitudes
{
    masked,   // the mask times the mixture's: the Wiener estimate's
    variances // the root of the variance
};

/** How phases are recovered. */
struct PhaseSettings
{
    PhaseMethod method = PhaseMethod::none;
    int iterations = 0; // 0: as many as the method needs
    int lookAhead = 1;  // frames, of onlineMisi, 0 to 3
    Amplitudes amplitudes = Amplitudes::masked;
    float consistency =
        1.0f; // weight of it, of consistentWiener and complexNmf, for a segment of unit mean power
    float prediction = 0.1f;    // weight of the predicted phases of complexNmf
    float concentration = 1.0f; // kappa of the phases around those predicted; 0: they may be any
    float onsetRatio = 10.0f;   // a bin whose power grows more in one hop begins anew, without a prediction
    Eigen::Index numAtoms = 30; // of each source and segment, of complexIsNmf and complexNmf
    unsigned int seed = 1;      // of these atoms
};

/** In the order in which help texts list them. [any] */
std::span<const core::OptionRow<PhaseSettings>> phaseOptions() noexcept;

} // namespace unbraid::offline
