// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/UnfoldingState.h"

#include "Files/AtomicFile.h"
#include "Unfolding/Device.h"
#include "Unfolding/Net/HarmonicStart.h"
#include "Unfolding/SpecText.h"

#include <ATen/Functions.h>
#include <torch/serialize.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

core::Error cannotResume (const std::filesystem::path& path, std::string found, std::string allowed)
{
    return { "the training cannot go on", path.string(), std::move (found), std::move (allowed) };
}

void writeAll (torch::serialize::OutputArchive& archive, const std::string& name, const Weights& weights)
{
    for (size_t i = 0; i < weights.size(); ++i)
        archive.write (name + std::to_string (i), weights[i]);
}

Weights readAll (torch::serialize::InputArchive& archive, const std::string& name)
{
    Weights weights;
    Tensor tensor;
    while (archive.try_read (name + std::to_string (weights.size()), tensor))
        weights.push_back (tensor.clone());
    return weights;
}

Weights copiesOf (const std::vector<Tensor>& tensors)
{
    Weights copies;
    for (const auto& tensor : tensors)
        copies.push_back (tensor.detach().clone());
    return copies;
}

void copyInto (std::vector<Tensor> tensors, const Weights& weights)
{
    const torch::NoGradGuard noGradients;
    for (size_t i = 0; i < tensors.size(); ++i)
        tensors[i].copy_ (weights[i]);
}

/** The state that is not a tensor: numbers. */
Tensor numbersOf (const UnfoldingState& state)
{
    const auto best = state.bestScore.value_or (DevelopmentScore{});
    return torch::tensor ({ static_cast<double> (state.step), static_cast<double> (state.scoresSinceBest),
                            state.loss, state.bestScore ? 1.0 : 0.0, best.loss, best.sdrGainDb },
                          torch::kFloat64);
}

void putNumbers (const Tensor& numbers, UnfoldingState& state)
{
    const auto* values = numbers.data_ptr<double>();
    state.step = static_cast<int> (values[0]);
    state.scoresSinceBest = static_cast<int> (values[1]);
    state.loss = values[2];
    if (values[3] > 0.0)
        state.bestScore = { values[4], values[5], {} };
}

void putOptimisers (const OptimiserSpec& spec, UnfoldingState& state)
{
    if (state.change)
    {
        state.adam = std::make_unique<AdamW> (state.change->factors());
        return;
    }
    std::vector<Tensor> others;
    std::vector<std::pair<std::string, Tensor>> named;
    for (const auto& parameter : state.net->named_parameters())
        if (spec.usesMuon && Muon::takes (parameter.key(), parameter.value()))
            named.emplace_back (parameter.key(), parameter.value());
        else
            others.push_back (parameter.value());
    if (spec.usesMuon)
        state.muon = std::make_unique<Muon> (named);
    state.adam = std::make_unique<AdamW> (others);
}

bool areSized (const Weights& weights, const Weights& expected)
{
    return weights.size() == expected.size() &&
           std::equal (weights.begin(), weights.end(), expected.begin(),
                       [] (const Tensor& a, const Tensor& b) { return a.sizes() == b.sizes(); });
}

/** Throws c10::Error where the bytes are no state. */
core::Status readState (const std::filesystem::path& path, const UnfoldingSpec& spec, UnfoldingState& state)
{
    torch::serialize::InputArchive archive;
    archive.load_from (path.string(), torchDevice (spec.device));
    c10::IValue text;
    archive.read ("spec", text);
    if (const auto mine = specText (spec); text.toStringRef() != mine)
        return cannotResume (path, "a training with " + firstDifference (text.toStringRef(), mine),
                             "the settings it was begun with; only the number of steps may be another");
    auto weights = readAll (archive, "weights");
    state.average = readAll (archive, "average");
    state.best = readAll (archive, "best");
    auto momentum = readAll (archive, "momentum");
    auto means = readAll (archive, "means"), squares = readAll (archive, "squares");
    const auto expected = weightsOf (state);
    const auto matrices = state.muon ? state.muon->momentum() : Weights{};
    if (! areSized (weights, expected) || ! areSized (state.average, expected) ||
        ! areSized (momentum, matrices) || ! areSized (means, state.adam->means()) ||
        ! areSized (squares, state.adam->squares()))
        return cannotResume (path, "weights of other sizes", "those of this training");
    putWeights (state, weights);
    Tensor numbers;
    archive.read ("numbers", numbers);
    putNumbers (numbers.cpu(), state);
    state.adam->means() = std::move (means);
    state.adam->squares() = std::move (squares);
    if (state.muon)
        state.muon->momentum() = std::move (momentum);
    return core::Done{};
}
} // namespace

