// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Batches/SharedGradients.h"

#include "Training/Ranks.h"

#include <torch/utils.h>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

void appendValues (const Tensor& tensor, std::vector<float>& values)
{
    const auto plain = tensor.detach().to (torch::kCPU, torch::kFloat32).contiguous();
    const auto* first = plain.data_ptr<float>();
    values.insert (values.end(), first, first + plain.numel());
}

/** Copies the values from `at` on; returns where the next tensor's begin. */
size_t takeValues (std::vector<float>& values, size_t at, Tensor tensor)
{
    tensor.copy_ (torch::from_blob (values.data() + at, tensor.sizes(), torch::kFloat32));
    return at + static_cast<size_t> (tensor.numel());
}

/** Gradients of the parameters that have one: the same at every rank, since all compute the same graph. */
std::vector<Tensor> gradientsOf (const UnfoldedNet& net)
{
    std::vector<Tensor> gradients;
    for (const auto& parameter : net.parameters())
        if (parameter.grad().defined())
            gradients.push_back (parameter.grad());
    return gradients;
}
} // namespace

Tensor averageGradients (training::Ranks& ranks, UnfoldedNet& net, double weight, const Tensor& loss)
{
    if (ranks.count() == 1)
        return loss;
    const auto gradients = gradientsOf (net);
    std::vector<float> values;
    for (const auto& gradient : gradients)
        appendValues (gradient, values);
    values.push_back (loss.item<float>());
    for (float& value : values)
        value *= static_cast<float> (weight);
    training::addUpAtFirst (ranks, values);
    size_t at = 0;
    for (const auto& gradient : gradients)
        at = takeValues (values, at, gradient);
    return torch::scalar_tensor (values.back());
}

void shareWeights (training::Ranks& ranks, const std::vector<Tensor>& learned)
{
    if (ranks.count() == 1)
        return;
    const torch::NoGradGuard noGradients;
    std::vector<float> values;
    for (const auto& tensor : learned)
        appendValues (tensor, values);
    ranks.broadcast (0, training::writableBytesOf (values.data(), values.size()));
    size_t at = 0;
    for (const auto& tensor : learned)
        at = takeValues (values, at, tensor);
}

} // namespace unbraid::unfolding
