// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/PreparedConvolution.h"

#include "Core/Factorisation/AtomLayout.h"

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
    PreparedDictionary prepared;
    prepared.isConvolutive = true;
    prepared.bands.prepare (dictionary.frequenciesHz, geometry);
    prepared.numModelBins = prepared.bands.numBins();
    if (auto enough = checkModelBins (prepared.numModelBins); ! enough.ok())
        return enough.error();

    prepared.numHeardBins = dictionary.numBins();
    prepared.spectrum = dictionary.spectrum;
    prepared.beta = dictionary.divergenceBeta;
    prepared.maskExponent = dictionary.maskExponent;
    prepared.sources = layOutSources (dictionary);
    const Eigen::Index numPadded = numPackedColumns (prepared.sources);
    prepared.groups.assign (static_cast<size_t> (numPadded), -1);
    prepared.atoms.setZero (dictionary.numBins(), numPadded);
    prepared.columnSums.setZero (numPadded);
    const auto places = packedColumns (dictionary);
    for (size_t atom = 0; atom < places.size(); ++atom)
    {
        prepared.atoms.col (places[atom]) = dictionary.atoms.col (static_cast<Eigen::Index> (atom));
        prepared.columnSums[places[atom]] = 1.0f;
    }
    return prepared;
}

} // namespace unbraid::core
