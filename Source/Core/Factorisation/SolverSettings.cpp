// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/SolverSettings.h"

#include "Core/Factorisation/Divergence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr int mostUpdates = 50;

/** The divergences for which the prior leaves a closed form. */
bool takesPrior (float beta) noexcept
{
    return beta == 0.0f || beta == 1.0f;
}

Error outside (const char* field, float found, const char* allowed)
{
    return { "the solver cannot be set up", field, numberText (found), allowed };
}
} // namespace

Status checkSettings (const SolverSettings& settings, float beta)
{
    if (settings.updates < 1 || settings.updates > mostUpdates)
        return outside ("updates", static_cast<float> (settings.updates), "1 to 50");
    if (! (settings.exponent > 0.0f && settings.exponent <= 1.0f))
        return outside ("exponent", settings.exponent, "above 0 to 1");
    if (! (settings.leak >= 0.0f && settings.leak <= 1.0f))
        return outside ("leak", settings.leak, "0 to 1");
    if (! (settings.sparsity >= 0.0f && std::isfinite (settings.sparsity)))
        return outside ("sparsity", settings.sparsity, "0 or more");
    if (! (settings.residualSparsity >= 0.0f && std::isfinite (settings.residualSparsity)))
        return outside ("residual sparsity", settings.residualSparsity, "0 or more");
    if (! (settings.groupSparsity >= 0.0f && std::isfinite (settings.groupSparsity)))
        return outside ("group sparsity", settings.groupSparsity, "0 or more");
    if (! (settings.dynamicsStrength >= 0.0f && std::isfinite (settings.dynamicsStrength)))
        return outside ("dynamics strength", settings.dynamicsStrength, "0 or more");
    if (settings.dynamics != Dynamics::none && ! takesPrior (beta))
        return outside ("dynamics with divergence beta", beta, "0 (Itakura-Saito) or 1 (Kullback-Leibler)");
    return Done{};
}

SolverSettings clampedSettings (const SolverSettings& settings, float beta) noexcept
{
    SolverSettings clamped = settings;
    clamped.dynamics = takesPrior (beta) ? settings.dynamics : Dynamics::none;
    clamped.updates = std::clamp (settings.updates, 1, mostUpdates);
    clamped.exponent = std::clamp (settings.exponent, 0.1f, 1.0f);
    clamped.leak = std::clamp (settings.leak, 0.0f, 1.0f);
    clamped.sparsity = std::max (settings.sparsity, 0.0f);
    clamped.residualSparsity = std::max (settings.residualSparsity, 0.0f);
    clamped.groupSparsity = std::max (settings.groupSparsity, 0.0f);
    clamped.dynamicsStrength = std::max (settings.dynamicsStrength, 0.0f);
    return clamped;
}

float safeExponent (float beta, float wanted) noexcept
{
    const bool mayEqualise = beta >= 0.0f && beta <= 2.0f;
    return std::min (wanted, mayEqualise ? 1.0f : majorisationStep (beta));
}

} // namespace unbraid::core
