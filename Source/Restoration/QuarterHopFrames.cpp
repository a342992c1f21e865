// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/QuarterHopFrames.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unbraid::restoration
{

using Eigen::Index;

namespace
{
constexpr Index overlap = 4;
constexpr double squaresOfHann = 1.5; // summed over the frames that overlap at a sample
} // namespace

core::Status QuarterHopFrames::prepare (Index frameLength, Index numSamples)
{
    length = frameLength;
    total = numSamples;
    const Index hop = length / overlap;
    frames = (total + length - 1) / hop;
    const double gain = 1.0 / std::sqrt (squaresOfHann * static_cast<double> (length));
    window = Eigen::VectorXf::NullaryExpr (
        length,
        [this, gain] (Index n)
        {
            const double phase = (static_cast<double> (n) + 0.5) / static_cast<double> (length);
            return static_cast<float> (gain * 0.5 * (1.0 - std::cos (2.0 * std::numbers::pi * phase)));
        });
    samplesOfFrame.resize (length);
    return fft.prepare (length);
}

QuarterHopFrames::Extent QuarterHopFrames::extentOf (Index frame) const
{
    const Index start = (frame + 1) * (length / overlap) - length;
    const Index begin = std::clamp<Index> (start, 0, total);
    return { begin, std::clamp<Index> (start + length, begin, total), begin - start };
}

void QuarterHopFrames::analyse (const Eigen::Ref<const Eigen::VectorXf>& samples, Index frame,
                                Eigen::Ref<Eigen::VectorXcf> spectrum)
{
    const auto [begin, end, offset] = extentOf (frame);
    samplesOfFrame.setZero();
    samplesOfFrame.segment (offset, end - begin) =
        samples.segment (begin, end - begin).cwiseProduct (window.segment (offset, end - begin));
    fft.forward (samplesOfFrame.data(), spectrum.data());
}

void QuarterHopFrames::synthesise (const Eigen::Ref<const Eigen::MatrixXcf>& spectra,
                                   Eigen::Ref<Eigen::VectorXf> samples)
{
    samples.setZero();
    for (Index frame = 0; frame < frames; ++frame)
    {
        const auto [begin, end, offset] = extentOf (frame);
        fft.inverse (spectra.col (frame).data(), samplesOfFrame.data());
        samples.segment (begin, end - begin) +=
            static_cast<float> (length) *
            samplesOfFrame.segment (offset, end - begin).cwiseProduct (window.segment (offset, end - begin));
    }
}

} // namespace unbraid::restoration
