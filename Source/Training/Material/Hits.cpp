// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/Hits.h"

#include "Training/Material/Segment.h"

#include <algorithm>
#include <cmath>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr float firstShare = 0.02f; // of the loudest frame: where a hit begins
constexpr float nextShare = 0.05f;  // of the same: a later hit of the recording is not fainter
constexpr float rise = 3.0f;        // over the faintest of the last moments: a new hit
constexpr double momentSeconds = 0.03;
constexpr double apartSeconds = 0.1; // from one hit to the next
constexpr float rungOut = 0.003f;    // of its loudest frame: -50 dB

core::Result<Eigen::VectorXf> readMono (const std::filesystem::path& file, double sampleRateHz)
{
    auto reader = files::AudioReader::open (file);
    if (! reader.ok())
        return reader.error();
    auto recording = files::readPart (file, 0, reader.value().numFrames());
    if (! recording.ok())
        return recording.error();
    return monoOf (recording.value(), recording.value().sampleRateHz, sampleRateHz);
}

/** Spectra hop by hop; the first covers the first samples only. [bands x frames] */
core::Result<Eigen::MatrixXf> bandsOf (const Eigen::VectorXf& samples, Index early,
                                       const HitGeometry& geometry)
{
    const auto& frame = geometry.frame;
    core::RealFft fft;
    if (auto planned = fft.prepare (frame.fft); ! planned.ok())
        return planned.error();
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (frame.analysis + samples.size());
    padded.segment (frame.analysis - frame.hop + early, samples.size()) = samples;
    const Eigen::MatrixXf power = spectraOf (padded, frame, frame.hop, core::Spectrum::power, fft);
    Eigen::MatrixXf spectra (geometry.bands.numBands(), power.cols());
    Eigen::VectorXf band (spectra.rows());
    for (Index i = 0; i < power.cols(); ++i)
    {
        geometry.bands.gather (power.col (i), band);
        spectra.col (i) = band;
    }
    if (geometry.spectrum == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    return spectra;
}

/** The frames in which hits begin. */
std::vector<Index> onsetsOf (const Eigen::RowVectorXf& levels, double hopSeconds)
{
    std::vector<Index> onsets;
    if (levels.size() == 0 || ! (levels.maxCoeff() > 0.0f))
        return onsets;
    const float loudest = levels.maxCoeff();
    const auto moment = static_cast<Index> (momentSeconds / hopSeconds);
    const auto apart = static_cast<Index> (apartSeconds / hopSeconds);
    for (Index frame = 0; frame < levels.size(); ++frame)
    {
        if (onsets.empty() ? levels[frame] > firstShare * loudest
                           : frame - onsets.back() > apart && levels[frame] > nextShare * loudest &&
                                 levels[frame] > rise * levels.segment (frame - moment, moment).minCoeff())
            onsets.push_back (frame);
    }
    return onsets;
}

Index lengthOf (const Eigen::Ref<const Eigen::RowVectorXf>& levels)
{
    Index length = levels.size();
    const float threshold = rungOut * levels.maxCoeff();
    while (length > 1 && levels[length - 1] < threshold)
        --length;
    return length;
}
} // namespace

core::Result<std::vector<Hit>> readHits (const std::filesystem::path& file, const HitGeometry& geometry,
                                         Index longest)
{
    const auto samples = readMono (file, geometry.frame.sampleRateHz);
    return samples.ok() ? hitsIn (samples.value(), geometry, longest) : samples.error();
}

core::Result<std::vector<Hit>> hitsIn (const Eigen::VectorXf& samples, const HitGeometry& geometry,
                                       Index longest)
{
    const double hopSeconds = static_cast<double> (geometry.frame.hop) / geometry.frame.sampleRateHz;
    std::vector<Hit> hits;
    for (const Index early : { Index{ 0 }, geometry.frame.hop / 2 })
    {
        const auto spectra = bandsOf (samples, early, geometry);
        if (! spectra.ok())
            return spectra.error();
        const Eigen::RowVectorXf levels = spectra.value().colwise().sum();
        const auto onsets = onsetsOf (levels, hopSeconds);
        for (size_t i = 0; i < onsets.size(); ++i)
        {
            const Index end = i + 1 < onsets.size() ? onsets[i + 1] : levels.size();
            const Index maxLength = std::min (end - onsets[i], longest);
            hits.emplace_back (
                spectra.value().middleCols (onsets[i], lengthOf (levels.segment (onsets[i], maxLength))));
        }
    }
    return hits;
}

} // namespace unbraid::training
