// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/BinMap.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;

TEST_CASE ("Values carried over Hz are exact where they are linear, end with their ends, and keep the sum of "
           "each row")
{
    constexpr float rounding = 1e-5f;
    test::Random random (1);
    for (const auto& [from, to] : { std::pair{ 1025, 1412 }, { 1412, 1025 }, { 513, 513 }, { 2, 9 } })
    {
        INFO (from << " bins to " << to);
        core::BinMap map;
        map.prepare (from, to);
        Eigen::VectorXf carried (to);
        map.carry (Eigen::VectorXf::LinSpaced (from, 0.0f, 1.0f), carried);
        CHECK ((carried - Eigen::VectorXf::LinSpaced (to, 0.0f, 1.0f)).cwiseAbs().maxCoeff() < rounding);
        const Eigen::VectorXf mask = 0.5f * (random.noise (from, 1.0f).array() + 1.0f);
        Eigen::VectorXf rest (to);
        map.carry (mask, carried);
        map.carry (1.0f - mask.array(), rest);
        CHECK (((carried + rest).array() - 1.0f).abs().maxCoeff() < rounding);
        CHECK (carried[0] == mask[0]);
        CHECK (carried[to - 1] == Approx (mask[from - 1]).margin (1e-6));
        CHECK (carried.minCoeff() >= 0.0f);
    }
}
