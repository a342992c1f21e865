// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Optimisers/AdamW.h"

#include <catch2/catch.hpp>

#include <torch/torch.h>

using namespace unbraid;
using torch::Tensor;

namespace
{
std::vector<Tensor> someParameters()
{
    torch::manual_seed (5);
    return { torch::randn ({ 7, 5 }), torch::randn ({ 11 }), torch::randn ({ 3, 2, 4 }) };
}

/** Gradients of a step; none for the last parameter. */
void giveGradients (const std::vector<Tensor>& parameters, int step)
{
    torch::manual_seed (static_cast<uint64_t> (100 + step));
    for (size_t i = 0; i + 1 < parameters.size(); ++i)
        parameters[i].mutable_grad() = torch::randn_like (parameters[i]);
}

double distance (const Tensor& a, const Tensor& b)
{
    return (a - b).abs().max().item<double>();
}
} // namespace

TEST_CASE ("AdamW moves all parameters as libtorch's own moves each")
{
    const auto own = someParameters(), others = someParameters();
    unfolding::AdamW optimiser (own);
    torch::optim::AdamW reference (
        others, torch::optim::AdamWOptions (0.01).betas ({ 0.9, 0.98 }).weight_decay (0.1));
    for (int step = 0; step < 5; ++step)
    {
        giveGradients (own, step);
        giveGradients (others, step);
        optimiser.step (step, 0.01, 0.1);
        reference.step();
    }
    for (size_t i = 0; i < own.size(); ++i)
        CHECK (distance (own[i], others[i]) < 1e-6);
    CHECK (distance (own[0], someParameters()[0]) > 0.01);
    CHECK (distance (own[2], someParameters()[2]) == 0.0);
}

TEST_CASE ("long gradients are scaled down together, short ones stay")
{
    const auto parameters = someParameters();
    giveGradients (parameters, 0);
    const Tensor first = parameters[0].grad().clone(), second = parameters[1].grad().clone();
    const double length = torch::cat ({ first.flatten(), second }).norm().item<double>();
    unfolding::limitGradients (parameters, 2.0 * length);
    CHECK (distance (parameters[0].grad(), first) == 0.0);
    unfolding::limitGradients (parameters, 0.5 * length);
    CHECK (distance (parameters[0].grad(), 0.5 * first) < 1e-5);
    CHECK (distance (parameters[1].grad(), 0.5 * second) < 1e-5);
}
