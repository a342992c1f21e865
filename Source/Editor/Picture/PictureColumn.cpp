// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureColumn.h"

#include <array>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr int maxCode = 2000; // +60 dB

std::array<float, maxCode + 1> makePowers()
{
    std::array<float, maxCode + 1> powers{};
    for (int code = 1; code <= maxCode; ++code)
        powers[static_cast<size_t> (code)] = std::pow (
            10.0f, 0.1f * (PictureColumn::lowestDb +
                           static_cast<float> (code) / static_cast<float> (PictureColumn::stepsPerDb)));
    return powers;
}

std::array<float, 256> makeActivations()
{
    std::array<float, 256> values{};
    for (size_t code = 1; code < values.size(); ++code)
        values[code] = std::pow (10.0f, 0.1f * (PictureColumn::lowestDb +
                                                PictureColumn::activationStep * static_cast<float> (code)));
    return values;
}

const auto powers = makePowers();
const auto activationValues = makeActivations();
} // namespace

float PictureColumn::levelDb (int row) const
{
    return lowestDb +
           static_cast<float> (levels[static_cast<size_t> (row)]) / static_cast<float> (stepsPerDb);
}

std::uint16_t PictureColumn::codeOfPower (float power) noexcept
{
    if (! (power > 0.0f))
        return 0;
    const float code = (10.0f * std::log10 (power) - lowestDb) * static_cast<float> (stepsPerDb) + 0.5f;
    return static_cast<std::uint16_t> (juce::jlimit (1.0f, static_cast<float> (maxCode), code));
}

float PictureColumn::powerOfCode (std::uint16_t code) noexcept
{
    return powers[std::min<size_t> (code, maxCode)];
}

std::uint8_t PictureColumn::codeOfActivation (float activation) noexcept
{
    if (! (activation > 0.0f))
        return 0;
    const float code = (10.0f * std::log10 (activation) - lowestDb) / activationStep + 0.5f;
    return static_cast<std::uint8_t> (juce::jlimit (0.0f, 255.0f, code));
}

float PictureColumn::activationOfCode (std::uint8_t code) noexcept
{
    return activationValues[code];
}

} // namespace unbraid::editor
