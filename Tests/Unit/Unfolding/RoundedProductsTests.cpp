// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/RoundedProducts.h"

#include <catch2/catch.hpp>

#include <torch/nn/modules/rnn.h>
#include <torch/utils.h>

using namespace unbraid;
using torch::Tensor;

namespace
{
/** Length of what two tensors differ by, as a share of the first one's. */
double difference (const Tensor& wanted, const Tensor& found)
{
    return ((wanted - found).norm() / wanted.norm()).item<double>();
}

struct Outcome
{
    Tensor states;
    std::vector<Tensor> slopes; // over the inputs, then over the weights
};

/** States of a layer over random inputs, and the slopes of a random weighted sum of them. */
template <class Layer>
Outcome outcomeOf (const Layer& layer, torch::nn::GRU& gru, int64_t units)
{
    torch::manual_seed (5);
    auto inputs = torch::randn ({ 6, 40, 24 }).requires_grad_ (true);
    const auto weights = torch::randn ({ 6, 40, units });
    Outcome outcome;
    gru->zero_grad();
    outcome.states = layer (inputs);
    (outcome.states * weights).sum().backward();
    outcome.slopes.push_back (inputs.grad());
    for (const auto& parameter : gru->all_weights())
        outcome.slopes.push_back (parameter.grad().clone());
    return outcome;
}
} // namespace

TEST_CASE ("a recurrence of rounded products is the recurrence but for the rounding, and so are its slopes")
{
    constexpr int64_t units = 32;
    constexpr double roundingOnce = 1.0 / 256.0; // of bfloat16's eight bits
    torch::manual_seed (4);
    torch::nn::GRU gru (torch::nn::GRUOptions (24, units).batch_first (true));
    const auto exact =
        outcomeOf ([&] (const Tensor& inputs) { return std::get<0> (gru->forward (inputs)); }, gru, units);
    const auto own = gru->all_weights();
    const auto rounded =
        outcomeOf ([&] (const Tensor& inputs)
                   { return unfolding::roundedRecurrence (inputs, own[0], own[1], own[2], own[3]); },
                   gru, units);
    CHECK (difference (exact.states, rounded.states) < 2.0 * roundingOnce);
    REQUIRE (exact.slopes.size() == rounded.slopes.size());
    for (size_t i = 0; i < exact.slopes.size(); ++i)
    {
        INFO ("slopes " << i);
        CHECK (difference (exact.slopes[i], rounded.slopes[i]) <
               6.0 * roundingOnce); // sums as well, with AVX2 alone
    }
}

TEST_CASE ("a rounded product of numbers of few bits is exact")
{
    const auto left = torch::arange (1.0, 13.0).reshape ({ 3, 4 });
    const auto right = torch::arange (-4.0, 4.0).reshape ({ 4, 2 });
    CHECK (torch::equal (unfolding::roundedProduct (left, right), torch::matmul (left, right)));
}
