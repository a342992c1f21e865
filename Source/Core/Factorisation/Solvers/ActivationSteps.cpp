// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ActivationSteps.h"

#include <algorithm>

namespace unbraid::core
{

float safeRescaling (float levelRatio) noexcept
{
    constexpr float maxRescaling = 1e6f;
    return std::clamp (levelRatio, 1.0f / maxRescaling, maxRescaling);
}

void predict (const Transitions& transitions, const Eigen::VectorXf& activations,
              Eigen::VectorXf& prediction) noexcept
{
    if (transitions.values.empty())
    {
        prediction = activations;
        return;
    }
    prediction.setZero();
    for (size_t i = 0; i < transitions.values.size(); ++i)
        prediction[transitions.rows[i]] += transitions.values[i] * activations[transitions.columns[i]];
}

void multiplyBy (const Eigen::VectorXf& factor, float exponent, Eigen::VectorXf& activations) noexcept
{
    if (exponent == 1.0f)
        activations.array() *= factor.array();
    else if (exponent == 0.5f)
        activations.array() *= factor.array().sqrt();
    else
        activations.array() *= (exponent * factor.array().log()).exp(); // pow is not vectorised
}

} // namespace unbraid::core
