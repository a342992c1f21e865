// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Transitions.h"

#include <algorithm>
#include <numeric>

namespace unbraid::training
{

namespace
{
constexpr int iterations = 30;
constexpr Eigen::Index entriesPerRow = 8;
constexpr float smallest = 1e-9f;

/** The columns of H that have a follower, or those that follow. */
Eigen::MatrixXf neighbours (const Eigen::MatrixXf& activations, const std::vector<std::uint8_t>& continues,
                            Eigen::Index offset)
{
    const auto second = continues.begin() + (continues.empty() ? 0 : 1); // the first frame follows none
    const auto count = std::count (second, continues.end(), std::uint8_t{ 1 });
    Eigen::MatrixXf chosen (activations.rows(), count);
    Eigen::Index at = 0;
    for (size_t frame = 1; frame < continues.size(); ++frame)
        if (continues[frame] == 1)
            chosen.col (at++) = activations.col (static_cast<Eigen::Index> (frame) + offset);
    return chosen.cwiseMax (smallest);
}

/** The largest entries of each row, scaled so that the row keeps its sum. */
core::Transitions keepLargest (const Eigen::MatrixXf& dense, Eigen::Index firstAtom)
{
    core::Transitions kept;
    for (Eigen::Index row = 0; row < dense.rows(); ++row)
    {
        std::vector<Eigen::Index> order (static_cast<size_t> (dense.cols()));
        std::iota (order.begin(), order.end(), Eigen::Index{ 0 });
        const auto count = std::min (entriesPerRow, dense.cols());
        std::partial_sort (order.begin(), order.begin() + count, order.end(),
                           [&] (auto a, auto b) { return dense (row, a) > dense (row, b); });
        order.resize (static_cast<size_t> (count));
        float sum = 0.0f;
        for (const auto column : order)
            sum += dense (row, column);
        for (const auto column : order)
        {
            kept.rows.push_back (static_cast<int> (firstAtom + row));
            kept.columns.push_back (static_cast<int> (firstAtom + column));
            kept.values.push_back (dense (row, column) * dense.row (row).sum() / sum);
        }
    }
    return kept;
}
} // namespace

core::Transitions learnTransitions (const Eigen::MatrixXf& activations,
                                    const std::vector<std::uint8_t>& continues, Eigen::Index firstAtom)
{
    const Eigen::MatrixXf before = neighbours (activations, continues, -1);
    const Eigen::MatrixXf after = neighbours (activations, continues, 0);
    const Eigen::Index numAtoms = activations.rows();
    Eigen::MatrixXf dense =
        Eigen::MatrixXf::Constant (numAtoms, numAtoms, 0.1f / static_cast<float> (numAtoms));
    dense.diagonal().array() += 0.9f;
    for (int i = 0; i < iterations && before.cols() > 0; ++i)
    {
        const Eigen::ArrayXXf predicted = (dense * before).array().max (smallest);
        const Eigen::MatrixXf upper = (after.array() / predicted.square()).matrix() * before.transpose();
        const Eigen::MatrixXf lower = predicted.inverse().matrix() * before.transpose();
        dense.array() *= (upper.array() / lower.array().max (smallest)).sqrt();
    }
    return keepLargest (dense, firstAtom);
}

} // namespace unbraid::training
