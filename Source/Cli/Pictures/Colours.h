// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace unbraid::cli
{

/** Red, green and blue in sRGB, 0 to 1. */
struct Colour
{
    double red = 0.0;
    double green = 0.0;
    double blue = 0.0;
};

constexpr Colour colour (std::uint32_t rgb)
{
    return { static_cast<double> (rgb >> 16 & 0xff) / 255.0, static_cast<double> (rgb >> 8 & 0xff) / 255.0,
             static_cast<double> (rgb & 0xff) / 255.0 };
}

// The editor's dark theme.
constexpr Colour windowColour = colour (0x14181E);
constexpr Colour wellColour = colour (0x0C0F13);
constexpr Colour textColour = colour (0xE7EAEE);
constexpr Colour dimTextColour = colour (0xA9B1BC);
constexpr std::array sourceColours{ colour (0x4F93F7), colour (0xE8741A), colour (0x35E0D0),
                                    colour (0xC0659F), colour (0xD6B400), colour (0xB3A6FF),
                                    colour (0xA5E56B), colour (0xFF8795) };

constexpr Colour sourceColour (size_t source)
{
    return sourceColours[source % sourceColours.size()];
}

/** From dark to bright evenly to the eye: matplotlib's magma by nine anchors, the first one the well.
    level  0 to 1, clamped */
constexpr Colour heatColour (double level)
{
    constexpr std::array anchors{ wellColour,        colour (0x1C1044), colour (0x4F127B),
                                  colour (0x812581), colour (0xB5367A), colour (0xE55064),
                                  colour (0xFB8761), colour (0xFEC287), colour (0xFCFDBF) };
    const double position = (level > 0.0 ? level < 1.0 ? level : 1.0 : 0.0) * (anchors.size() - 1);
    const auto below = position < anchors.size() - 1 ? static_cast<size_t> (position) : anchors.size() - 2;
    const double part = position - static_cast<double> (below);
    const Colour& a = anchors[below];
    const Colour& b = anchors[below + 1];
    return { a.red + part * (b.red - a.red), a.green + part * (b.green - a.green),
             a.blue + part * (b.blue - a.blue) };
}

} // namespace unbraid::cli
