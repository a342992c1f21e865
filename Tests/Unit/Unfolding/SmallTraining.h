// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Random.h"
#include "Unfolding/UnfoldingTrainer.h"
#include "Unit/Mixing/MixingSounds.h"

namespace unbraid::test
{

/** A training that takes a second or two. */
inline unfolding::UnfoldingSpec smallTraining()
{
    unfolding::UnfoldingSpec spec;
    spec.sources = { { "speech", 12, true }, { "noise", 7, false } };
    spec.network.encoderUnits = 24;
    spec.network.encoderLayers = 2;
    spec.network.rowUnits = 0;
    spec.network.refiningUnits = 0;
    spec.hopSeconds = 0.009;
    spec.network.linearBands = 24;
    spec.network.perceptualBands = 16;
    spec.mixing.seconds = 1.0;
    spec.optimiser.steps = 60;
    spec.optimiser.warmUpSteps = 5;
    spec.optimiser.batchSize = 8;
    spec.optimiser.averageSteps = 10.0;
    spec.optimiser.learningRate = 1e-2;
    spec.optimiser.stepsPerScore = 20;
    spec.loss.distortion = 5.0f;
    spec.numDevelopment = 16;
    return spec;
}

/** Tones with pauses against noise: what speech and noise are in the least. */
inline unfolding::UnfoldingMaterial toneMaterial()
{
    constexpr Eigen::Index length = 48000;
    Random random (11);
    const auto voices = [] (double from)
    {
        Sounds sounds;
        for (int i = 0; i < 4; ++i)
            sounds.push_back (spoken (from + 60.0 * i, length));
        return sounds;
    };
    const auto noises = [&random] {
        return Sounds{ random.noise (length, 0.3f), random.noise (length, 0.3f) };
    };
    return { corpusOf ({ "speech", "noise" }, { voices (200.0), noises() }),
             corpusOf ({ "speech", "noise" }, { voices (225.0), noises() }) };
}

inline bool goOn (const unfolding::UnfoldingProgress&)
{
    return true;
}

} // namespace unbraid::test
