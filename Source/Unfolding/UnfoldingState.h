// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/LowRankChange.h"
#include "Unfolding/Net/UnfoldedNet.h"
#include "Unfolding/Optimisers/AdamW.h"
#include "Unfolding/Optimisers/Muon.h"
#include "Unfolding/UnfoldingTrainer.h"

#include <memory>

namespace unbraid::unfolding
{

/** Values of all parameters of a net in its order, or of what is learned of it. */
using Weights = std::vector<torch::Tensor>;

/** Everything that a training needs to continue. */
struct UnfoldingState
{
    std::shared_ptr<UnfoldedNet> net{};
    std::unique_ptr<LowRankChange> change{}; // by which the net is learned; null: its weights themselves
    std::unique_ptr<AdamW> adam{};           // of all weights but those of the other one
    std::unique_ptr<Muon> muon{};            // null: there is none
    Weights average{};                       // moving average of what is learned
    Weights best{}; // the average that had the best development loss; empty: none had any yet
    std::optional<DevelopmentScore> bestScore{};
    int step = 0; // done
    int scoresSinceBest = 0;
    double loss = 0.0; // moving average
};

/** A state to begin with; weights come of the spec's seed, or of the dictionary that it starts from.
    The net lies in the memory of the spec's device. [worker] error: a dictionary of another shape */
core::Result<UnfoldingState> beginUnfolding (const UnfoldingSpec& spec, Eigen::Index numRows);

/** Moves the average towards the net's weights: over the last tenth of the steps at first, then exponentially over
    `averageSteps`. [worker] */
void followWeights (UnfoldingState& state, double averageSteps);

/** Keeps the average as the best if its score on development mixtures is; a loss that is no number never is.
    minProgress  share of the best loss: with less the patience does not begin anew
    returns      whether it is kept
    [worker] */
bool keepIfBest (UnfoldingState& state, const DevelopmentScore& score, double minProgress);

/** What is learned: the net's parameters, or those and the factors of its change. [worker] */
std::vector<torch::Tensor> learnedOf (const UnfoldingState& state);

/** Copies of what is learned, and the other way round, into the net as well. [worker] */
Weights weightsOf (const UnfoldingState& state);
void putWeights (UnfoldingState& state, const Weights& weights);

/** Copies of the net's weights, and the other way round. [worker] */
Weights weightsOf (const UnfoldedNet& net);
void putWeights (UnfoldedNet& net, const Weights& weights);

/** Writes the state whole or not at all. [worker] error: as files::AtomicFile */
core::Status saveState (const std::filesystem::path& path, const UnfoldingSpec& spec,
                        const UnfoldingState& state);

/** Fills in a state that `beginUnfolding` made for the same spec; only the number of steps, the recordings, the device,
    and what has to do with the way there, may be other ones.
    [worker] errors: a file that cannot be read, or that belongs to another training */
core::Status loadState (const std::filesystem::path& path, const UnfoldingSpec& spec, UnfoldingState& state);

} // namespace unbraid::unfolding
