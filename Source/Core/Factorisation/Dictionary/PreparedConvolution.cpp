// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedConvolution.h"

#include "Core/Factorisation/Dictionary/PreparedBands.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double sameHop = 0.02; // tails are played hop by hop, whose length is rounded to samples

Status checkHop (const Dictionary& dictionary, const FrameGeometry& geometry)
{
    const double own = static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
    const double played = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    if (std::abs (own / played - 1.0) <= sameHop)
        return Done{};
    return Error{ "the convolutive dictionary cannot be used", "hop", numberText (1000.0 * own) + " ms",
                  numberText (1000.0 * played) + " ms" };
}
} // namespace

Result<PreparedDictionary> prepareConvolutive (const Dictionary& dictionary, const FrameGeometry& geometry,
                                               Eigen::Index residualAtoms)
{
    if (residualAtoms > 0)
        return Error{ "a convolutive dictionary takes no residual", "residual atoms",
                      std::to_string (residualAtoms), "0" };
    if (auto same = checkHop (dictionary, geometry); ! same.ok())
        return same.error();
    auto onBands = prepareBands (dictionary, geometry);
    if (! onBands.ok())
        return onBands;
    PreparedDictionary& prepared = onBands.value();
    const Eigen::Index numPadded = numPackedColumns (prepared.sources);
    const auto positions = packedColumns (dictionary);
    prepared.atoms = packed<PackedMatrix> (dictionary.atoms, positions, numPadded);
    prepared.columnSums.setZero (numPadded);
    for (const Eigen::Index position : positions)
        prepared.columnSums[position] = 1.0f;
    return onBands;
}

} // namespace unbraid::core
