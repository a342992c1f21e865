// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/SolverSettings.h"

#include "Core/EngineSettings.h"
#include "Core/Factorisation/Solvers/Divergence.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
/** The divergences for which the prior leaves a closed form. */
bool takesPrior (float beta) noexcept
{
    return beta == 0.0f || beta == 1.0f;
}
} // namespace

Status checkSettings (const SolverSettings& settings, float beta)
{
    SeparatorSettings whole;
    whole.solver = settings;
    if (auto checked = checkSettings (whole, EngineStage::solver); ! checked.ok())
        return checked;
    if (settings.dynamics != Dynamics::none && ! takesPrior (beta))
        return Error{ "the solver cannot be set up", "dynamics with divergence beta", numberText (beta),
                      "0 (Itakura-Saito) or 1 (Kullback-Leibler)" };
    return Done{};
}

SolverSettings clampedSettings (const SolverSettings& settings, float beta) noexcept
{
    SeparatorSettings whole;
    whole.solver = settings;
    auto clamped = clampedSettings (whole).solver;
    if (! takesPrior (beta))
        clamped.dynamics = Dynamics::none;
    return clamped;
}

float safeExponent (float beta, float wanted) noexcept
{
    const bool mayEqualise = beta >= 0.0f && beta <= 2.0f;
    return std::min (wanted, mayEqualise ? 1.0f : majorisationStep (beta));
}

} // namespace unbraid::core
