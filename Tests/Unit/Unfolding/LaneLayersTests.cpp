// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/DeviceScans.h"
#include "Unfolding/Net/LaneLayers.h"

#include <catch2/catch.hpp>

#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/utils.h>

#include <vector>

using namespace unbraid;
using torch::Tensor;

namespace
{
constexpr double rounding = 3e-6; // of sums in single precision, as a share of all

struct Sizes
{
    int64_t inputs, units;
};

/** What a layer makes of values, and the slopes of a weighted sum of it over values and weights. */
std::vector<Tensor> madeBy (const Tensor& states, const Tensor& outer, const std::vector<Tensor>& learned)
{
    std::vector<Tensor> all{ states };
    for (const auto& slope : torch::autograd::grad ({ states }, learned, { outer }))
        all.push_back (slope);
    return all;
}

/** In double precision, by libtorch; values [outer x steps x inputs x lanes]. */
Tensor expectedStates (const Tensor& values, const std::vector<Tensor>& layer, bool isReversed)
{
    const auto outer = values.size (0), steps = values.size (1), lanes = values.size (3);
    Tensor sequences = values.permute ({ 0, 3, 1, 2 }).reshape ({ outer * lanes, steps, -1 });
    sequences = isReversed ? sequences.flip (1) : sequences;
    const Tensor blank = torch::zeros ({ 1, outer * lanes, layer[1].size (1) }, values.options());
    Tensor states = std::get<0> (torch::gru (sequences, blank, layer, true, 1, 0.0, true, false, true));
    states = isReversed ? states.flip (1) : states;
    return states.reshape ({ outer, lanes, steps, -1 }).permute ({ 0, 2, 3, 1 });
}
/** Values and the four weights of a layer. */
std::vector<Tensor> randomLayer (int64_t outer, int64_t steps, int64_t lanes, Sizes sizes)
{
    const auto [inputs, units] = sizes;
    const std::vector<std::vector<int64_t>> weightSizes{
        { 3 * units, inputs }, { 3 * units, units }, { 3 * units }, { 3 * units }
    };
    std::vector<Tensor> all{ torch::randn ({ outer, steps, inputs, lanes }, torch::kDouble) };
    for (const auto& size : weightSizes)
        all.push_back (0.3 * torch::randn (size, torch::kDouble));
    return all;
}

std::vector<Tensor> learnedCopies (const std::vector<Tensor>& tensors, const torch::TensorOptions& options)
{
    std::vector<Tensor> copies;
    for (const auto& tensor : tensors)
        copies.push_back (tensor.to (options).detach().clone().requires_grad_());
    return copies;
}

std::vector<Tensor> weightsIn (const std::vector<Tensor>& layer)
{
    return { layer.begin() + 1, layer.end() };
}

double distance (const Tensor& found, const Tensor& wanted)
{
    const Tensor near = found.to (torch::kCPU, torch::kDouble);
    return ((near - wanted).norm() / wanted.norm()).item<double>();
}

} // namespace

TEST_CASE ("a recurrence over lanes is that of double precision, forward and back, and so are its slopes")
{
    const auto [inputs, units] =
        GENERATE (Sizes{ 8, 8 }, Sizes{ 24, 12 }, Sizes{ 5, 7 }, Sizes{ 48, 48 }, Sizes{ 128, 64 });
    const bool isReversed = GENERATE (false, true);
    torch::manual_seed (11);
    const int64_t outer = 3, steps = 9, lanes = 17; // no whole blocks, and blocks across outer indices
    const auto exact = learnedCopies (randomLayer (outer, steps, lanes, { inputs, units }), torch::kDouble);
    const Tensor weights = torch::randn ({ outer, steps, units, lanes }, torch::kDouble);
    const auto wanted = madeBy (expectedStates (exact[0], weightsIn (exact), isReversed), weights, exact);
    std::vector<torch::Device> devices{ torch::kCPU };
    if (torch::cuda::is_available() && unfolding::hasDeviceScans())
        devices.emplace_back (torch::kCUDA);
    for (const auto& device : devices)
    {
        const auto options = torch::TensorOptions (torch::kFloat).device (device);
        const auto own = learnedCopies (exact, options);
        const auto found =
            madeBy (unfolding::lanes::recur (own[0], weightsIn (own), isReversed), weights.to (options), own);
        for (size_t i = 0; i < wanted.size(); ++i)
        {
            INFO (device << ": " << inputs << " inputs, " << units << " units, result " << i);
            CHECK (distance (found[i], wanted[i]) < rounding);
        }
    }
}
