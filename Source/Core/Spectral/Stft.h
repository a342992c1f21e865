// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Core/Spectral/Window.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <vector>

namespace unbraid::core
{

/** The first and last stage of the path: cuts a stream into frames, hands each frame's spectra over, and adds
    the frames of the outputs up again. It owns framing, windows, overlap-add and latency: outputs are late by
    `latencySamples()`, exactly, whatever the sizes of the blocks that come in. With look-ahead the frame that goes out
    is an older one than the newest processed. A frame of nothing but zeros
    gives zeros and is not transformed: silence costs the copying of its samples. */
class Stft
{
public:
    /** numOutputs  signals made of each input frame (sources x channels)
        lead        samples by which all frames end earlier, 0 to hop - 1: frames lie as if so many zeros had come
                    before the first sample. The latency is the same
        others      further windows in which each frame is analysed, for those who look at it differently: of the same hop and
                    synthesis window, ending with the same sample
        [worker] allocates; errors: those of the FFT. */
    Status prepare (const FrameGeometry& geometry, Eigen::Index numInputs, Eigen::Index numOutputs,
                    Eigen::Index lead = 0, std::span<const FrameGeometry> others = {});

    /** Forgets all past samples. [audio] */
    void reset() noexcept;

    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return frame; }
    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return frame.latencySamples(); }

    /** True where every input was exactly zero during the analysis windows of the newest frame and of the one that is
        output. Within `onFrame`: mixture is zero, and outputs are ignored. [audio] */
    [[nodiscard]] bool inputIsSilent() const noexcept { return silentSamples >= silenceSamples(); }

    /** [bins x inputs] the newest frame's spectra; without look-ahead the mixture itself. Within `onFrame`. [audio] */
    [[nodiscard]] const Eigen::MatrixXcf& newest() const noexcept { return newestIn (0); }

    /** [bins x inputs] the spectra of the frame that is output: `mixture` of `onFrame`. [audio] */
    [[nodiscard]] const Eigen::MatrixXcf& outgoing() const noexcept { return outgoingIn (0); }

    /** The same in one of the windows: 0 is that of the outputs, from 1 on the others follow. [audio] */
    [[nodiscard]] const Eigen::MatrixXcf& newestIn (size_t window) const noexcept
    {
        return analyses[window].spectra[at];
    }
    [[nodiscard]] const Eigen::MatrixXcf& outgoingIn (size_t window) const noexcept
    {
        return analyses[window].spectra[(at + 1) % analyses[window].spectra.size()];
    }

    /** Streams one block of any size; calls `onFrame (mixture, outputs)` once per hop, where
            mixture [bins x inputs]  spectra of the windowed frame that is output
            outputs [bins x outputs] to be filled, every value
        inputs   numInputs pointers to numSamples samples; NaN and Inf are processed as silence, and what is
                 louder than 120 dB above full scale is clipped there
        outputs  numOutputs pointers to numSamples samples; may be the inputs' memory
        [audio] real-time safe if onFrame is. */
    template <class FrameFunction>
    void process (const float* const* inputs, float* const* outputs, Eigen::Index numSamples,
                  FrameFunction&& onFrame) noexcept
    {
        assert (frame.hop > 0);
        for (Eigen::Index done = 0; done < numSamples;)
        {
            const Eigen::Index count = std::min (numSamples - done, frame.hop - filled);
            exchange (inputs, outputs, done, count);
            filled += count;
            done += count;
            if (filled == frame.hop)
            {
                analyse();
                onFrame (outgoing(), outputSpectra);
                synthesise();
                filled = 0;
            }
        }
    }

private:
    /** A window in which frames are analysed. */
    struct Analysis
    {
        RealFft fft;
        Eigen::VectorXf window;                // [analysis]
        Eigen::VectorXf padded;                // [fft] one windowed frame
        std::vector<Eigen::MatrixXcf> spectra; // [1 + look-ahead] of [bins x inputs], a ring
    };

    Status addAnalysis (const FrameGeometry& geometry, Eigen::Index numInputs);
    void exchange (const float* const* inputs, float* const* outputs, Eigen::Index from,
                   Eigen::Index count) noexcept;
    [[nodiscard]] Eigen::Index silenceSamples() const noexcept
    {
        return history.rows() + frame.lookAhead * frame.hop;
    }
    void countSilence (Eigen::Index newest, Eigen::Index count) noexcept;
    void analyse() noexcept;
    void analyse (Analysis& analysis, bool isSilent) noexcept;
    void synthesise() noexcept;

    FrameGeometry frame;
    Eigen::VectorXf synthesisWindow; // [synthesis]
    std::vector<Analysis> analyses;  // the first is that of the outputs
    Eigen::Index firstFilled = 0;    // samples of the first hop that nobody brought, see prepare
    Eigen::Index filled = 0;         // samples of the current hop so far
    Eigen::Index silentSamples = 0;  // newest samples in a row that are zero in every input
    Eigen::MatrixXf history;         // [longest analysis x inputs] the newest samples, oldest first
    Eigen::MatrixXf overlap;         // [synthesis x outputs] sums still growing; the first hop is going out
    size_t at = 0;                   // where in the rings the newest are
    Eigen::MatrixXcf outputSpectra;  // [bins x outputs]
};

} // namespace unbraid::core
