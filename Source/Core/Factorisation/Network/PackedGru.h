// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Core/Factorisation/Network/PackedLinear.h"

namespace unbraid::core
{

/** A recurrent layer whose gates are padded to whole lanes by units that stay zero, packed for the kernels. */
class PackedGru
{
public:
    /** [worker] allocates */
    void prepare (const GruLayer& layer);

    /** A step of the layer: units <- (1 - z) n + z units.
        inputs  [padded inputs]
        units   [padded units] padding stays zero
        [audio] real-time safe. */
    void step (const Eigen::VectorXf& inputs, Eigen::VectorXf& units) noexcept;

private:
    PackedLinear input;     // [3 padded units x inputs] reset, update, candidate
    PackedLinear recurrent; // [3 padded units x units] the same
    Eigen::VectorXf fromInput;
    Eigen::VectorXf fromRecurrence;
};

} // namespace unbraid::core
