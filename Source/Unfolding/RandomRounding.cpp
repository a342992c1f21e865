// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/RandomRounding.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

namespace unbraid::unfolding
{

using torch::Tensor;

Tensor roundedAtRandom (const Tensor& values, int bits, std::uint64_t seed)
{
    const torch::NoGradGuard noGradients;
    constexpr int leastExponent = -100; // what is smaller still counts in these steps
    const Tensor exponents =            // of the last bit that stays
        std::get<1> (torch::frexp (values)).clamp_min (leastExponent) - (bits + 1);
    const Tensor inLastBits = torch::ldexp (values, -exponents);
    const auto draws =
        torch::rand (values.sizes(), torch::make_generator<at::CPUGeneratorImpl> (seed)).to (values.device());
    const Tensor below = inLastBits.floor();
    return torch::ldexp (below + (draws < inLastBits - below), exponents);
}

RandomlyRounded::RandomlyRounded (UnfoldedNet& net, int bits, std::uint64_t seed)
    : rounded (net)
    , own (weightsOf (net))
{
    Weights coarse;
    for (const auto& values : own)
        coarse.push_back (roundedAtRandom (values, bits, seed + coarse.size()));
    putWeights (net, coarse);
}

RandomlyRounded::~RandomlyRounded()
{
    putWeights (rounded, own);
}

} // namespace unbraid::unfolding
