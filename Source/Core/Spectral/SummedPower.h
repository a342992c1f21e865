// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::core
{

/** |x|^2 of the first bins, summed over the channels.
    mixture  [bins x channels]
    power    [at most bins] written
    [audio] real-time safe. */
inline void sumPower (const Eigen::MatrixXcf& mixture, Eigen::VectorXf& power) noexcept
{
    const Eigen::Index bins = power.size();
    power = mixture.col (0).head (bins).cwiseAbs2();
    for (Eigen::Index channel = 1; channel < mixture.cols(); ++channel)
        power += mixture.col (channel).head (bins).cwiseAbs2();
}

} // namespace unbraid::core
