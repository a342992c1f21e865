// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedBands.h"

namespace unbraid::core
{

Result<PreparedDictionary> prepareBands (const Dictionary& dictionary, const FrameGeometry& geometry)
{
    PreparedDictionary prepared;
    prepared.bands.prepare (dictionary.frequenciesHz, geometry);
    prepared.geometry = geometry;
    prepared.rowsHz = dictionary.frequenciesHz;
    prepared.numModelBins = prepared.bands.numBins();
    if (auto enough = checkModelBins (prepared.numModelBins); ! enough.ok())
        return enough.error();
    prepared.numActiveBins = dictionary.numBins();
    prepared.spectrum = dictionary.spectrum;
    prepared.beta = dictionary.divergenceBeta;
    prepared.maskExponent = dictionary.maskExponent;
    prepared.sources = layOutSources (dictionary);
    prepared.groups.assign (static_cast<size_t> (numPackedColumns (prepared.sources)), -1);
    return prepared;
}

} // namespace unbraid::core
