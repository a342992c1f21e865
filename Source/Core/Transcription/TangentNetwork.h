// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <array>

namespace unbraid::core
{

/** A network of one hidden layer: outer . tanh (inner x + innerOffsets) + outerOffset, a logarithm of odds. */
template <int numFeatures, int numHidden>
struct TangentNetwork
{
    using Features = Eigen::Matrix<float, numFeatures, 1>;

    std::array<float, size_t{ numFeatures } * numHidden> inner; // a row of features for each hidden unit
    std::array<float, size_t{ numHidden }> innerOffsets, outer;
    float outerOffset = 0.0f;

    /** [audio] real-time safe */
    [[nodiscard]] float operator() (const Features& features) const noexcept
    {
        using Hidden = Eigen::Matrix<float, numHidden, 1>;
        const Eigen::Map<const Eigen::Matrix<float, numFeatures, numHidden>> weights (inner.data());
        const Hidden sums = weights.transpose() * features + Eigen::Map<const Hidden> (innerOffsets.data());
        return Eigen::Map<const Hidden> (outer.data()).dot (sums.array().tanh().matrix()) + outerOffset;
    }
};

} // namespace unbraid::core
