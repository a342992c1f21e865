// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/BatchLoss.h"

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

/** Of a net that has just seen the batch. */
Tensor judge (const UnfoldingSpec& spec, const std::vector<Tensor>& shares, const Tensor& activations,
              const FrameBatch& batch)
{
    std::vector<Tensor> losses;
    for (const auto& target : batch.targets.sources)
        losses.push_back (sourceLoss (spec.loss, batch.targets, target,
                                      torch::matmul (shares[target.index], batch.spread)));
    const Tensor separation = torch::stack (losses).mean();
    if (! spec.hasNotes())
        return separation;
    return separation + spec.loss.notes * noteLoss (batch.targets.notes, activations);
}
} // namespace

Tensor lossOf (const UnfoldingSpec& spec, UnfoldedNet& net, const FrameBatch& batch, const Pass& pass)
{
    const auto shares = net.forward (batch.input, pass);
    return judge (spec, shares, net.activations(), batch);
}

BatchScore& BatchScore::operator+= (const BatchScore& other) noexcept
{
    loss += other.loss;
    sdrGainDb += other.sdrGainDb;
    onsets.numPlayed += other.onsets.numPlayed;
    onsets.numFound += other.onsets.numFound;
    onsets.numMatched += other.onsets.numMatched;
    return *this;
}

std::optional<double> BatchScore::onsetF() const
{
    const auto all = onsets.numPlayed + onsets.numFound;
    if (all == 0)
        return std::nullopt;
    return 2.0 * static_cast<double> (onsets.numMatched) / static_cast<double> (all);
}

BatchScore scoreOf (const UnfoldingSpec& spec, UnfoldedNet& net, const FrameBatch& batch)
{
    BatchScore score;
    const auto shares = net.forward (batch.input);
    score.loss = judge (spec, shares, net.activations(), batch).item<double>();
    for (const auto& target : batch.targets.sources)
        score.sdrGainDb +=
            sdrGain (batch.targets, target, torch::matmul (shares[target.index], batch.spread));
    score.sdrGainDb /= static_cast<double> (batch.targets.sources.size());
    if (spec.hasNotes())
        score.onsets = countOnsets (batch.targets.notes, net.activations(), spec.hopSeconds);
    return score;
}

} // namespace unbraid::unfolding
