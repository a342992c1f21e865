// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Stft.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float loudest = 1e6f; // 120 dB above full scale: its power stays finite in float

float audible (float sample) noexcept
{
    return std::isfinite (sample) ? std::clamp (sample, -loudest, loudest) : 0.0f;
}
} // namespace

Status Stft::prepare (const FrameGeometry& geometry, Eigen::Index numInputs, Eigen::Index numOutputs)
{
    auto planned = fft.prepare (geometry.fft);
    if (! planned.ok())
        return planned;
    frame = geometry;
    windows = makeWindowPair (geometry);
    history.resize (frame.analysis, numInputs);
    overlap.resize (frame.synthesis, numOutputs);
    padded.resize (frame.fft);
    mixtureSpectra.resize (frame.numBins(), numInputs);
    outputSpectra.resize (frame.numBins(), numOutputs);
    reset();
    return Done{};
}

void Stft::reset() noexcept
{
    filled = 0;
    history.setZero();
    overlap.setZero();
    padded.setZero();
    mixtureSpectra.setZero();
    outputSpectra.setZero();
}

void Stft::exchange (const float* const* inputs, float* const* outputs, Eigen::Index from,
                     Eigen::Index count) noexcept
{
    const Eigen::Index newest = frame.analysis - frame.hop + filled;
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
        std::transform (inputs[channel] + from, inputs[channel] + from + count,
                        history.col (channel).data() + newest, audible);
    for (Eigen::Index output = 0; output < overlap.cols(); ++output)
        std::copy_n (overlap.col (output).data() + filled, count, outputs[output] + from);
}

void Stft::analyse() noexcept
{
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
    {
        auto heard = history.col (channel);
        padded.head (frame.analysis) = heard.cwiseProduct (windows.analysis);
        padded.tail (frame.fft - frame.analysis).setZero();
        fft.forward (padded.data(), mixtureSpectra.col (channel).data());
        std::copy (heard.data() + frame.hop, heard.data() + frame.analysis, heard.data());
    }
}

void Stft::synthesise() noexcept
{
    for (Eigen::Index output = 0; output < overlap.cols(); ++output)
    {
        auto sums = overlap.col (output);
        std::copy (sums.data() + frame.hop, sums.data() + frame.synthesis, sums.data());
        sums.tail (frame.hop).setZero();
        fft.inverse (outputSpectra.col (output).data(), padded.data());
        const auto newest = padded.segment (frame.analysis - frame.synthesis, frame.synthesis);
        sums += newest.cwiseProduct (windows.synthesis);
    }
}

} // namespace unbraid::core
