// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"

namespace unbraid::core
{

/** Steps that plain and trained updates of activations have in common. All [audio], real-time safe. */

/** The ratio of two frames' levels, within what can be multiplied without harm. */
float safeRescaling (float levelRatio) noexcept;

/** p = A h; without entries A = I.
    activations, prediction  [padded atoms] */
void predict (const Transitions& transitions, const Eigen::VectorXf& activations,
              Eigen::VectorXf& prediction) noexcept;

/** h <- h . factor^exponent.
    activations, factor  [padded atoms] */
void multiplyBy (const Eigen::VectorXf& factor, float exponent, Eigen::VectorXf& activations) noexcept;

} // namespace unbraid::core
