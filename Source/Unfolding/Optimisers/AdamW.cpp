// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Optimisers/AdamW.h"

#include <torch/torch.h>

#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr double rememberedMean = 0.9; // a step
constexpr double rememberedSquare = 0.98;
constexpr double smallestRoot = 1e-8; // a step is over the root of the squares and this

/** Parameters that have a gradient, with what belongs to each. */
struct Moving
{
    std::vector<Tensor> parameters, gradients, means, squares;
};
} // namespace

AdamW::AdamW (std::vector<Tensor> parameters)
    : moved (std::move (parameters))
{
    for (const auto& parameter : moved)
    {
        firsts.push_back (torch::zeros_like (parameter));
        seconds.push_back (torch::zeros_like (parameter));
    }
}

void AdamW::step (int number, double rate, double weightDecay)
{
    const torch::NoGradGuard noGradients;
    Moving moving;
    for (size_t i = 0; i < moved.size(); ++i)
    {
        if (! moved[i].grad().defined())
            continue;
        moving.parameters.push_back (moved[i]);
        moving.gradients.push_back (moved[i].grad());
        moving.means.push_back (firsts[i]);
        moving.squares.push_back (seconds[i]);
    }
    if (moving.parameters.empty())
        return;
    at::_foreach_mul_ (moving.parameters, 1.0 - rate * weightDecay);
    at::_foreach_mul_ (moving.means, rememberedMean);
    at::_foreach_add_ (moving.means, moving.gradients, 1.0 - rememberedMean);
    at::_foreach_mul_ (moving.squares, rememberedSquare);
    at::_foreach_addcmul_ (moving.squares, moving.gradients, moving.gradients, 1.0 - rememberedSquare);
    auto roots = at::_foreach_sqrt (moving.squares);
    at::_foreach_div_ (roots, std::sqrt (1.0 - std::pow (rememberedSquare, number + 1)));
    at::_foreach_add_ (roots, smallestRoot);
    at::_foreach_addcdiv_ (moving.parameters, moving.means, roots,
                           -rate / (1.0 - std::pow (rememberedMean, number + 1)));
}

void limitGradients (const std::vector<Tensor>& parameters, double longest)
{
    const torch::NoGradGuard noGradients;
    std::vector<Tensor> gradients;
    for (const auto& parameter : parameters)
        if (parameter.grad().defined())
            gradients.push_back (parameter.grad());
    if (gradients.empty())
        return;
    constexpr double smallestLength = 1e-6;
    const Tensor length = torch::stack (at::_foreach_norm (gradients, 2)).norm();
    const Tensor share = (longest / (length + smallestLength)).clamp_max (1.0);
    at::_foreach_mul_ (gradients, std::vector<Tensor> (gradients.size(), share));
}

} // namespace unbraid::unfolding
