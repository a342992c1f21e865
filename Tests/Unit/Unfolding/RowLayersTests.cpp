// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/LaneLayers.h"
#include "Unfolding/Net/PlainLayers.h"
#include "Unfolding/Net/RowLayers.h"
#include "Unfolding/Net/RowPairs.h"

#include <catch2/catch.hpp>

#include <torch/nn.h>
#include <torch/utils.h>

using namespace unbraid;
using torch::Tensor;

namespace
{
constexpr double rounding = 2e-5; // of sums in single precision in another order, as a share of all

/** One of each layer, sizes that are no multiples of a tile. */
struct Layers
{
    explicit Layers (int64_t units)
        : context (torch::randn ({ batch, frames, units }))
        , first (5 * numKinds, units)
        , time (torch::nn::GRUOptions (units, units).batch_first (true))
        , across (torch::nn::GRUOptions (units, (units + 1) / 2).bidirectional (true).batch_first (true))
        , mixing (units + units % 2, units)
        , fold (2 * units, units)
        , unfold (units, 2 * units)
        , norm (torch::nn::LayerNormOptions ({ units }))
        , last (units, 2)
    {
        context.requires_grad_ (true);
        kinds.requires_grad_ (true);
        const torch::NoGradGuard noGradients;
        norm->weight.normal_();
        norm->bias.normal_();
    }

    static constexpr int64_t batch = 2, frames = 19, numKinds = 3, rows = 21, pairs = 11;
    Tensor kinds = torch::randn ({ batch, frames, numKinds, rows });
    Tensor context;
    torch::nn::Linear first;
    torch::nn::GRU time, across;
    torch::nn::Linear mixing, fold, unfold;
    torch::nn::LayerNorm norm;
    torch::nn::Linear last;

    [[nodiscard]] std::vector<Tensor> learned() const
    {
        std::vector<Tensor> all{ kinds, context };
        for (const auto& list :
             { first->parameters(), time->parameters(), across->parameters(), mixing->parameters(),
               fold->parameters(), unfold->parameters(), norm->parameters(), last->parameters() })
            all.insert (all.end(), list.begin(), list.end());
        return all;
    }

    [[nodiscard]] unfolding::AcrossWeights acrossWeights() const
    {
        const auto both = across->all_weights();
        return { { both.begin(), both.begin() + 4 },
                 { both.begin() + 4, both.end() },
                 mixing->weight,
                 mixing->bias,
                 norm->weight,
                 norm->bias };
    }
};

Tensor ourValues (const Layers& layers)
{
    auto values =
        unfolding::enterRows (layers.kinds, layers.context, layers.first->weight, layers.first->bias);
    values = unfolding::alongTime (values, layers.time->all_weights());
    auto pairs = unfolding::foldRows (values, Layers::rows, layers.fold->weight, layers.fold->bias);
    pairs = unfolding::acrossRows (pairs, Layers::pairs, layers.acrossWeights());
    values = unfolding::unfoldRows (values, Layers::rows, pairs, layers.unfold->weight, layers.unfold->bias);
    return unfolding::leaveRows (values, Layers::rows, layers.last->weight, layers.last->bias);
}

/** As on a device that is no processor, the recurrences by libtorch or by ours. */
Tensor plainValues (const Layers& layers, bool areLanes)
{
    namespace plain = unfolding::plain;
    namespace lanes = unfolding::lanes;
    const auto weights = layers.acrossWeights();
    auto values = plain::enterRows (layers.kinds, layers.context, layers.first->weight, layers.first->bias);
    values = (areLanes ? lanes::alongTime : plain::alongTime) (values, layers.time->all_weights());
    auto pairs = plain::foldRows (values, Layers::rows, layers.fold->weight, layers.fold->bias);
    pairs = (areLanes ? lanes::acrossRows : plain::acrossRows) (pairs, Layers::pairs, weights);
    values = plain::unfoldRows (values, Layers::rows, pairs, layers.unfold->weight, layers.unfold->bias);
    return plain::leaveRows (values, Layers::rows, layers.last->weight, layers.last->bias);
}

/** The same of libtorch's own parts. */
Tensor expectedValues (Layers& layers)
{
    const auto batch = Layers::batch, frames = Layers::frames, rows = Layers::rows;
    const Tensor near = torch::constant_pad_nd (layers.kinds, { 2, 2 })
                            .unfold (3, 5, 1)
                            .permute ({ 0, 3, 1, 2, 4 })
                            .reshape ({ batch, rows, frames, -1 });
    Tensor values = torch::tanh (layers.first (near) + layers.context.unsqueeze (1));
    const auto units = values.size (3);
    values = std::get<0> (layers.time (values.reshape ({ batch * rows, frames, units })));
    values = values.reshape ({ batch, rows, frames, units }).transpose (1, 2);
    const auto pairs = Layers::pairs;
    Tensor folded = layers.fold (torch::constant_pad_nd (values, { 0, 0, 0, 2 * pairs - rows })
                                     .reshape ({ batch * frames, pairs, 2 * units }));
    folded = folded + layers.norm (layers.mixing (std::get<0> (layers.across (folded))));
    values = values + layers.unfold (folded).reshape ({ batch, frames, -1, units }).narrow (2, 0, rows);
    return layers.last (values).transpose (2, 3);
}

/** Slopes of a random weighted sum of the values over all that is learned. */
std::vector<Tensor> slopesOf (const Tensor& values, const Layers& layers)
{
    torch::manual_seed (8);
    (values * torch::randn (values.sizes())).sum().backward();
    std::vector<Tensor> slopes;
    for (auto& parameter : layers.learned())
    {
        slopes.push_back (parameter.grad().clone());
        parameter.mutable_grad() = Tensor();
    }
    return slopes;
}
} // namespace

TEST_CASE (
    "layers of sub-band networks are libtorch's own, fused, plain and in lanes, and so are their slopes")
{
    enum class Way
    {
        fused,
        plain,
        lanes
    };
    torch::manual_seed (6);
    Layers layers (GENERATE (6, 7, 24));
    const auto way = GENERATE (Way::fused, Way::plain, Way::lanes);
    const Tensor expected = expectedValues (layers),
                 found = way == Way::fused ? ourValues (layers) : plainValues (layers, way == Way::lanes);
    CHECK (((found - expected).norm() / expected.norm()).item<double>() < rounding);
    const auto wanted = slopesOf (expected, layers), had = slopesOf (found, layers);
    for (size_t i = 0; i < wanted.size(); ++i)
    {
        INFO ("slopes " << i);
        CHECK (((had[i] - wanted[i]).norm() / wanted[i].norm()).item<double>() < rounding);
    }
}
