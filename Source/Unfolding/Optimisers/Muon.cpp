// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Optimisers/Muon.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

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

Tensor nearlyOrthogonal (const Tensor& matrices)
{
    constexpr int steps = 5;
    constexpr double first = 3.4445, third = -4.7750, fifth = 2.0315; // of the paper: steep at zero
    const bool areTall = matrices.size (-2) > matrices.size (-1);
    Tensor values = areTall ? matrices.transpose (-2, -1) : matrices;
    values = values / (values.norm (2, { -2, -1 }, true) + 1e-7);
    for (int i = 0; i < steps; ++i)
    {
        const Tensor square = torch::matmul (values, values.transpose (-2, -1));
        values =
            first * values + torch::matmul (third * square + fifth * torch::matmul (square, square), values);
    }
    return areTall ? values.transpose (-2, -1) : values;
}

/** [blocks x rows x columns] */
Tensor Muon::Matrix::blocksOf (const Tensor& whole) const
{
    return whole.view ({ numBlocks, whole.size (0) / numBlocks, whole.size (1) });
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
    std::vector<const Matrix*> moving;
    std::vector<Tensor> values, gradients, own;
    for (size_t i = 0; i < matrices.size(); ++i)
    {
        if (! matrices[i].values.grad().defined())
            continue;
        moving.push_back (&matrices[i]);
        values.push_back (matrices[i].values);
        gradients.push_back (matrices[i].values.grad());
        own.push_back (momenta[i]);
    }
    if (moving.empty())
        return;
    at::_foreach_mul_ (own, remembered);
    at::_foreach_add_ (own, gradients);
    at::_foreach_mul_ (values, 1.0 - rate * weightDecay);
    const auto ahead = at::_foreach_add (gradients, own, remembered);
    std::map<std::pair<int64_t, int64_t>, std::vector<Turn>> ofOneSize;
    for (size_t i = 0; i < moving.size(); ++i)
    {
        const Tensor blocks = moving[i]->blocksOf (ahead[i]);
        ofOneSize[{ blocks.size (1), blocks.size (2) }].push_back ({ values[i], blocks });
    }
    for (const auto& [size, turns] : ofOneSize)
        turn (turns, -rate * likeAdam * std::sqrt (static_cast<double> (std::max (size.first, size.second))));
}

/** Adds `length` times the orthogonal form of each matrix's blocks, which are all of one size. */
void Muon::turn (const std::vector<Turn>& turns, double length)
{
    std::vector<Tensor> blocks, values, steps;
    for (const auto& one : turns)
        blocks.push_back (one.blocks);
    const Tensor turned = nearlyOrthogonal (torch::cat (blocks, 0));
    int64_t first = 0;
    for (const auto& one : turns)
    {
        const auto count = one.blocks.size (0);
        values.push_back (one.values);
        steps.push_back (turned.narrow (0, first, count).reshape (one.values.sizes()));
        first += count;
    }
    at::_foreach_add_ (values, steps, length);
}

} // namespace unbraid::unfolding
