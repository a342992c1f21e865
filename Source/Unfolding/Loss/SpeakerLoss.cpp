// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/SpeakerLoss.h"

#include <torch/nn/functional.h>

namespace unbraid::unfolding
{

using torch::Tensor;

namespace
{
constexpr double temperature = 0.1;
constexpr double shortest = 1e-4; // of the values: those of silence have no direction

Tensor directions (const Tensor& values)
{
    return values / values.norm (2, 1, true).clamp_min (shortest);
}
} // namespace

Tensor speakerLoss (const Tensor& values, const Tensor& isTold)
{
    const Tensor told = torch::nonzero (isTold.flatten()).flatten();
    if (told.size (0) < 2)
        return torch::zeros ({}, values.options());
    const Tensor first = directions (values.select (1, 0).index_select (0, told));
    const Tensor second = directions (values.select (1, 1).index_select (0, told));
    const Tensor likeness = torch::matmul (first, second.t()) / temperature;
    const Tensor own = torch::arange (told.size (0), told.options());
    namespace F = torch::nn::functional;
    return 0.5 * (F::cross_entropy (likeness, own) + F::cross_entropy (likeness.t(), own));
}

} // namespace unbraid::unfolding
