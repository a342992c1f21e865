// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentFactors.h"

#include <algorithm>
#include <iterator>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

/** The order of the first components. */
std::vector<Index> firstOf (const std::vector<Index>& order, Index count)
{
    std::vector<Index> kept;
    std::copy_if (order.begin(), order.end(), std::back_inserter (kept),
                  [count] (Index component) { return component < count; });
    return kept;
}
} // namespace

const ModelFactor* ComponentFactors::find (const std::string& name) const noexcept
{
    const auto found =
        std::find_if (all.begin(), all.end(), [&name] (const auto& factor) { return factor.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void ComponentFactors::add (std::string name, std::vector<Eigen::MatrixXf> slices, ComponentAxis components)
{
    all.push_back ({ std::move (name), std::move (slices), components });
}

void ComponentFactors::add (std::string name, const Eigen::MatrixXf& values, ComponentAxis components)
{
    add (std::move (name), std::vector<Eigen::MatrixXf> (1, values), components);
}

void ComponentFactors::add (const training::Factors& factors)
{
    add ("W", factors.atoms, ComponentAxis::columns);
    add ("H", factors.activations, ComponentAxis::rows);
}

void ComponentFactors::setGrid (const core::Frames& frames, Index numFrames)
{
    const double rateHz = frames.geometry().sampleRateHz;
    const auto hop = static_cast<double> (frames.hop());
    const double first = hop - 0.5 * static_cast<double> (frames.window());
    const double last = first + static_cast<double> (numFrames - 1) * hop;
    frequenciesHz = Eigen::VectorXd::LinSpaced (frames.numBins(), 0.0, 0.5 * rateHz);
    timesSeconds = Eigen::VectorXd::LinSpaced (numFrames, first / rateHz, last / rateHz);
}

void ComponentFactors::reorder (const std::vector<Index>& order)
{
    using enum ComponentAxis;
    for (auto& [name, parts, axis] : all)
    {
        if (axis == slices)
        {
            const auto before = parts;
            std::transform (order.begin(), order.end(), parts.begin(),
                            [&] (Index from) { return before[static_cast<size_t> (from)]; });
        }
        for (auto& slice : parts)
        {
            if (axis == rows || axis == both)
                slice = Eigen::MatrixXf (slice (firstOf (order, slice.rows()), Eigen::all));
            if (axis == columns || axis == both)
                slice = Eigen::MatrixXf (slice (Eigen::all, firstOf (order, slice.cols())));
        }
    }
}

} // namespace unbraid::offline
