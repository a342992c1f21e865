// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/FrameBatch.h"
#include "Unfolding/Batches/FrameShape.h"

#include <utility>

namespace unbraid::unfolding
{

/** The sounds of a batch of mixtures. */
struct SoundBatch
{
    torch::Tensor stems;                          // [channels x batch x sources x samples]
    std::vector<double> bandsHz{};                // [batch] above it one of the recordings holds nothing
    std::vector<std::vector<PlayedNote>> notes{}; // [batch]
    torch::Tensor voice{};  // [batch x statistics], zeros where none is told; undefined where none ever is
    torch::Tensor isTold{}; // [batch x 1]
};

/** isPinned  whether a device may fetch them from where they lie
    [worker] */
SoundBatch soundsOf (std::span<const Mixture> mixtures, bool isPinned = false);

/** Turns mixtures into the frames of FrameMaker, but for rounding, with libtorch's operations: on a device that costs less
    than to make them on the processor and carry them there. Used by one thread at a time. */
class TensorFrames
{
public:
    /** [worker] errors: as trainingGeometry */
    static core::Result<TensorFrames> create (const UnfoldingSpec& spec, core::LatencyMode mode,
                                              torch::Device device);

    /** On the device of the sounds, which is that of `create`.
        endHz  as in FrameMaker::make
        [worker] */
    [[nodiscard]] FrameBatch make (const SoundBatch& sounds, double endHz = soundsEndNowhere) const;

private:
    TensorFrames (const UnfoldingSpec& wanted, FrameShape common, torch::Device device);

    [[nodiscard]] torch::Tensor transform (const torch::Tensor& samples) const;
    [[nodiscard]] NetInput inputOf (const torch::Tensor& power) const;
    void putFeatures (const torch::Tensor& rows, const torch::Tensor& means, NetInput& input) const;
    [[nodiscard]] std::pair<torch::Tensor, torch::Tensor> followed (const torch::Tensor& rows,
                                                                    const torch::Tensor& means) const;
    void putLongWindow (const torch::Tensor& whole, NetInput& input) const;
    void putVoice (const SoundBatch& sounds, NetInput& input) const;
    [[nodiscard]] torch::Tensor isKnown (const std::vector<int64_t>& known) const;
    void putMixture (const torch::Tensor& mixture, LossTargets& targets) const;
    void putSource (const torch::Tensor& mixture, const torch::Tensor& source, const torch::Tensor& known,
                    const LossTargets& targets, SourceTargets& target) const;

    UnfoldingSpec spec;
    FrameShape shape;
    torch::Tensor window;    // [analysis], scaled so that noise of RMS one has |x| near one at every bin
    torch::Tensor gather;    // [bins x rows]
    torch::Tensor longBins;  // [long rows] their bins; undefined, as below, where no long window is seen
    torch::Tensor longTurns; // [parts x long rows x frames] from the oldest, see core::longWindowTurns
};

} // namespace unbraid::unfolding
