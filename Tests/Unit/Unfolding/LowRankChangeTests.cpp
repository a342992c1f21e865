// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/LowRankChange.h"
#include "Unfolding/UnfoldingState.h"
#include "Unit/Unfolding/SmallTraining.h"

#include <catch2/catch.hpp>

#include <Eigen/SVD>
#include <torch/utils.h>

using namespace unbraid;

namespace
{
constexpr int rank = 3;

unfolding::UnfoldingSpec withSmallParts()
{
    auto spec = test::smallTraining();
    spec.network.rowUnits = 5;
    spec.network.refiningUnits = 6;
    spec.network.refiningBlocks = 1;
    return spec;
}

/** What the small training learns, to be changed. */
std::shared_ptr<const core::Dictionary> smallBase()
{
    const auto spec = withSmallParts();
    auto state = unfolding::beginUnfolding (spec, unfolding::rowFrequencies (spec).size());
    REQUIRE (state.ok());
    auto dictionary = unfolding::emptyDictionary (spec);
    state.value().net->exportTo (dictionary);
    return std::make_shared<const core::Dictionary> (dictionary);
}

unfolding::UnfoldingSpec changing (const std::shared_ptr<const core::Dictionary>& base)
{
    auto spec = test::smallTraining();
    REQUIRE (unfolding::followShape (*base, spec).ok());
    spec.startFrom = base;
    spec.changeRank = rank;
    return spec;
}

/** Singular values of a difference beyond the first few, over the largest. */
float beyondRank (const Eigen::MatrixXf& difference)
{
    const Eigen::JacobiSVD<Eigen::MatrixXf> svd (difference);
    return svd.singularValues()[rank] / svd.singularValues()[0];
}
} // namespace

TEST_CASE ("a training takes the shape of the dictionary that it changes")
{
    const auto wanted = withSmallParts();
    const auto base = smallBase();
    const auto spec = changing (base);
    CHECK (spec.network.encoderUnits == wanted.network.encoderUnits);
    CHECK (spec.network.rowUnits == wanted.network.rowUnits);
    CHECK (spec.network.refiningBlocks == wanted.network.refiningBlocks);
    CHECK (spec.network.linearBands == wanted.network.linearBands);
    CHECK (spec.network.perceptualBands == wanted.network.perceptualBands);
    CHECK ((spec.modes == wanted.modes)); // libtorch brings a stream for vectors that cannot print these
    CHECK (spec.sources.size() == 2);
    CHECK_FALSE (spec.sources[1].isTarget);
    CHECK (unfolding::rowFrequencies (spec).isApprox (base->frequenciesHz));

    auto plain = *base;
    plain.unfolding.reset();
    auto other = test::smallTraining();
    CHECK_FALSE (unfolding::followShape (plain, other).ok());
}

TEST_CASE ("factors of a change have the slopes of the loss along them")
{
    const auto base = smallBase();
    auto begun = unfolding::beginUnfolding (changing (base), base->numBins());
    REQUIRE (begun.ok());
    auto& state = begun.value();
    const torch::NoGradGuard noGradients;
    for (auto& factor : state.change->factors())
        factor.add_ (0.1 * torch::randn (factor.sizes()));
    const auto loss = [&] // any smooth function of all weights
    {
        state.change->apply();
        torch::Tensor sum = torch::zeros ({ 1 }, torch::kFloat64);
        for (const auto& weights : state.net->parameters())
            sum += torch::sin (weights.to (torch::kFloat64)).sum();
        return sum.item<double>();
    };
    loss();
    for (auto& weights : state.net->parameters())
        weights.mutable_grad() = torch::cos (weights);
    state.change->takeGradients();
    constexpr double step = 1e-3;
    for (auto& factor : state.change->factors())
    {
        const double slope = factor.grad()[0][0].item<double>();
        factor[0][0] += step;
        const double above = loss();
        factor[0][0] -= 2.0 * step;
        const double measured = (above - loss()) / (2.0 * step);
        factor[0][0] += step;
        CHECK (slope == Approx (measured).epsilon (0.01).margin (0.01)); // sums in single precision
    }
}