core::Result<UnfoldingState> beginUnfolding (const UnfoldingSpec& spec, Eigen::Index numRows)
{
    torch::manual_seed (spec.seed);
    NetShape shape{ numRows, {} };
    for (const auto& source : spec.sources)
        shape.atomsPerSource.push_back (source.numAtoms);
    UnfoldingState state;
    state.net = std::make_shared<UnfoldedNet> (spec.network, shape);
    if (spec.hasNotes())
        state.net->shapeFirstAtoms (harmonicLogs (rowFrequencies (spec)));
    if (spec.startFrom)
        if (auto imported = state.net->importFrom (*spec.startFrom); ! imported.ok())
            return imported.error();
    state.net->to (torchDevice (spec.device));
    if (spec.changeRank > 0)
        state.change = std::make_unique<LowRankChange> (*state.net, spec.changeRank);
    if (spec.keepsRanks)
        state.change = LowRankChange::ofFactors (*state.net);
    if (spec.keepsRanks && state.change->numFactored() == 0)
        return core::Error{ "no matrix of the dictionary has a rank that could be kept", "ranks",
                            "none at which two factors would be smaller",
                            "a dictionary from inspect --compress" };
    putOptimisers (spec.optimiser, state);
    state.average = weightsOf (state);
    return state;
}

void followWeights (UnfoldingState& state, double averageSteps)
{
    const torch::NoGradGuard noGradients;
    constexpr double youth = 10.0; // the average spans a tenth of the steps at first: early weights move fast
    const double share = std::max (1.0 / averageSteps, youth / (state.step + youth));
    at::_foreach_mul_ (state.average, 1.0 - share);
    at::_foreach_add_ (state.average, learnedOf (state), share);
}

bool keepIfBest (UnfoldingState& state, const DevelopmentScore& score, double minProgress)
{
    ++state.scoresSinceBest;
    const auto& best = state.bestScore;
    if (! std::isfinite (score.loss) || (best && score.loss >= best->loss))
        return false;
    if (! best || score.loss < (1.0 - minProgress) * best->loss)
        state.scoresSinceBest = 0;
    state.bestScore = score;
    state.best.clear();
    for (const auto& weights : state.average)
        state.best.push_back (weights.clone());
    return true;
}

std::vector<Tensor> learnedOf (const UnfoldingState& state)
{
    return state.change ? state.change->factors() : state.net->parameters();
}

Weights weightsOf (const UnfoldingState& state)
{
    return copiesOf (learnedOf (state));
}

void putWeights (UnfoldingState& state, const Weights& weights)
{
    copyInto (learnedOf (state), weights);
    if (state.change)
        state.change->apply();
}

Weights weightsOf (const UnfoldedNet& net)
{
    return copiesOf (net.parameters());
}

void putWeights (UnfoldedNet& net, const Weights& weights)
{
    copyInto (net.parameters(), weights);
}

core::Status saveState (const std::filesystem::path& path, const UnfoldingSpec& spec,
                        const UnfoldingState& state)
{
    torch::serialize::OutputArchive archive;
    archive.write ("spec", c10::IValue (specText (spec)));
    writeAll (archive, "weights", weightsOf (state));
    writeAll (archive, "average", state.average);
    writeAll (archive, "best", state.best);
    archive.write ("numbers", numbersOf (state));
    writeAll (archive, "means", state.adam->means());
    writeAll (archive, "squares", state.adam->squares());
    if (state.muon)
        writeAll (archive, "momentum", state.muon->momentum());
    std::ostringstream bytes;
    archive.save_to (bytes);

    return files::writeWholeFile (path, bytes.str());
}

core::Status loadState (const std::filesystem::path& path, const UnfoldingSpec& spec, UnfoldingState& state)
try
{
    return readState (path, spec, state);
}
catch (const c10::Error&)
{
    return cannotResume (path, "a file that is no checkpoint of a training through the updates", {});
}

} // namespace unbraid::unfolding
