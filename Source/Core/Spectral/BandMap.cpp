// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/BandMap.h"

#include "Core/Spectral/ErbRate.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double sameFrequency = 1e-6; // relative: centres are floats

/** How far a bin lies on the way from one centre to the next, 0 to 1; rounding of the centres leaves a bin that is
    one whole. */
float shareOf (double hz, double lowerHz, double upperHz)
{
    const double part = (hz - lowerHz) / (upperHz - lowerHz);
    const double rounding = sameFrequency * upperHz / (upperHz - lowerHz);
    return part < rounding ? 0.0f : part > 1.0 - rounding ? 1.0f : static_cast<float> (part);
}
} // namespace

Eigen::VectorXf bandCentres (int numLinear, int numPerceptual, double binHz, double topHz)
{
    std::vector<float> centres;
    for (int band = 0; band < numLinear && band * binHz <= topHz; ++band)
        centres.push_back (static_cast<float> (band * binHz));
    const double from = erbRate (static_cast<double> (centres.back()));
    const double step = (erbRate (topHz) - from) / std::max (1, numPerceptual);
    for (int band = 1; band <= numPerceptual; ++band)
        centres.push_back (static_cast<float> (hertzAtErbRate (from + band * step)));
    return Eigen::Map<const Eigen::VectorXf> (centres.data(), static_cast<Index> (centres.size()));
}

void BandMap::prepare (const Eigen::VectorXf& centresHz, const FrameGeometry& geometry)
{
    const Index bands = centresHz.size();
    const double binsPerHz = 1.0 / geometry.binHz (1);
    const auto endOf = [&] (double centreHz) // the bins up to a centre
    {
        const auto bin = static_cast<Index> (std::floor (centreHz * (1.0 + sameFrequency) * binsPerHz));
        return std::min (bin + 1, geometry.numBins());
    };
    firstBins.resize (bands + 1);
    firstBins[0] = 0;
    for (Index band = 0; band < bands; ++band)
        firstBins[band + 1] = static_cast<int> (endOf (static_cast<double> (centresHz[band])));

    upperShares.setOnes (firstBins[bands]); // below the first centre all belongs to the first band
    for (Index band = 1; band < bands; ++band)
        for (Index bin = firstBins[band]; bin < firstBins[band + 1]; ++bin)
            upperShares[bin] = shareOf (geometry.binHz (bin), static_cast<double> (centresHz[band - 1]),
                                        static_cast<double> (centresHz[band]));

    weights.setOnes (bands);
    Eigen::VectorXf sums (bands);
    gather (Eigen::VectorXf::Ones (numBins()), sums);
    weights = (sums.array() > 0.0f).select (sums.cwiseInverse(), Eigen::VectorXf::Zero (bands));
}

void BandMap::gather (const Eigen::VectorXf& power, Eigen::VectorXf& bands) const noexcept
{
    float rising = 0.0f; // sum of this band's triangle below its centre
    for (Index bin = firstBins[0]; bin < firstBins[1]; ++bin)
        rising += power[bin];
    for (Index band = 0; band < numBands(); ++band)
    {
        float falling = 0.0f; // of the same, above it
        float nextRising = 0.0f;
        if (band + 1 < numBands())
            for (Index bin = firstBins[band + 1]; bin < firstBins[band + 2]; ++bin)
            {
                falling += (1.0f - upperShares[bin]) * power[bin];
                nextRising += upperShares[bin] * power[bin];
            }
        bands[band] = weights[band] * (rising + falling);
        rising = nextRising;
    }
}

void BandMap::spread (const Eigen::MatrixXf& bands, Eigen::MatrixXf& bins) const noexcept
{
    for (Index column = 0; column < bands.cols(); ++column)
    {
        const auto values = bands.col (column);
        auto spreadValues = bins.col (column);
        for (Index band = 0; band < numBands(); ++band)
        {
            const float upper = values[band];
            const float lower = values[std::max<Index> (band - 1, 0)];
            for (Index bin = firstBins[band]; bin < firstBins[band + 1]; ++bin)
                spreadValues[bin] = (1.0f - upperShares[bin]) * lower + upperShares[bin] * upper;
        }
    }
}

} // namespace unbraid::core
