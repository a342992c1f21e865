// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedConvolution.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Dictionary/PreparedBands.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double sameHop = 0.02; // tails are played hop by hop, whose length is rounded to samples
constexpr Eigen::Index maxPaddedTailValues = 2 * maxTailValues; // 128 MiB of floats

Status checkHop (const Dictionary& dictionary, const FrameGeometry& geometry)
{
    const double own = static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
    const double played = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    if (std::abs (own / played - 1.0) <= sameHop)
        return Done{};
    return Error{ "the convolutive dictionary cannot be used", "hop", numberText (1000.0 * own) + " ms",
                  numberText (1000.0 * played) + " ms" };
}

/** Atoms are padded to whole registers, by source, and plain and convolutive ones each: of a single atom on very many bands
    the solver would keep sixteen times what the file holds. */
Status checkMemory (const Dictionary& dictionary)
{
    Eigen::Index numConvolutive = 0;
    for (Eigen::Index atom = 0; atom < dictionary.numAtoms(); ++atom)
        numConvolutive += hasTail (dictionary, atom) ? 1 : 0;
    const auto lags = static_cast<Eigen::Index> (dictionary.tails.size()) + 1;
    const auto numPadded =
        paddedCount (numConvolutive) + paddedCount (dictionary.numAtoms() - numConvolutive);
    const auto numPacked = numPackedColumns (layOutSources (dictionary));
    const auto values = dictionary.numBins() * std::max (lags * numPadded, numPacked);
    if (values <= maxPaddedTailValues)
        return Done{};
    return Error{ "the convolutive dictionary has too many bands and lags for its few atoms",
                  "lags x bands x padded atoms", std::to_string (values),
                  "at most " + std::to_string (maxPaddedTailValues) };
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
    if (auto fits = checkMemory (dictionary); ! fits.ok())
        return fits.error();
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
