// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/Segment.h"

#include <cmath>
#include <limits>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr float smallestFloat = std::numeric_limits<float>::min();

/** The segment without variances; where it is silent its mixture is zero. */
Segment scaledSegment (core::Frames& transform, const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    Segment segment;
    segment.mixture = transform.forward (samples);
    const double power = segment.mixture.cast<std::complex<double>>().cwiseAbs2().mean();
    segment.level = static_cast<float> (std::sqrt (power));
    const float scale = segment.level > smallestFloat ? 1.0f / segment.level : 0.0f;
    segment.level = scale > 0.0f ? segment.level : 0.0f;
    segment.samples = scale * samples;
    segment.mixture *= scale;
    return segment;
}

MatrixXf totalVariance (const Segment& segment)
{
    MatrixXf total = segment.variances.front();
    for (size_t source = 1; source < segment.variances.size(); ++source)
        total += segment.variances[source];
    return total;
}
} // namespace

Segment segmentOfMasks (core::Frames& transform, const Eigen::Ref<const Eigen::VectorXf>& samples,
                        Index numSources, const MaskOfFrame& masks)
{
    Segment segment = scaledSegment (transform, samples);
    const MatrixXf power = segment.mixture.cwiseAbs2();
    segment.variances.assign (static_cast<size_t> (numSources), MatrixXf (power.rows(), power.cols()));
    for (Index t = 0; t < power.cols(); ++t)
    {
        const auto frame = masks (t);
        for (Index source = 0; source < numSources; ++source)
            segment.variances[static_cast<size_t> (source)].col (t) =
                frame.col (source).cwiseProduct (power.col (t));
    }
    return segment;
}

Segment segmentOfSources (core::Frames& transform, const Eigen::Ref<const Eigen::VectorXf>& samples,
                          const Eigen::Ref<const MatrixXf>& sources)
{
    Segment segment = scaledSegment (transform, samples);
    const float scale = segment.level > 0.0f ? 1.0f / segment.level : 0.0f;
    for (Index source = 0; source < sources.cols(); ++source)
        segment.variances.emplace_back (transform.forward (scale * sources.col (source)).cwiseAbs2());
    return segment;
}

std::vector<MatrixXcf> wienerEstimates (const Segment& segment)
{
    const MatrixXf total = totalVariance (segment);
    const float equalShare = 1.0f / static_cast<float> (segment.numSources());
    std::vector<MatrixXcf> estimates;
    for (const auto& variances : segment.variances)
    {
        const MatrixXf mask = (total.array() > smallestFloat)
                                  .select (variances.array() / total.array().max (smallestFloat), equalShare);
        estimates.emplace_back (mask.cwiseProduct (segment.mixture));
    }
    return estimates;
}

std::vector<MatrixXf> amplitudesOf (const Segment& segment, Amplitudes kind)
{
    std::vector<MatrixXf> amplitudes;
    if (kind == Amplitudes::variances)
        for (const auto& variances : segment.variances)
            amplitudes.emplace_back (variances.cwiseSqrt());
    else
        for (const auto& estimate : wienerEstimates (segment))
            amplitudes.emplace_back (estimate.cwiseAbs());
    return amplitudes;
}

void shareOutError (const Eigen::Ref<const Eigen::VectorXf>& mixture, Eigen::Ref<MatrixXf> sources)
{
    const Eigen::VectorXf share = (mixture - sources.rowwise().sum()) / static_cast<float> (sources.cols());
    sources.colwise() += share;
}

MatrixXf soundOf (core::Frames& transform, const Segment& segment, const std::vector<MatrixXcf>& spectra)
{
    MatrixXf sources (transform.numSamples(), segment.numSources());
    for (Index source = 0; source < sources.cols(); ++source)
        sources.col (source) = transform.inverse (spectra[static_cast<size_t> (source)]);
    shareOutError (segment.samples, sources);
    return sources;
}

} // namespace unbraid::offline
