// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/RandomRounding.h"

#include "SmallTraining.h"

#include <catch2/catch.hpp>

#include <torch/utils.h>

using namespace unbraid;

TEST_CASE ("a value rounded at random is one of its two neighbours, and itself in the mean")
{
    constexpr int bits = 4, numDraws = 4000;
    const auto values =
        torch::tensor ({ 1.0f, -1.03f, 0.7001f, 3e-5f, 0.0f, 1.99f, -260.0f }).reshape ({ 7, 1 });
    const auto draws = unfolding::roundedAtRandom (values.expand ({ 7, numDraws }).contiguous(), bits, 3);
    const auto step = values.abs().log2().floor().exp2() / (1 << bits); // between two neighbours
    CHECK (((draws - values).abs() < step + 1e-30).all().item<bool>());
    const auto inSteps = torch::where (step > 0, draws / step, draws);
    CHECK (torch::equal (inSteps, inSteps.round()));
    constexpr double fourDeviations =
        4.0 * 0.5 / 63.0; // of the mean of 4000 draws of two values a step apart
    CHECK (((draws.mean (1, true) - values).abs() <= fourDeviations * step).all().item<bool>());
}

TEST_CASE ("a net rounded at random has its own weights again")
{
    auto state = unfolding::beginUnfolding (test::smallTraining(),
                                            unfolding::rowFrequencies (test::smallTraining()).size());
    REQUIRE (state.ok());
    auto& net = *state.value().net;
    const auto before = unfolding::weightsOf (net);
    const auto same = [&]
    {
        const auto now = unfolding::weightsOf (net);
        return std::equal (now.begin(), now.end(), before.begin(),
                           [] (const auto& a, const auto& b) { return torch::equal (a, b); });
    };
    {
        const unfolding::RandomlyRounded rounded (net, 10, 1);
        CHECK_FALSE (same());
    }
    CHECK (same());
    {
        const unfolding::RandomlyRounded rounded (net, 23, 1); // all bits of a float
        CHECK (same());
    }
}
