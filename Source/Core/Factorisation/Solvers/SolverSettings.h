// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/SeparatorSettings.h"
#include "Core/Support/Result.h"

namespace unbraid::core
{

/** [worker] errors: settings outside their ranges, a dynamics prior with beta other than 0 or 1. */
Status checkSettings (const SolverSettings& settings, float beta);

/** The settings that are wanted, clamped to their ranges; dynamics that beta does not take are left out. [audio] */
SolverSettings clampedSettings (const SolverSettings& settings, float beta) noexcept;

/** The exponents for which the divergence is known not to rise: up to the majorisation-equalisation step, 1,
    for 0 <= beta <= 2; elsewhere the majorisation-minimisation step of Fevotte & Idier 2011, table 2.
    [any] */
float safeExponent (float beta, float wanted) noexcept;

} // namespace unbraid::core
