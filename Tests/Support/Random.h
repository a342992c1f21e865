// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstdint>
#include <random>

namespace unbraid::test
{

/** Numbers that are the same on every machine: the standard distributions are not. */
class Random
{
public:
    explicit Random (std::uint64_t seed)
        : engine (seed)
    {
    }

    /** Uniform in [low, high). */
    float uniform (float low = 0.0f, float high = 1.0f)
    {
        return low + (high - low) * static_cast<float> (engine() >> 40) * 0x1p-24f;
    }

    /** Uniform in [low, high]. */
    Eigen::Index integer (Eigen::Index low, Eigen::Index high)
    {
        return low + static_cast<Eigen::Index> (engine() % static_cast<std::uint64_t> (high - low + 1));
    }

    /** White noise, uniform in [-peak, peak). */
    Eigen::VectorXf noise (Eigen::Index length, float peak = 0.5f)
    {
        return Eigen::VectorXf::NullaryExpr (length, [&] { return uniform (-peak, peak); });
    }

    /** Positive values over several decades. */
    Eigen::MatrixXf positive (Eigen::Index rows, Eigen::Index columns)
    {
        return Eigen::MatrixXf::NullaryExpr (rows, columns, [&] { return std::exp (uniform (-5.0f, 2.0f)); });
    }

private:
    std::mt19937_64 engine;
};

} // namespace unbraid::test
