// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Evaluation/SiSdr.h"
#include "Offline/Phase/PhaseMethods.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

namespace unbraid::test
{

using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr double phaseRateHz = 8000.0;

inline core::FrameGeometry phaseGeometry()
{
    auto geometry = core::frameGeometry (phaseRateHz, core::LatencyMode::balanced, 0.064);
    REQUIRE (geometry.ok());
    return geometry.value();
}

/** A transform for at least so many samples; it takes a few more. */
inline core::Frames transformFor (Index numSamples)
{
    core::Frames transform;
    REQUIRE (transform.prepare (core::engineFrames (phaseGeometry())).ok());
    const auto& geometry = transform.geometry();
    transform.setNumFrames (std::max<Index> (1, (numSamples - geometry.analysis) / geometry.hop + 2));
    return transform;
}

/** Two voices of six partials whose pitches glide and of which some share a bin, [samples x 2]. */
inline MatrixXf voices (Index numSamples)
{
    MatrixXf sources = MatrixXf::Zero (numSamples, 2);
    const double startHz[]{ 220.0, 327.0 }, hzPerSecond[]{ 6.0, -9.0 };
    for (Index source = 0; source < 2; ++source)
        for (Index n = 0; n < numSamples; ++n)
        {
            const double seconds = static_cast<double> (n) / phaseRateHz;
            const double turn = 2.0 * std::numbers::pi *
                                (startHz[source] * seconds + 0.5 * hzPerSecond[source] * seconds * seconds);
            const double swell = 1.0 + 0.5 * std::sin ((3.0 + 2.0 * static_cast<double> (source)) * seconds);
            double value = 0.0;
            for (int partial = 1; partial <= 6; ++partial)
                value += std::sin (partial * turn + 0.7 * partial * partial) / partial;
            sources (n, source) = static_cast<float> (0.2 * swell * value);
        }
    return sources;
}

/** A segment of two voices with their own variances, and their sounds as long as the segment. */
struct KnownSegment
{
    core::Frames transform;
    MatrixXf sources;
    offline::Segment segment;
};

inline KnownSegment knownSegment (Index numSamples = 8000)
{
    KnownSegment known{ transformFor (numSamples), {}, {} };
    known.sources = voices (known.transform.numSamples());
    known.segment = offline::segmentOfSources (known.transform, known.sources.rowwise().sum(), known.sources);
    return known;
}

/** A segment of noise with masks of noise, for any number of sources. */
inline offline::Segment noisySegment (core::Frames& transform, Index numSources)
{
    Random random (7);
    const VectorXf samples = random.noise (transform.numSamples());
    MatrixXf masks;
    return offline::segmentOfMasks (transform, samples, numSources,
                                    [&] (Index) -> Eigen::Ref<const MatrixXf>
                                    {
                                        masks = random.positive (transform.numBins(), numSources);
                                        masks.array().colwise() /= masks.rowwise().sum().eval().array();
                                        return masks;
                                    });
}

const auto neverStop = [] (int, double) { return true; };

inline double decibelsOf (const MatrixXf& part, const MatrixXf& whole)
{
    return 20.0 * std::log10 (static_cast<double> (part.norm()) / static_cast<double> (whole.norm()) + 1e-30);
}

/** Mean SI-SDR of the sources in dB, without a window at each end, where few frames are. */
inline double meanScore (const MatrixXf& sources, const MatrixXf& estimates, Index window)
{
    double sum = 0.0;
    for (Index source = 0; source < sources.cols(); ++source)
    {
        const Index count = sources.rows() - 2 * window;
        const auto score = evaluation::siSdrDb (sources.col (source).segment (window, count),
                                                estimates.col (source).segment (window, count));
        REQUIRE (score.ok());
        sum += score.value();
    }
    return sum / static_cast<double> (sources.cols());
}

} // namespace unbraid::test
