// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Optimisers/Muon.h"

#include <catch2/catch.hpp>

#include <torch/torch.h>

using namespace unbraid;

namespace
{
using torch::Tensor;

Tensor randomMatrix (int64_t rows, int64_t columns, int seed)
{
    torch::manual_seed (static_cast<uint64_t> (seed));
    return torch::randn ({ rows, columns });
}

double distance (const Tensor& a, const Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

/** Where a matrix of zeros lies after steps along the same gradient each time. */
Tensor movedAlong (const Tensor& gradient, const std::string& name, int steps)
{
    const Tensor values = torch::zeros_like (gradient);
    values.mutable_grad() = gradient.clone();
    unfolding::Muon optimiser ({ { name, values } });
    for (int i = 0; i < steps; ++i)
        optimiser.step (0.1, 0.0);
    return values;
}
} // namespace

TEST_CASE ("the orthogonal form of a matrix keeps its singular vectors, and its singular values are near one")
{
    for (const auto& [rows, columns] : { std::pair{ 24, 24 }, std::pair{ 96, 40 }, std::pair{ 8, 128 } })
    {
        const auto [left, values, right] = torch::linalg_svd (randomMatrix (rows, columns, 3), false);
        const Tensor uneven = torch::linspace (1.0, 0.05, values.size (0));
        const Tensor matrix = torch::matmul (left * uneven, right);
        const Tensor turned = unfolding::nearlyOrthogonal (matrix);
        const Tensor inner = torch::matmul (torch::matmul (left.t(), turned), right.t());
        const Tensor diagonal = inner.diagonal();
        CHECK (distance (inner, torch::diag (diagonal)) < 1e-3);
        CHECK (diagonal.min().item<double>() > 0.6);
        CHECK (diagonal.max().item<double>() < 1.3);
        CHECK (distance (unfolding::nearlyOrthogonal (100.0 * matrix), turned) < 1e-4);
    }
}

TEST_CASE ("a step turns with the gradient, and its size is that of Adam's")
{
    const Tensor gradient = randomMatrix (32, 20, 4);
    const auto [turn, upper] = torch::linalg_qr (randomMatrix (32, 32, 5));
    const Tensor moved = movedAlong (gradient, "layer.weight", 3);
    CHECK (distance (movedAlong (torch::matmul (turn, gradient), "layer.weight", 3),
                     torch::matmul (turn, moved)) < 1e-4);
    CHECK ((moved * gradient).sum().item<double>() < 0.0);
    const Tensor once = movedAlong (gradient, "layer.weight", 1);
    CHECK (once.square().mean().sqrt().item<double>() == Approx (0.1 * 0.2).epsilon (0.2));
}

TEST_CASE ("each gate of a recurrence is a matrix of its own")
{
    const Tensor gradient = randomMatrix (36, 12, 6);
    const Tensor together = movedAlong (gradient, "gru.weight_hh_l0", 1);
    std::vector<Tensor> apart;
    for (const auto& gate : gradient.chunk (3, 0))
        apart.push_back (movedAlong (gate, "layer.weight", 1));
    CHECK (distance (together, torch::cat (apart, 0)) < 1e-5);
}

TEST_CASE ("matrices of one size are turned together as each would be alone")
{
    std::vector<std::pair<std::string, Tensor>> together;
    std::vector<Tensor> alone;
    for (int number = 0; number < 4; ++number)
    {
        const bool isRecurrence = number % 2 == 0;
        const std::string name = isRecurrence ? "gru.weight_hh_l0" : "layer.weight";
        const Tensor gradient = randomMatrix (isRecurrence ? 36 : 12, 12, 20 + number);
        alone.push_back (movedAlong (gradient, name, 2));
        const Tensor values = torch::zeros_like (gradient);
        values.mutable_grad() = gradient.clone();
        together.emplace_back (name, values);
    }
    unfolding::Muon optimiser (together);
    for (int i = 0; i < 2; ++i)
        optimiser.step (0.1, 0.0);
    for (size_t i = 0; i < alone.size(); ++i)
        CHECK (distance (together[i].second, alone[i]) < 1e-5);
}

TEST_CASE ("biases, atoms and layers of a few rows are left to Adam")
{
    CHECK (unfolding::Muon::takes ("encoder_gru.weight_ih_l0", torch::zeros ({ 36, 12 })));
    CHECK_FALSE (unfolding::Muon::takes ("encoder_gru.bias_ih_l0", torch::zeros ({ 36 })));
    CHECK_FALSE (unfolding::Muon::takes ("atoms0", torch::zeros ({ 36, 12 })));
    CHECK_FALSE (unfolding::Muon::takes ("rows_output.weight", torch::zeros ({ 3, 12 })));
}
