// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/FrameTransform.h"

#include <cassert>

namespace unbraid::offline
{

using Eigen::Index;

core::Status FrameTransform::prepare (const core::FrameGeometry& geometry)
{
    if (auto planned = fft.prepare (geometry.fft); ! planned.ok())
        return planned;
    frame = geometry;
    window = core::makeWindowPair (geometry).analysis;
    squares = window.cwiseAbs2();
    weights = Eigen::VectorXf::Constant (frame.numBins(), 2.0f);
    weights[0] = weights[frame.numBins() - 1] = 1.0f;
    padded.setZero (frame.fft);
    setNumFrames (1);
    return core::Done{};
}

void FrameTransform::setNumFrames (Index count)
{
    assert (count > 0);
    frames = count;
    overlappedSquares.setZero ((frames - 1) * frame.hop + frame.analysis);
    for (Index t = 0; t < frames; ++t)
        overlappedSquares.segment (t * frame.hop, frame.analysis) += squares;
}

void FrameTransform::forwardFrame (const Eigen::Ref<const Eigen::VectorXf>& samples,
                                   Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    padded.head (frame.analysis) = samples.cwiseProduct (window);
    padded.tail (frame.fft - frame.analysis).setZero();
    fft.forward (padded.data(), spectrum.data());
}

void FrameTransform::inverseFrame (const Eigen::Ref<const Eigen::VectorXcf>& spectrum,
                                   Eigen::Ref<Eigen::VectorXf> samples)
{
    fft.inverse (spectrum.data(), padded.data());
    samples = padded.head (frame.analysis).cwiseProduct (window);
}

void FrameTransform::forward (const Eigen::Ref<const Eigen::VectorXf>& samples, Eigen::MatrixXcf& spectra)
{
    assert (samples.size() == numSamples());
    spectra.resize (numBins(), frames);
    for (Index t = 0; t < frames; ++t)
        forwardFrame (samples.segment (t * frame.hop, frame.analysis), spectra.col (t));
}

void FrameTransform::inverse (const Eigen::MatrixXcf& spectra, Eigen::Ref<Eigen::VectorXf> samples)
{
    assert (spectra.cols() == frames && samples.size() == numSamples());
    Eigen::VectorXf part (frame.analysis);
    samples.setZero();
    for (Index t = 0; t < frames; ++t)
    {
        inverseFrame (spectra.col (t), part);
        samples.segment (t * frame.hop, frame.analysis) += part;
    }
    samples.array() /= overlappedSquares.array();
}

void FrameTransform::project (Eigen::MatrixXcf& spectra)
{
    between.resize (numSamples());
    inverse (spectra, between);
    forward (between, spectra);
}

double FrameTransform::product (const Eigen::MatrixXcf& a, const Eigen::MatrixXcf& b) const
{
    double sum = 0.0;
    for (Index t = 0; t < a.cols(); ++t)
        sum += static_cast<double> (weights.dot (a.col (t).conjugate().cwiseProduct (b.col (t)).real()));
    return sum;
}

} // namespace unbraid::offline
