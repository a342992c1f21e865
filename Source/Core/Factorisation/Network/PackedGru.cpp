// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/PackedGru.h"

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr Index numGates = 3;

template <class Rows>
Rows padGates (const Rows& rows)
{
    const Index units = rows.rows() / numGates, padded = paddedCount (units);
    Rows gates = Rows::Zero (numGates * padded, rows.cols());
    for (Index gate = 0; gate < numGates; ++gate)
        gates.middleRows (gate * padded, units) = rows.middleRows (gate * units, units);
    return gates;
}
} // namespace

void PackedGru::prepare (const GruLayer& layer)
{
    input.prepare (padGates (layer.inputWeights), padGates (layer.inputBias));
    recurrent.prepare (padGates (layer.recurrentWeights), padGates (layer.recurrentBias));
    fromInput.setZero (input.bias.size());
    fromRecurrence.setZero (input.bias.size());
}

void PackedGru::step (const Eigen::VectorXf& inputs, Eigen::VectorXf& units) noexcept
{
    input.apply (inputs, fromInput);
    recurrent.apply (units, fromRecurrence);
    nmfKernels().recur (fromInput.data(), fromRecurrence.data(), units.data(), units.size());
}

} // namespace unbraid::core
