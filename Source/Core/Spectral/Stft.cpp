// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Stft.h"

#include "Core/Spectral/Audible.h"

namespace unbraid::core
{

Status Stft::prepare (const FrameGeometry& geometry, Eigen::Index numInputs, Eigen::Index numOutputs,
                      Eigen::Index lead, std::span<const FrameGeometry> others)
{
    assert (lead >= 0 && lead < geometry.hop);
    frame = geometry;
    firstFilled = lead;
    synthesisWindow = makeWindowPair (geometry).synthesis;
    analyses.clear();
    if (auto added = addAnalysis (geometry, numInputs); ! added.ok())
        return added;
    Eigen::Index longest = frame.analysis;
    for (const auto& other : others)
    {
        assert (other.hop == frame.hop && other.synthesis == frame.synthesis);
        if (auto added = addAnalysis (other, numInputs); ! added.ok())
            return added;
        longest = std::max (longest, other.analysis);
    }
    history.resize (longest, numInputs);
    overlap.resize (frame.synthesis, numOutputs);
    outputSpectra.resize (frame.numBins(), numOutputs);
    reset();
    return Done{};
}

Status Stft::addAnalysis (const FrameGeometry& geometry, Eigen::Index numInputs)
{
    auto& added = analyses.emplace_back();
    if (auto planned = added.fft.prepare (geometry.fft); ! planned.ok())
        return planned;
    added.window = makeWindowPair (geometry).analysis;
    added.padded.resize (geometry.fft);
    added.spectra.assign (static_cast<size_t> (1 + frame.lookAhead),
                          Eigen::MatrixXcf::Zero (geometry.numBins(), numInputs));
    return Done{};
}

void Stft::reset() noexcept
{
    filled = firstFilled;
    silentSamples = silenceSamples() + frame.synthesis;
    history.setZero();
    overlap.setZero();
    for (auto& analysis : analyses)
    {
        analysis.padded.setZero();
        for (auto& mixture : analysis.spectra)
            mixture.setZero();
    }
    outputSpectra.setZero();
}

void Stft::exchange (const float* const* inputs, float* const* outputs, Eigen::Index from,
                     Eigen::Index count) noexcept
{
    const Eigen::Index newest = history.rows() - frame.hop + filled;
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
    at = (at + 1) % analyses.front().spectra.size();
    const bool isSilent = inputIsSilent(); // the history is nothing but zeros and needs no shifting
    if (isSilent && silentSamples >= silenceSamples() + frame.hop) // not the first such frame
        return;
    for (auto& analysis : analyses)
        analyse (analysis, isSilent);
    for (Eigen::Index channel = 0; channel < history.cols() && ! isSilent; ++channel)
    {
        auto samples = history.col (channel);
        std::copy (samples.begin() + frame.hop, samples.end(), samples.begin());
    }
}

void Stft::analyse (Analysis& analysis, bool isSilent) noexcept
{
    auto& [fft, window, padded, spectra] = analysis;
    if (isSilent)
    {
        spectra[at].setZero();
        return;
    }
    for (Eigen::Index channel = 0; channel < history.cols(); ++channel)
    {
        padded.head (window.size()) = history.col (channel).tail (window.size()).cwiseProduct (window);
        padded.tail (padded.size() - window.size()).setZero();
        fft.forward (padded.data(), spectra[at].col (channel).data());
    }
}

void Stft::synthesise() noexcept
{
    if (silentSamples >= silenceSamples() + frame.synthesis) // the sums have all gone out
        return;
    auto& [fft, window, padded, spectra] = analyses.front();
    for (Eigen::Index output = 0; output < overlap.cols(); ++output)
    {
        auto sums = overlap.col (output);
        std::copy (sums.data() + frame.hop, sums.data() + frame.synthesis, sums.data());
        sums.tail (frame.hop).setZero();
        if (inputIsSilent())
            continue;
        fft.inverse (outputSpectra.col (output).data(), padded.data());
        const auto newest = padded.segment (frame.analysis - frame.synthesis, frame.synthesis);
        sums += newest.cwiseProduct (synthesisWindow);
    }
}

} // namespace unbraid::core
