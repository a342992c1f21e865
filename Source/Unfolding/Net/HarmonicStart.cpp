// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/HarmonicStart.h"

#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Loss/NoteLoss.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

torch::Tensor harmonicLogs (const Eigen::VectorXf& rowsHz)
{
    constexpr int numPartials = 24;
    constexpr float background = 1e-2f;    // of the fundamental
    constexpr float relativeWidth = 0.02f; // of a partial, where rows are narrower
    const Eigen::Index rows = rowsHz.size();
    Eigen::MatrixXf atoms = Eigen::MatrixXf::Constant (rows, numNotePitches, background);
    for (Eigen::Index pitch = 0; pitch < numNotePitches; ++pitch)
    {
        const double octaves = (static_cast<double> (pitch) + lowestPianoPitch - 69.0) / 12.0;
        const auto fundamental = static_cast<float> (440.0 * std::exp2 (octaves));
        for (Eigen::Index row = 0; row < rows; ++row)
        {
            const float spacing =
                rowsHz[std::min (row + 1, rows - 1)] - rowsHz[std::max<Eigen::Index> (row, 1) - 1];
            const float width = std::max (0.5f * spacing, relativeWidth * rowsHz[row]);
            for (int partial = 1; partial <= numPartials; ++partial)
            {
                const float away = (rowsHz[row] - static_cast<float> (partial) * fundamental) / width;
                atoms (row, pitch) += std::exp (-0.5f * away * away) / static_cast<float> (partial);
            }
        }
    }
    const torch::Tensor logs = torch::log (tensorFrom (atoms));
    return torch::cat ({ logs, logs }, 1);
}

} // namespace unbraid::unfolding
