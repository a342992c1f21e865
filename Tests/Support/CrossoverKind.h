// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/ModelKind.h"

#include <Eigen/Core>

namespace unbraid::test
{

/** The corners of a crossover, a kind of model that lives in the tests: every source is one band of frequencies, and
    nothing is factorised. */
struct Crossover : core::KindContent
{
    Eigen::VectorXf cornersHz; // [sources - 1] rising
};

/** A dictionary that becomes a crossover.
    dictionary  plain; its atoms stay, as what its sources look like */
core::Dictionary withCorners (core::Dictionary dictionary, const Eigen::VectorXf& cornersHz);

extern const core::ModelKind crossoverKind;

} // namespace unbraid::test
