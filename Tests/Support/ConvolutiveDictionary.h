// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/ConvolutivePart.h"
#include "Core/Spectral/BandMap.h"
#include "Core/Spectral/Window.h"
#include "Support/Random.h"

namespace unbraid::test
{

/** A valid convolutive dictionary of random templates that fade, and of plain atoms: sources `kick` and `snare`, each
    with `numTemplates` templates of `lags` frames before `numPlain` plain atoms, at 16 kHz. */
inline core::Dictionary convolutiveDictionary (std::uint64_t seed, float beta = 1.0f,
                                               Eigen::Index numTemplates = 3, Eigen::Index numPlain = 2,
                                               Eigen::Index lags = 12)
{
    Random random (seed);
    core::Dictionary dictionary;
    dictionary.sampleRateHz = 16000.0;
    dictionary.window = 512;
    dictionary.hop = 80;
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = core::Spectrum::magnitude;
    dictionary.divergenceBeta = beta;
    dictionary.maskExponent = 2.0f;
    dictionary.rows = core::Rows::bands;
    dictionary.frequenciesHz = core::bandCentres (24, 16, 31.25, 8000.0);
    const Eigen::Index perSource = numTemplates + numPlain, numBands = dictionary.frequenciesHz.size();
    dictionary.atoms = random.positive (numBands, 2 * perSource);
    core::normaliseAtoms (dictionary.atoms);
    for (Eigen::Index lag = 1; lag < lags; ++lag)
    {
        Eigen::MatrixXf tail = random.positive (numBands, 2 * perSource);
        core::normaliseAtoms (tail);
        tail *= std::exp2 (-0.25f * static_cast<float> (lag));
        for (Eigen::Index source = 0; source < 2; ++source)
            tail.middleCols (source * perSource + numTemplates, numPlain).setZero();
        dictionary.tails.push_back (std::move (tail));
    }
    dictionary.sources.push_back ({ "kick", 0, perSource, {}, {}, true, 0.0f });
    dictionary.sources.push_back ({ "snare", perSource, perSource, {}, {}, true, 0.0f });
    dictionary.modes = core::convolutiveModes();
    dictionary.licence = "CC0-1.0";
    dictionary.trainedOn = "random numbers";
    dictionary.command = "none";
    return dictionary;
}

/** Frames that the templates of `dictionary` make of these activations. [bands x frames]
    activations  [atoms x frames] */
inline Eigen::MatrixXf played (const core::Dictionary& dictionary, const Eigen::MatrixXf& activations)
{
    Eigen::MatrixXf frames = dictionary.atoms * activations;
    for (size_t i = 0; i < dictionary.tails.size(); ++i)
    {
        const Eigen::Index later = activations.cols() - static_cast<Eigen::Index> (i) - 1;
        if (later > 0)
            frames.rightCols (later) += dictionary.tails[i] * activations.leftCols (later);
    }
    return frames;
}

} // namespace unbraid::test
