// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/SpeakerLoss.h"

#include <catch2/catch.hpp>

#include <torch/autograd.h>
#include <torch/utils.h>

#include <cmath>

using namespace unbraid;

namespace
{
constexpr double temperature = 0.1;

double lossOf (const torch::Tensor& values, const torch::Tensor& isTold)
{
    return unfolding::speakerLoss (values, isTold).item<double>();
}

/** Pieces of each voice that point the same way, and no two voices that do.
    returns  [voices x 2 x voices] */
torch::Tensor apart (int64_t voices)
{
    return torch::eye (voices).unsqueeze (1).repeat ({ 1, 2, 1 });
}
} // namespace

TEST_CASE (
    "Voices at right angles are told apart as far as the temperature allows, and equal ones by chance alone")
{
    constexpr int64_t voices = 5;
    const auto told = torch::ones ({ voices, 1 });
    CHECK (lossOf (apart (voices), told) ==
           Approx (std::log1p ((voices - 1) * std::exp (-1.0 / temperature))).margin (1e-6));
    CHECK (lossOf (torch::ones ({ voices, 2, 3 }), told) == Approx (std::log (voices)));
    const auto swapped = torch::stack ({ torch::eye (voices), torch::eye (voices).roll (1, 0) }, 1);
    CHECK (lossOf (swapped, told) > 1.0 / temperature);
    CHECK (lossOf (3.0 * apart (voices), told) == Approx (lossOf (apart (voices), told)).margin (1e-6));
}

TEST_CASE ("Voices that are not told do not count, and one alone has nobody to be told from")
{
    auto values = torch::cat ({ apart (3), torch::zeros ({ 3, 2, 2 }) }, 2);
    auto told = torch::ones ({ 3, 1 });
    told[1][0] = 0.0f;
    const double two = lossOf (values, told);
    values[1].fill_ (7.0f);
    CHECK (lossOf (values, told) == Approx (two));
    told[0][0] = 0.0f;
    CHECK (lossOf (values, told) == 0.0);
}

TEST_CASE ("Slopes of the loss of speakers are those of its values")
{
    torch::manual_seed (4);
    const auto told = torch::ones ({ 3, 1 }, torch::kDouble);
    auto values = torch::randn ({ 3, 2, 4 }, torch::kDouble).requires_grad_();
    unfolding::speakerLoss (values, told).backward();
    const torch::NoGradGuard noGradients;
    const auto slopes = values.grad().flatten();
    constexpr double step = 1e-6;
    for (int64_t i = 0; i < values.numel(); ++i)
    {
        const auto moved = [&] (double by)
        {
            auto other = values.detach().clone();
            other.flatten()[i] += by;
            return lossOf (other, told);
        };
        CHECK (slopes[i].item<double>() ==
               Approx ((moved (step) - moved (-step)) / (2.0 * step)).margin (1e-7));
    }
}
