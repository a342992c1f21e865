// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/QuarterHopFrames.h"

#include <catch2/catch.hpp>

using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::VectorXf;
using unbraid::restoration::QuarterHopFrames;

namespace
{
constexpr Index smallFrame = 64;

VectorXf noise (Index numSamples, unsigned int seed)
{
    std::srand (seed);
    return VectorXf::Random (numSamples);
}

MatrixXcf spectraOf (QuarterHopFrames& frames, const VectorXf& samples)
{
    MatrixXcf spectra (frames.numBins(), frames.numFrames());
    for (Index frame = 0; frame < frames.numFrames(); ++frame)
        frames.analyse (samples, frame, spectra.col (frame));
    return spectra;
}
} // namespace

TEST_CASE ("synthesis from quarter-hop frames inverts analysis, whatever the length")
{
    for (const Index numSamples : { 1, 15, 16, 17, 63, 64, 200, 1000 })
    {
        QuarterHopFrames frames;
        REQUIRE (frames.prepare (smallFrame, numSamples).ok());
        const VectorXf samples = noise (numSamples, 1);
        VectorXf back (numSamples);
        frames.synthesise (spectraOf (frames, samples), back);
        CHECK ((back - samples).norm() < 1e-5f * samples.norm());
    }
}

TEST_CASE ("quarter-hop frames keep the energy of a sound")
{
    constexpr Index numSamples = 777;
    QuarterHopFrames frames;
    REQUIRE (frames.prepare (smallFrame, numSamples).ok());
    const VectorXf samples = noise (numSamples, 2);
    const MatrixXcf spectra = spectraOf (frames, samples);
    // The first bin and the last stand for themselves, all others for two of the whole transform.
    const float energy =
        2.0f * spectra.squaredNorm() - spectra.row (0).squaredNorm() - spectra.bottomRows (1).squaredNorm();
    CHECK (energy == Approx (samples.squaredNorm()).epsilon (1e-4));
}
