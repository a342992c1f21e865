// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Fft.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
constexpr Eigen::Index maxPoints = 1 << 20;
} // namespace

Status RealFft::checkLength (Eigen::Index numPoints)
{
    if (numPoints < 2 || numPoints > maxPoints || numPoints % 2 != 0)
        return Error{ "the FFT cannot be planned", "length", std::to_string (numPoints),
                      "even, 2 to " + std::to_string (maxPoints) };
    return Done{};
}

Eigen::Index RealFft::fastLength (Eigen::Index atLeast) noexcept
{
    auto isFast = [] (Eigen::Index length)
    {
        for (const Eigen::Index factor : { 2, 3, 5, 7 })
            while (length % factor == 0)
                length /= factor;
        return length == 1;
    };
    Eigen::Index length = std::max<Eigen::Index> (2, atLeast + atLeast % 2);
    while (! isFast (length))
        length += 2;
    return length;
}

} // namespace unbraid::core
