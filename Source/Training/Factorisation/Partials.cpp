// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Partials.h"

#include "Core/Support/NoteHz.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

/** Where a partial may lie, and how far it reaches beyond. */
struct Partial
{
    double lowestHz = 0.0, highestHz = 0.0, lobeHz = 0.0;
};

std::vector<Partial> partialsBelow (double endHz, int note, const core::FrameGeometry& geometry)
{
    constexpr double inharmonicity = 0.0006;
    constexpr double mistuning = 0.0175; // 30 cents
    constexpr double lobeBins = 4.0;     // of a sine window, in bins of its length
    const double fundamentalHz = core::noteHz (note);
    const double lobeHz = lobeBins * geometry.sampleRateHz / static_cast<double> (geometry.analysis);
    std::vector<Partial> partials;
    for (int partial = 1; partial * fundamentalHz < endHz; ++partial)
    {
        const double straightHz = partial * fundamentalHz;
        const double stretchedHz = straightHz * std::sqrt (1.0 + inharmonicity * partial * partial);
        partials.push_back ({ straightHz * (1.0 - mistuning), stretchedHz * (1.0 + mistuning), lobeHz });
    }
    return partials;
}

/** Equivalent rectangular bandwidths below a frequency: Glasberg & Moore 1990. */
double erbRate (double hz)
{
    return 21.4 * std::log10 (1.0 + 0.00437 * hz);
}

/** The columns that are not zero. */
std::vector<Index> nonEmpty (const Eigen::MatrixXf& patterns)
{
    std::vector<Index> found;
    for (Index column = 0; column < patterns.cols(); ++column)
        if (patterns.col (column).maxCoeff() > 0.0f)
            found.push_back (column);
    return found;
}
} // namespace

Eigen::VectorXf partialsOf (int note, const core::FrameGeometry& geometry)
{
    const Index numBins = geometry.numBins();
    Eigen::VectorXf reached = Eigen::VectorXf::Zero (numBins);
    for (const auto& partial : partialsBelow (geometry.binHz (numBins - 1), note, geometry))
        for (Index bin = 0; bin < numBins; ++bin)
            if (geometry.binHz (bin) >= partial.lowestHz - partial.lobeHz &&
                geometry.binHz (bin) <= partial.highestHz + partial.lobeHz)
                reached[bin] = 1.0f;
    return reached;
}

Eigen::MatrixXf harmonicPatternsOf (int note, const core::FrameGeometry& geometry)
{
    constexpr double spacing = 1.0; // of the bands, ERB
    const Index numBins = geometry.numBins();
    const auto partials = partialsBelow (geometry.binHz (numBins - 1), note, geometry);
    if (partials.empty())
        return Eigen::MatrixXf::Zero (numBins, 0);
    const auto rateOf = [] (const Partial& partial)
    { return erbRate (0.5 * (partial.lowestHz + partial.highestHz)); };
    const double first = rateOf (partials.front());
    const auto numBands = static_cast<Index> (std::ceil ((rateOf (partials.back()) - first) / spacing)) + 1;
    Eigen::MatrixXf patterns = Eigen::MatrixXf::Zero (numBins, numBands);
    for (const auto& partial : partials)
        for (Index bin = 0; bin < numBins; ++bin)
        {
            const double hz = geometry.binHz (bin);
            const double away =
                std::max ({ partial.lowestHz - hz, hz - partial.highestHz, 0.0 }) / partial.lobeHz;
            if (away >= 1.0)
                continue;
            const auto lobe = static_cast<float> (std::pow (std::cos (0.5 * std::numbers::pi * away), 2.0));
            for (Index band = 0; band < numBands; ++band)
            {
                const double distance =
                    std::abs (rateOf (partial) - first - spacing * static_cast<double> (band));
                patterns (bin, band) += lobe * static_cast<float> (std::max (0.0, 1.0 - distance / spacing));
            }
        }
    return patterns (Eigen::all, nonEmpty (patterns));
}

} // namespace unbraid::training
