// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SpectralFilter.h"

#include <cassert>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

/** Multiplies each bin by the gain at its frequency. */
void multiply (const FilterShape& shape, Eigen::VectorXcf& bins)
{
    const auto& gains = shape.gains();
    const float step = static_cast<float> (gains.size() - 1) / static_cast<float> (bins.size() - 1);
    for (Index bin = 0; bin < bins.size(); ++bin)
    {
        const float position = step * static_cast<float> (bin);
        const Index below = std::min (static_cast<Index> (position), gains.size() - 2);
        const float way = position - static_cast<float> (below);
        bins[bin] *= gains[below] + way * (gains[below + 1] - gains[below]);
    }
}
} // namespace

core::Status SpectralFilter::Transform::prepare (Index points)
{
    if (auto planned = fft.prepare (core::RealFft::fastLength (points)); ! planned.ok())
        return planned;
    padded.resize (fft.numPoints());
    for (auto* spectrum : { &bins, &product, &room })
        spectrum->resize (fft.numBins());
    return core::Done{};
}

void SpectralFilter::Transform::forward (const Eigen::Ref<const Eigen::VectorXf>& sound,
                                         Eigen::VectorXcf& spectrum)
{
    assert (sound.size() <= padded.size());
    padded.head (sound.size()) = sound;
    padded.tail (padded.size() - sound.size()).setZero();
    fft.forward (padded.data(), spectrum.data());
}

void SpectralFilter::Transform::inverse (const Eigen::VectorXcf& spectrum, Eigen::VectorXf& sound)
{
    fft.inverse (spectrum.data(), padded.data());
    sound = padded.head (sound.size());
}

core::Result<SpectralFilter> SpectralFilter::create (double sampleRateHz, Index numSamples, Index longestRoom)
{
    SpectralFilter filter;
    const Index points = numSamples + FilterShape::ringing (sampleRateHz);
    if (auto planned = filter.dry.prepare (points); ! planned.ok())
        return planned.error();
    if (auto planned = filter.roomy.prepare (points + longestRoom); ! planned.ok())
        return planned.error();
    return filter;
}

void SpectralFilter::apply (const FilterShape& shape, Eigen::VectorXf& samples)
{
    dry.forward (samples, dry.bins);
    multiply (shape, dry.bins);
    dry.inverse (dry.bins, samples);
}

void SpectralFilter::apply (const FilterShape& shape, const RoomResponse& room, Eigen::VectorXf& samples)
{
    roomy.forward (samples, roomy.bins);
    multiply (shape, roomy.bins);
    roomy.forward (room.samples, roomy.room);
    roomy.bins.array() *= roomy.room.array();
    roomy.inverse (roomy.bins, samples);
}

void SpectralFilter::applySplit (const FilterShape& shape, const RoomResponse& room, Eigen::VectorXf& samples,
                                 Eigen::VectorXf& late)
{
    roomy.forward (samples, roomy.bins);
    multiply (shape, roomy.bins);
    roomy.forward (room.samples.head (room.numEarly), roomy.room);
    roomy.product = roomy.bins.cwiseProduct (roomy.room);
    roomy.inverse (roomy.product, samples);

    Eigen::VectorXf lateResponse = room.samples;
    lateResponse.head (room.numEarly).setZero();
    roomy.forward (lateResponse, roomy.room);
    roomy.bins.array() *= roomy.room.array();
    roomy.inverse (roomy.bins, late);
}

void SpectralFilter::makeNoise (const FilterShape& shape, Draws& draws, Eigen::VectorXf& samples)
{
    for (Index bin = 0; bin < dry.bins.size(); ++bin)
    {
        const float real = draws.normal();
        dry.bins[bin] = { real, draws.normal() };
    }
    multiply (shape, dry.bins);
    dry.inverse (dry.bins, samples);
}

} // namespace unbraid::unfolding
