// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of an unfolded net that corrects what the updates come to.
#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Unfolding/Kernels/RoundedProducts.h"
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Net/RowPairs.h"
#include "Unfolding/Net/UnfoldedNet.h"

namespace unbraid::unfolding
{

using torch::Tensor;

namespace
{
// As core::ModelRefiner has them.
constexpr auto modelShareFloor = static_cast<double> (core::unfoldedShareFloor);
constexpr auto maxLogWeight = static_cast<double> (core::maxRefined);

/** Ones of the mixtures that keep something, zeros of the others. [mixtures x 1 x 1 x 1], on the device of `like` */
Tensor kept (const Tensor& like, double shareLeftOut)
{
    return (torch::rand ({ like.size (0), 1, 1, 1 }) >= shareLeftOut).to (like.device(), torch::kFloat, true);
}
} // namespace

void UnfoldedNet::addRefiner()
{
    const Eigen::Index own = chosen.refiningUnits;
    const auto others = static_cast<Eigen::Index> (sizes.atomsPerSource.size()) - 1;
    const Eigen::Index kinds =
        chosen.featuresOfRow() + (chosen.rowUnits > 0 ? chosen.rowValues : 0) + others + chosen.partsOfRow();
    refinerInput = register_module ("refiner_input", torch::nn::Linear (core::contextRows * kinds, own));
    refinerContext = register_module (
        "refiner_context",
        torch::nn::Linear (torch::nn::LinearOptions (chosen.encoderUnits, own).bias (false)));
    refinerRecurrence =
        register_module ("refiner_gru", torch::nn::GRU (torch::nn::GRUOptions (own, own).batch_first (true)));
    refinerOutput = register_module ("refiner_output", torch::nn::Linear (own, others));
    constexpr double atFirst = 0.1; // of weights as they are drawn: it begins by changing little
    const torch::NoGradGuard noGradients;
    refinerOutput->weight.mul_ (atFirst);
    refinerOutput->bias.zero_();
    for (int i = 0; i < chosen.refiningBlocks; ++i)
        addBlock (own);
    if (chosen.foldsRows)
        addFold (own);
}

void UnfoldedNet::addFold (Eigen::Index units)
{
    constexpr double atFirst = 0.3; // of weights as they are drawn: rows begin as they are
    refinerFold = register_module ("refiner_fold", torch::nn::Linear (2 * units, units));
    refinerUnfold = register_module ("refiner_unfold", torch::nn::Linear (units, 2 * units));
    const torch::NoGradGuard noGradients;
    refinerUnfold->weight.mul_ (atFirst);
    refinerUnfold->bias.zero_();
}

void UnfoldedNet::addBlock (Eigen::Index units)
{
    const auto name = "refiner_block" + std::to_string (blocks.size());
    Block block;
    if (! blocks.empty())
        block.time = register_module (
            name + "_gru", torch::nn::GRU (torch::nn::GRUOptions (units, units).batch_first (true)));
    const Eigen::Index half = (units + 1) / 2;
    block.across = register_module (
        name + "_rows", torch::nn::GRU (torch::nn::GRUOptions (units, half).bidirectional (true)));
    block.mixing = register_module (name + "_mixing", torch::nn::Linear (2 * half, units));
    block.norm =
        register_module (name + "_norm", torch::nn::LayerNorm (torch::nn::LayerNormOptions ({ units })));
    blocks.push_back (std::move (block));
}

/** By what each row's network makes of the shares: core::ModelRefiner. */
void UnfoldedNet::refine (std::vector<Tensor>& models, const NetInput& batch, const Encoded& encoded)
{
    std::vector<Tensor> kinds{ kindsOf (batch) };
    if (chosen.rowUnits > 0)
        kinds.push_back (encoded.rowValues);
    const Tensor total = sumOf (models) + modelShareFloor * static_cast<double> (models.size());
    for (size_t source = 0; source + 1 < models.size(); ++source)
        kinds.push_back (((models[source] + modelShareFloor) / total).unsqueeze (2));
    addLongWindow (batch, kinds);
    Tensor logs = bounded (toAllRows (correctionsOf (torch::cat (kinds, 2).narrow (3, 0, heard), encoded)));
    if (pass.refinerLeftOut > 0.0)
        logs = logs * kept (logs, pass.refinerLeftOut);
    const Tensor weights = logs.exp();
    for (size_t source = 0; source + 1 < models.size(); ++source)
        models[source] = models[source] * weights.select (2, static_cast<int64_t> (source));
}

Tensor UnfoldedNet::bounded (const Tensor& corrections) const
{
    const double bound = core::logOfDb (chosen.refinerBoundDb, chosen.spectrum == core::Spectrum::power);
    return bound > 0.0 ? bound * torch::tanh (corrections / bound)
                       : corrections.clamp (-maxLogWeight, maxLogWeight);
}

/** kinds    [batch x frames x kinds x heard rows]
    returns  [batch x frames x sources but the last x heard rows] */
Tensor UnfoldedNet::correctionsOf (const Tensor& kinds, const Encoded& encoded)
{
    const auto rows = heard;
    Tensor context = linear (refinerContext, encoded.state);
    if (encoded.speaker.defined())
        context = context + linear (speakerToRefiner, encoded.speaker).unsqueeze (1);
    Tensor values = enterRows (kinds, context, refinerInput->weight, refinerInput->bias);
    values = alongTime (values, refinerRecurrence->all_weights());
    if (refinerFold)
    {
        const Tensor folded = foldRows (values, rows, refinerFold->weight, refinerFold->bias);
        values = unfoldRows (values, rows, runBlocks (folded, (rows + 1) / 2), refinerUnfold->weight,
                             refinerUnfold->bias);
    }
    else
        values = runBlocks (values, rows);
    return leaveRows (values, rows, refinerOutput->weight, refinerOutput->bias);
}

Tensor UnfoldedNet::runBlocks (const Tensor& values, int64_t rows)
{
    Tensor seen = values;
    for (const auto& block : blocks)
    {
        if (block.time)
            seen = seen + alongTime (seen, block.time->all_weights());
        seen = acrossRows (seen, rows, block.weights());
    }
    return seen;
}

AcrossWeights UnfoldedNet::Block::weights() const
{
    const auto both = across->all_weights(); // upward, then downward
    const auto second = both.begin() + static_cast<std::ptrdiff_t> (both.size() / 2);
    return { { both.begin(), second },
             { second, both.end() },
             mixing->weight,
             mixing->bias,
             norm->weight,
             norm->bias };
}

} // namespace unbraid::unfolding
