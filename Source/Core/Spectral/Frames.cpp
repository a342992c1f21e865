// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Frames.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace unbraid::core
{

using Eigen::Index;

namespace
{
constexpr Index shortestWindow = 16;
constexpr Index longestWindow = 1 << 16;

/** Frames over all samples, in the window that `valueAt` gives for the phase of each sample's centre, 0 to 1. */
template <class Value>
FrameShape coveringFrames (Index hop, Index overlap, double sampleRateHz, double adjointGain,
                           const Value& valueAt)
{
    const Index window = hop * overlap;
    const auto value = [&] (Index n)
    { return static_cast<float> (valueAt ((static_cast<double> (n) + 0.5) / static_cast<double> (window))); };
    return { { sampleRateHz, hop, window, window, window, 0 },
             Eigen::VectorXf::NullaryExpr (window, value),
             window - hop,
             static_cast<float> (adjointGain) };
}
} // namespace

FrameShape engineFrames (const FrameGeometry& geometry)
{
    return { geometry, makeWindowPair (geometry).analysis, 0, 0.0f };
}

FrameShape sineFrames (Index hop, Index overlap, double sampleRateHz)
{
    assert (overlap >= 2);
    return coveringFrames (hop, overlap, sampleRateHz,
                           2.0 / static_cast<double> (overlap), // 1 / sum of squares
                           [] (double phase) { return std::sin (std::numbers::pi * phase); });
}

FrameShape hannFrames (Index hop, Index overlap, double sampleRateHz)
{
    assert (overlap >= 3);
    const auto points = static_cast<double> (hop * overlap);
    const double squaresOfHann = 0.375 * static_cast<double> (overlap); // summed over the frames at a sample
    const double gain = 1.0 / std::sqrt (squaresOfHann * points);
    return coveringFrames (hop, overlap, sampleRateHz, points,
                           [gain] (double phase)
                           { return gain * 0.5 * (1.0 - std::cos (2.0 * std::numbers::pi * phase)); });
}

Status Frames::prepare (FrameShape wanted)
{
    if (auto planned = fft.prepare (wanted.geometry.fft); ! planned.ok())
        return planned;
    shape = std::move (wanted);
    squares = shape.window.cwiseAbs2();
    weights = Eigen::VectorXf::Constant (numBins(), 2.0f);
    weights[0] = weights[numBins() - 1] = 1.0f;
    padded.setZero (shape.geometry.fft);
    part.resize (window());
    length = frames = 0;
    return Done{};
}

Status Frames::prepare (double sampleRateHz, double windowSeconds)
{
    const double wanted = sampleRateHz * windowSeconds;
    if (! (wanted >= static_cast<double> (shortestWindow) && wanted <= static_cast<double> (longestWindow)))
        return Error{ "the window is not supported", "window", numberText (wanted) + " samples",
                      "16 to 65536" };
    const Index points = std::min (longestWindow, RealFft::fastLength (std::llround (wanted)));
    return prepare (sineFrames (points / 2, 2, sampleRateHz));
}

double Frames::product (const Eigen::MatrixXcf& a, const Eigen::MatrixXcf& b) const
{
    double sum = 0.0;
    for (Index t = 0; t < a.cols(); ++t)
        sum += static_cast<double> (weights.dot (a.col (t).conjugate().cwiseProduct (b.col (t)).real()));
    return sum;
}

Index Frames::numFrames (Index numSamples) const noexcept
{
    const Index behindFirst = std::max<Index> (0, numSamples + 2 * shape.before - window());
    return (behindFirst + hop() - 1) / hop() + 1;
}

void Frames::cutFrame (const Eigen::Ref<const Eigen::VectorXf>& samples, Index frame,
                       Eigen::Ref<Eigen::VectorXf> found) const
{
    const Index start = frame * hop() - shape.before;
    const Index first = std::max<Index> (0, start);
    const Index end = std::min (samples.size(), start + window());
    found.setZero();
    if (first < end)
        found.segment (first - start, end - first) =
            samples.segment (first, end - first)
                .cwiseProduct (shape.window.segment (first - start, end - first));
}

void Frames::analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Index frame,
                      Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    cutFrame (samples, frame, padded.head (window()));
    padded.tail (padded.size() - window()).setZero();
    fft.forward (padded.data(), spectrum.data());
}