TEST_CASE ("a change learns at its rank and leaves all else as it was")
{
    const auto base = smallBase();
    auto spec = changing (base);
    std::vector<double> losses;
    const auto learned = unfolding::trainUnfolded (spec, test::toneMaterial(),
                                                   [&] (const auto& progress)
                                                   {
                                                       if (progress.score)
                                                           losses.push_back (progress.score->loss);
                                                       return true;
                                                   });
    INFO ((learned.ok() ? "" : learned.error().message()));
    REQUIRE (learned.ok());
    CHECK (losses.back() < losses.front());
    const auto &before = *base->unfolding, &after = *learned.value().unfolding;
    CHECK (after.encoder->inputBias == before.encoder->inputBias);
    CHECK (after.layers[0].sparsity.isApprox (before.layers[0].sparsity));
    for (const auto& [old, renewed] :
         { std::pair (&before.encoder->inputWeights, &after.encoder->inputWeights),
           std::pair (&before.encoder->layers[1].recurrentWeights,
                      &after.encoder->layers[1].recurrentWeights),
           std::pair (&before.encoder->outputWeights, &after.encoder->outputWeights) })
    {
        CHECK (*old != *renewed);
        CHECK (beyondRank (*renewed - *old) < 1e-4f);
    }
    CHECK (beyondRank (after.outputAtoms.array().log().matrix() - before.outputAtoms.array().log().matrix()) <
           1e-3f);
}

TEST_CASE ("a change needs a dictionary to change")
{
    auto spec = test::smallTraining();
    spec.changeRank = rank;
    CHECK_FALSE (unfolding::validate (spec).ok());
    spec = changing (smallBase());
    CHECK (unfolding::validate (spec).ok());
    spec.optimiser.usesMuon = true;
    CHECK_FALSE (unfolding::validate (spec).ok());
}

TEST_CASE ("ranks that are kept are those of the start, and all else is learned beside them")
{
    auto low = *smallBase();
    auto& weights = low.unfolding->encoder->inputWeights;
    const Eigen::JacobiSVD<Eigen::MatrixXf> svd (weights, Eigen::ComputeThinU | Eigen::ComputeThinV);
    weights = svd.matrixU().leftCols (rank) * svd.singularValues().head (rank).asDiagonal() *
              svd.matrixV().leftCols (rank).transpose();
    auto spec = withSmallParts();
    spec.startFrom = std::make_shared<const core::Dictionary> (low);
    spec.keepsRanks = true;
    REQUIRE (unfolding::validate (spec).ok());
    const auto learned =
        unfolding::trainUnfolded (spec, test::toneMaterial(), [] (const auto&) { return true; });
    INFO ((learned.ok() ? "" : learned.error().message()));
    REQUIRE (learned.ok());
    const auto &before = *low.unfolding->encoder, &after = *learned.value().unfolding->encoder;
    CHECK (after.inputWeights != before.inputWeights);
    CHECK (beyondRank (after.inputWeights) < 1e-4f);
    CHECK (after.inputBias != before.inputBias);
    CHECK (after.outputWeights != before.outputWeights);

    spec.optimiser.usesMuon = true;
    CHECK_FALSE (unfolding::validate (spec).ok());
}

TEST_CASE ("a training keeps ranks only where there are any to keep")
{
    auto spec = withSmallParts();
    spec.keepsRanks = true;
    CHECK_FALSE (unfolding::validate (spec).ok());
    spec.startFrom = smallBase();
    CHECK (unfolding::validate (spec).ok());
    const auto begun = unfolding::beginUnfolding (spec, unfolding::rowFrequencies (spec).size());
    REQUIRE_FALSE (begun.ok());
    CHECK (begun.error().what == "no matrix of the dictionary has a rank that could be kept");
}
