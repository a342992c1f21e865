// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** A colour in linear light, 0 to 1. */
struct LinearColour
{
    float red = 0.0f, green = 0.0f, blue = 0.0f;

    LinearColour& add (float weight, const LinearColour& other) noexcept
    {
        red += weight * other.red;
        green += weight * other.green;
        blue += weight * other.blue;
        return *this;
    }
};

LinearColour toLinear (juce::Colour colour);

/** From linear light to sRGB by a table of 4096 entries. [any] */
juce::PixelRGB toPixel (const LinearColour& colour) noexcept;

/** Between two colours, in linear light. */
juce::Colour mixed (juce::Colour from, juce::Colour to, float share);

/** Colours of loudness: for each source colour a way from the ground of the picture to bright (dark theme) or deep
    (light theme). At every step all of them have the same lightness in OKLab, so that mixing them shows level by lightness
    and source by hue. */
class ColourRamps
{
public:
    static constexpr int numSteps = 256;
    using Ramp = std::array<LinearColour, numSteps>;

    /** Those of a theme, made once. [message] */
    static const ColourRamps& of (const Theme& theme);

    explicit ColourRamps (const Theme& theme);

    /** 1 to 8; 0: the residual's. */
    [[nodiscard]] const Ramp& ramp (int colour) const { return ramps[indexOf (colour)]; }

    /** Of sound that no dictionary explains. */
    [[nodiscard]] const Ramp& idle() const { return idleRamp; }

    /** The plain source colour at every step, as if it were a ramp. */
    [[nodiscard]] const Ramp& plain (int colour) const { return plainRamps[indexOf (colour)]; }

private:
    static size_t indexOf (int colour)
    {
        return colour < 1 ? 0 : 1 + static_cast<size_t> ((colour - 1) % numSourceColours);
    }

    std::array<Ramp, numSourceColours + 1> ramps, plainRamps;
    Ramp idleRamp;
};

/** A colour as OKLab has it: lightness, and two axes of hue. */
struct OkLab
{
    float lightness = 0.0f, a = 0.0f, b = 0.0f;
};

OkLab toOkLab (const LinearColour& colour);
LinearColour fromOkLab (const OkLab& colour);

} // namespace unbraid::editor
