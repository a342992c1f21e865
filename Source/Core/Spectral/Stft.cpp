// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Stft.h"

#include "Core/Spectral/Audible.h"

namespace unbraid::core
{

Status Stft::prepare (const FrameGeometry& geometry, Eigen::Index numInputs, Eigen::Index numOutputs,
                      Eigen::Index lead)
{
    assert (lead >= 0 && lead < geometry.hop);
    auto planned = fft.prepare (geometry.fft);
    if (! planned.ok())
        return planned;
    frame = geometry;
    firstFilled = lead;
    windows = makeWindowPair (geometry);
    history.resize (frame.analysis, numInputs);
    overlap.resize (frame.synthesis, numOutputs);
    padded.resize (frame.fft);
    spectra.assign (static_cast<size_t> (1 + frame.lookAhead),
                    Eigen::MatrixXcf::Zero (frame.numBins(), numInputs));
    outputSpectra.resize (frame.numBins(), numOutputs);
    reset();
    return Done{};
}

void Stft::reset() noexcept
{
    filled = firstFilled;
    silentSamples = silenceSamples() + frame.synthesis;
    history.setZero();
    overlap.setZero();
    padded.setZero();
    for (auto& mixture : spectra)
        mixture.setZero();
    outputSpectra.setZero();
}

void Stft::exchange (const float* const* inputs, float* const* outputs, Eigen::Index from,
                     Eigen::Index count) noexcept
{
    const Eigen::Index newest = frame.analysis - frame.hop + filled;
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
        std::transform (inputs[channel] + from, inputs[channel] + from + count,
                        history.col (channel).data() + newest, audible);
    countSilence (newest, count);
    for (Eigen::Index output = 0; output < overlap.cols(); ++output)
        std::copy_n (overlap.col (output).data() + filled, count, outputs[output] + from);
}

void Stft::countSilence (Eigen::Index newest, Eigen::Index count) noexcept
{
    Eigen::Index sounding = 0; // of these samples, up to the last that is not zero in every input
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
    {
        const float* samples = history.col (channel).data() + newest;
        Eigen::Index end = count;
        while (end > sounding && samples[end - 1] == 0.0f)
            --end;
        sounding = end;
    }
    silentSamples = sounding > 0 ? count - sounding : silentSamples + count;
}

void Stft::analyse() noexcept
{
    at = (at + 1) % spectra.size();
    if (inputIsSilent()) // the history is nothing but zeros and needs no shifting
    {
        if (silentSamples < silenceSamples() + frame.hop) // the first such frame
            spectra[at].setZero();
        return;
    }
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
    {
        auto samples = history.col (channel);
        padded.head (frame.analysis) = samples.cwiseProduct (windows.analysis);
        padded.tail (frame.fft - frame.analysis).setZero();
        fft.forward (padded.data(), spectra[at].col (channel).data());
        std::copy (samples.data() + frame.hop, samples.data() + frame.analysis, samples.data());
    }
}

void Stft::synthesise() noexcept
{
    if (silentSamples >= silenceSamples() + frame.synthesis) // the sums have all gone out
        return;
    for (Eigen::Index output = 0; output < overlap.cols(); ++output)
    {
        auto sums = overlap.col (output);
        std::copy (sums.data() + frame.hop, sums.data() + frame.synthesis, sums.data());
        sums.tail (frame.hop).setZero();
        if (inputIsSilent())
            continue;
        fft.inverse (outputSpectra.col (output).data(), padded.data());
        const auto newest = padded.segment (frame.analysis - frame.synthesis, frame.synthesis);
        sums += newest.cwiseProduct (windows.synthesis);
    }
}

} // namespace unbraid::core
