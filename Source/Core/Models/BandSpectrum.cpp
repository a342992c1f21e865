// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/BandSpectrum.h"

#include "Core/Models/FramePower.h"
#include "Core/Spectral/SummedPower.h"

namespace unbraid::core
{

void BandSpectrum::prepare (const PreparedDictionary& dictionary)
{
    kind = dictionary.spectrum;
    modelFloor = dictionary.modelFloor;
    silence = frameLevel (silenceAmplitude, dictionary.geometry, kind);
    mean = 0.0f;
    gathered.setZero (dictionary.numRows());
    scaled.setZero (dictionary.numRows());
    atBins.setZero (dictionary.numModelBins);
}

bool BandSpectrum::measure (const Eigen::MatrixXcf& mixture, const BandMap& bands) noexcept
{
    sumPower (mixture, atBins);
    bands.gather (atBins, gathered);
    if (kind == Spectrum::magnitude)
    {
        gathered = gathered.cwiseSqrt();
        atBins = atBins.cwiseSqrt();
    }
    mean = gathered.mean();
    if (! (mean > silence))
        return false;
    scaled = gathered.array() / mean + modelFloor;
    atBins.array() = atBins.array() / mean + modelFloor;
    return true;
}

} // namespace unbraid::core
