// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/DictionarySpectra.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::restoration
{

core::Result<Eigen::MatrixXf> dictionarySpectra (const core::Dictionary& dictionary, double sampleRateHz,
                                                 Eigen::Index frameLength)
{
    if (dictionary.rows != core::Rows::bins)
        return core::Error{ "this dictionary cannot serve as a prior, since its atoms have bands for rows",
                            "--dictionary", "bands", "a plain dictionary" };
    core::FrameGeometry geometry;
    geometry.sampleRateHz = sampleRateHz;
    geometry.hop = frameLength / 2;
    geometry.synthesis = geometry.analysis = geometry.fft = frameLength;
    const auto prepared = core::prepareDictionary (dictionary, geometry, 0);
    if (! prepared.ok())
        return prepared.error();
    const auto matrix = prepared.value().matrix();
    Eigen::MatrixXf spectra = Eigen::MatrixXf::Zero (geometry.numBins(), matrix.cols());
    Eigen::Index count = 0;
    for (Eigen::Index atom = 0; atom < matrix.cols(); ++atom)
        if (matrix.col (atom).maxCoeff() > 0.0f) // padding has none
            spectra.col (count++).head (matrix.rows()) = matrix.col (atom);
    spectra.conservativeResize (Eigen::NoChange, count);
    if (dictionary.spectrum == core::Spectrum::magnitude)
        spectra = spectra.cwiseAbs2().eval();
    core::normaliseAtoms (spectra);
    return spectra;
}

} // namespace unbraid::restoration