Eigen::VectorXf Frames::synthesise (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                                    Eigen::Ref<Eigen::VectorXf> leftOver)
{
    assert (shape.adjointGain > 0.0f && leftOver.size() == window() - hop());
    inverseFrame (spectrum, part);
    part *= shape.adjointGain;
    part.head (leftOver.size()) += leftOver;
    leftOver = part.tail (leftOver.size());
    return part.head (hop());
}

Eigen::MatrixXf Frames::powerSpectra (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    Eigen::MatrixXf spectra (numBins(), numFrames (samples.size()));
    Eigen::VectorXcf spectrum (numBins());
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        analyse (samples, frame, spectrum);
        spectra.col (frame) = spectrum.cwiseAbs2();
    }
    return spectra;
}

void Frames::forwardFrame (const Eigen::Ref<const Eigen::VectorXf>& samples,
                           Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    padded.head (window()) = samples.cwiseProduct (shape.window);
    padded.tail (padded.size() - window()).setZero();
    fft.forward (padded.data(), spectrum.data());
}

void Frames::inverseFrame (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                           Eigen::Ref<Eigen::VectorXf> samples)
{
    fft.inverse (spectrum.data(), padded.data());
    samples = padded.head (window()).cwiseProduct (shape.window);
}

void Frames::setNumSamples (Index count)
{
    assert (count >= 0);
    length = count;
    frames = numFrames (count);
    overlappedSquares.setZero ((frames - 1) * hop() + window());
    for (Index t = 0; t < frames; ++t)
        overlappedSquares.segment (t * hop(), window()) += squares;
}

void Frames::setNumFrames (Index count)
{
    setNumSamples ((count - 1) * hop() + window() - 2 * shape.before);
}

Eigen::MatrixXcf Frames::forward (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    assert (samples.size() == length);
    Eigen::MatrixXcf spectra (numBins(), frames);
    for (Index t = 0; t < frames; ++t)
        analyse (samples, t, spectra.col (t));
    return spectra;
}

void Frames::addUp (const Eigen::MatrixXcf& spectra)
{
    assert (spectra.cols() == frames);
    sums.setZero (overlappedSquares.size());
    for (Index t = 0; t < frames; ++t)
    {
        inverseFrame (spectra.col (t), part);
        sums.segment (t * hop(), window()) += part;
    }
}

Eigen::VectorXf Frames::foundSound() const
{
    const auto found = sums.segment (shape.before, length);
    if (shape.adjointGain > 0.0f)
        return shape.adjointGain * found;
    return found.cwiseQuotient (overlappedSquares.segment (shape.before, length));
}

Eigen::VectorXf Frames::inverse (const Eigen::MatrixXcf& spectra)
{
    addUp (spectra);
    return foundSound();
}

Eigen::MatrixXf Frames::cut (const Eigen::Ref<const Eigen::VectorXf>& samples) const
{
    assert (samples.size() == length);
    Eigen::MatrixXf cutFrames (window(), frames);
    for (Index t = 0; t < frames; ++t)
        cutFrame (samples, t, cutFrames.col (t));
    return cutFrames;
}

Eigen::VectorXf Frames::join (const Eigen::MatrixXf& cutFrames)
{
    assert (cutFrames.cols() == frames);
    sums.setZero (overlappedSquares.size());
    for (Index t = 0; t < frames; ++t)
        sums.segment (t * hop(), window()) += cutFrames.col (t).cwiseProduct (shape.window);
    return foundSound();
}

void Frames::project (Eigen::MatrixXcf& spectra)
{
    addUp (spectra);
    sums.array() /= overlappedSquares.array();
    for (Index t = 0; t < frames; ++t)
        forwardFrame (sums.segment (t * hop(), window()), spectra.col (t));
}

} // namespace unbraid::core
