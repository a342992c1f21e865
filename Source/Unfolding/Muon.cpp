// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Muon.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

constexpr double remembered = 0.95; // of the momentum, a step
constexpr double likeAdam = 0.2;    // root mean square of a step over the rate
constexpr int64_t smallestSide = 6; // below it a matrix is a few vectors

bool isRecurrence (const std::string& name)
{
    return name.find ("weight_ih") != std::string::npos || name.find ("weight_hh") != std::string::npos;
}

bool isLayer (const std::string& name)
{
    return isRecurrence (name) || (name.size() > 7 && name.compare (name.size() - 7, 7, ".weight") == 0);
}
} // namespace

Tensor nearlyOrthogonal (const Tensor& matrix)
{
    constexpr int steps = 5;
    constexpr double first = 3.4445, third = -4.7750, fifth = 2.0315; // of the paper: steep at zero
    const bool isTall = matrix.size (0) > matrix.size (1);
    Tensor value = isTall ? matrix.t() : matrix;
    value = value / (value.norm() + 1e-7);
    for (int i = 0; i < steps; ++i)
    {
        const Tensor square = torch::matmul (value, value.t());
        value =
            first * value + torch::matmul (third * square + fifth * torch::matmul (square, square), value);
    }
    return isTall ? value.t() : value;
}

Muon::Muon (const std::vector<std::pair<std::string, Tensor>>& named)
{
    constexpr int64_t gates = 3;
    for (const auto& [name, parameter] : named)
    {
        if (! takes (name, parameter))
            continue;
        matrices.push_back ({ parameter, isRecurrence (name) ? gates : 1 });
        momenta.push_back (torch::zeros_like (parameter));
    }
}

bool Muon::takes (const std::string& name, const Tensor& parameter)
{
    return isLayer (name) && parameter.dim() == 2 &&
           std::min (parameter.size (0), parameter.size (1)) >= smallestSide;
}

void Muon::step (double rate, double weightDecay)
{
    const torch::NoGradGuard noGradients;
    for (size_t i = 0; i < matrices.size(); ++i)
    {
        auto& [values, numBlocks] = matrices[i];
        if (! values.grad().defined())
            continue;
        momenta[i].mul_ (remembered).add_ (values.grad());
        const auto ahead = (values.grad() + remembered * momenta[i]).chunk (numBlocks, 0);
        std::vector<Tensor> blocks;
        for (const auto& block : ahead)
            blocks.push_back (nearlyOrthogonal (block));
        const auto longer = static_cast<double> (std::max (blocks[0].size (0), blocks[0].size (1)));
        values.mul_ (1.0 - rate * weightDecay)
            .add_ (torch::cat (blocks, 0), -rate * likeAdam * std::sqrt (longer));
    }
}

} // namespace unbraid::unfolding
