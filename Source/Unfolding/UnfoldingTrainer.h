// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Unfolding/Mixing/SoundCorpus.h"
#include "Unfolding/UnfoldingSpec.h"

#include <functional>
#include <memory>
#include <optional>

namespace unbraid::training
{
class Ranks;
}

namespace unbraid::unfolding
{

/** The recordings that are learned from, and those kept apart to see how well. */
struct UnfoldingMaterial
{
    std::shared_ptr<const SoundCorpus> training{};
    std::shared_ptr<const SoundCorpus> development{};
};

/** Scores of the averaged weights on mixtures of held-out recordings. */
struct DevelopmentScore
{
    double loss = 0.0;
    double sdrGainDb = 0.0; // of the learned sources' share of the frames, over the mixture's; above 80 Hz;
                            // with a floor of the loss, of what they keep of it as well
    std::optional<double> onsetF{}; // F-measure of onsets within 50 ms, where notes are learned
};

/** The progress of a training. */
struct UnfoldingProgress
{
    int step = 0;
    int numSteps = 0;
    double loss = 0.0; // moving average
    double learningRate = 0.0;
    double hoursProcessed = 0.0;
    std::optional<DevelopmentScore> score{}; // when one was taken
    std::optional<DevelopmentScore> best{};  // so far
};

/** Called with what is to be kept so far, whenever that is new: the best, or each that is scored; an error ends the
    training. */
using KeepCallback = std::function<core::Status (const core::Dictionary&)>;

/** Learns an unfolded dictionary by gradients through updates, encoder and masks, on mixtures made on the fly;
    gives back the moving average of the weights that had the best development loss, or its latest as the spec says.
    With a checkpoint, a training that was stopped and is resumed continues as if it had not been; with more steps
    than before it continues to those.
    With several ranks all of them call this with the same settings and recordings, and each mixes its share of every
    batch; the callbacks, checkpoints and the result are the first one's.
    onProgress  called after each step on this thread
    ranks       null: this process alone
    [worker] errors: settings outside their ranges, a corpus that cannot be mixed, a checkpoint that cannot be read
    or belongs to another training, a loss that is no number, cancelled (`Error::cancelled`).
    Two runs with one seed and number of ranks on one machine give the same bytes. */
core::Result<core::Dictionary> trainUnfolded (const UnfoldingSpec& spec, const UnfoldingMaterial& material,
                                              const core::ProgressOf<UnfoldingProgress>& onProgress,
                                              const KeepCallback& onKeep = {},
                                              training::Ranks* ranks = nullptr);

} // namespace unbraid::unfolding
