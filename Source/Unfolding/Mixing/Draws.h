// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingSettings.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace unbraid::unfolding
{

/** Random numbers that are the same with every standard library. Each stream of each mixture has its own
    sequence, so draws of one do not affect another.
    Source: Steele, Lea & Flood 2014, SplitMix64. */
class Draws
{
public:
    Draws (std::uint64_t seed, std::uint64_t number, std::uint64_t stream)
        : state (mixed (mixed (mixed (seed) + number) + stream))
    {
    }

    std::uint64_t next() noexcept
    {
        state += step;
        return mixed (state);
    }

    /** Uniform in [0, 1). */
    double uniform() noexcept { return static_cast<double> (next() >> 11) * 0x1p-53; }

    double uniform (Range range) noexcept { return range.low + (range.high - range.low) * uniform(); }

    /** Uniform in -limit to limit. */
    double upOrDown (double limit) noexcept { return uniform ({ -limit, limit }); }

    /** Uniform on a logarithmic scale. */
    double logUniform (Range range) noexcept
    {
        return range.low * std::exp (std::log (range.high / range.low) * uniform());
    }

    bool chance (double probability) noexcept { return uniform() < probability; }

    /** 0 .. count - 1. */
    Eigen::Index index (Eigen::Index count) noexcept
    {
        return std::min (count - 1, static_cast<Eigen::Index> (uniform() * static_cast<double> (count)));
    }

    /** A whole number of the range, both ends included. */
    int wholeNumber (Range range) noexcept
    {
        return static_cast<int> (std::lround (range.low) + index (std::lround (range.high - range.low) + 1));
    }

    /** Approximately normal, of unit variance: the sum of four uniform numbers of 16 bits. */
    float normal() noexcept
    {
        constexpr std::uint64_t piece = 0xffff;
        constexpr float deviation = 37837.0f; // of the sum: sqrt ((2^32 - 1) / 3)
        const std::uint64_t bits = next();
        const auto sum = static_cast<std::int32_t> ((bits & piece) + ((bits >> 16) & piece) +
                                                    ((bits >> 32) & piece) + (bits >> 48));
        return (static_cast<float> (sum) - 2.0f * static_cast<float> (piece)) / deviation;
    }

private:
    static constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;

    static std::uint64_t mixed (std::uint64_t bits) noexcept
    {
        bits += step;
        bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
        bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
        return bits ^ (bits >> 31);
    }

    std::uint64_t state;
};

} // namespace unbraid::unfolding
