// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/Segment.h"

#include "Core/Spectral/Fft.h"

#include <catch2/catch.hpp>

using namespace unbraid;

TEST_CASE ("spectra are those of whole windows, and none of a sound shorter than one")
{
    const auto geometry = core::frameGeometry (8000.0, core::LatencyMode::balanced, 0.064);
    REQUIRE (geometry.ok());
    const auto window = geometry.value().analysis, hop = training::trainingHop (geometry.value());
    core::RealFft fft;
    REQUIRE (fft.prepare (geometry.value().fft).ok());
    const auto numFrames = [&] (Eigen::Index numSamples)
    {
        return training::spectraOf (Eigen::VectorXf::Ones (numSamples), geometry.value(), hop,
                                    core::Spectrum::power, fft)
            .cols();
    };
    for (const auto missing : { window, hop + 1, hop, hop - 1, Eigen::Index{ 1 } })
        CHECK (numFrames (window - missing) == 0);
    CHECK (numFrames (window) == 1);
    CHECK (numFrames (window + hop - 1) == 1);
    CHECK (numFrames (window + hop) == 2);
}
