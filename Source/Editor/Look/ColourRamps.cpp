// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/ColourRamps.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr int numCodes = 4096;
constexpr float brightest = 0.92f, deepest = 0.27f; // lightness at the end of the ramps, dark and light
constexpr float idleShare = 0.55f;

float linearOf (float encoded)
{
    return encoded <= 0.04045f ? encoded / 12.92f : std::pow ((encoded + 0.055f) / 1.055f, 2.4f);
}

float encodedOf (float linear)
{
    return linear <= 0.0031308f ? 12.92f * linear : 1.055f * std::pow (linear, 1.0f / 2.4f) - 0.055f;
}

std::array<juce::uint8, numCodes> makeCodes()
{
    std::array<juce::uint8, numCodes> codes{};
    for (int i = 0; i < numCodes; ++i)
        codes[static_cast<size_t> (i)] = static_cast<juce::uint8> (
            std::lround (255.0f * encodedOf (static_cast<float> (i) / static_cast<float> (numCodes - 1))));
    return codes;
}

const std::array<juce::uint8, numCodes> codes = makeCodes();

juce::uint8 codeOf (float linear) noexcept
{
    const float position = juce::jlimit (0.0f, 1.0f, linear) * static_cast<float> (numCodes - 1) + 0.5f;
    return codes[static_cast<size_t> (position)];
}

bool isInGamut (const LinearColour& colour)
{
    const auto holds = [] (float value) { return value >= -1.0e-5f && value <= 1.0f + 1.0e-5f; };
    return holds (colour.red) && holds (colour.green) && holds (colour.blue);
}

/** The colour with as much of its chroma as sRGB holds at its lightness. */
LinearColour cutToGamut (const OkLab& wanted)
{
    if (const auto whole = fromOkLab (wanted); isInGamut (whole))
        return whole;
    float kept = 0.0f, limit = 1.0f;
    for (int i = 0; i < 20; ++i)
    {
        const float share = 0.5f * (kept + limit);
        const bool holds = isInGamut (fromOkLab ({ wanted.lightness, share * wanted.a, share * wanted.b }));
        (holds ? kept : limit) = share;
    }
    return fromOkLab ({ wanted.lightness, kept * wanted.a, kept * wanted.b });
}

float chromaOf (const OkLab& colour)
{
    return std::hypot (colour.a, colour.b);
}

/** Share of the full chroma at t, 0 to 1. */
float chromaShare (float t, bool isDark)
{
    const float upper = juce::jmax (0.0f, isDark ? (t - 0.62f) / 0.38f : (t - 0.7f) / 0.3f);
    return isDark ? juce::jmin (1.0f, t / 0.6f) * (1.0f - 0.72f * std::pow (upper, 1.4f))
                  : std::pow (juce::jmin (1.0f, t / 0.7f), 1.05f) * (1.0f - 0.35f * upper);
}

ColourRamps::Ramp makeRamp (const Theme& theme, int colour)
{
    const OkLab well = toOkLab (toLinear (theme.well));
    const OkLab source = toOkLab (toLinear (theme.source (colour)));
    const float own = chromaOf (source);
    const float chroma = theme.isDark || colour < 1 ? own : juce::jmax (own, 0.11f);
    ColourRamps::Ramp ramp;
    for (int i = 0; i < ColourRamps::numSteps; ++i)
    {
        const float t = static_cast<float> (i) / static_cast<float> (ColourRamps::numSteps - 1);
        const float way = theme.isDark ? std::pow (t, 1.2f) : std::pow (t, 1.25f);
        const float share = chromaShare (t, theme.isDark) * chroma / own;
        const float ground = 1.0f - juce::jmin (1.0f, t / 0.6f); // the well has a trace of a hue
        ramp[static_cast<size_t> (i)] =
            cutToGamut ({ well.lightness + ((theme.isDark ? brightest : deepest) - well.lightness) * way,
                          share * source.a + ground * well.a, share * source.b + ground * well.b });
    }
    ramp[0] = toLinear (theme.well);
    return ramp;
}

/** The ramp behind a veil of the ground, as sRGB mixes. */
ColourRamps::Ramp veiled (const ColourRamps::Ramp& ramp, juce::Colour well)
{
    const auto part = [] (float value, juce::uint8 ground)
    {
        const float back = static_cast<float> (ground) / 255.0f;
        return linearOf (back + idleShare * (encodedOf (juce::jlimit (0.0f, 1.0f, value)) - back));
    };
    ColourRamps::Ramp result;
    for (size_t i = 0; i < ramp.size(); ++i)
        result[i] = { part (ramp[i].red, well.getRed()), part (ramp[i].green, well.getGreen()),
                      part (ramp[i].blue, well.getBlue()) };
    return result;
}
} // namespace

LinearColour toLinear (juce::Colour colour)
{
    return { linearOf (colour.getFloatRed()), linearOf (colour.getFloatGreen()),
             linearOf (colour.getFloatBlue()) };
}

juce::PixelRGB toPixel (const LinearColour& colour) noexcept
{
    juce::PixelRGB pixel;
    pixel.setARGB (255, codeOf (colour.red), codeOf (colour.green), codeOf (colour.blue));
    return pixel;
}

juce::Colour mixed (juce::Colour from, juce::Colour to, float share)
{
    LinearColour sum;
    sum.add (1.0f - share, toLinear (from)).add (share, toLinear (to));
    return { codeOf (sum.red), codeOf (sum.green), codeOf (sum.blue) };
}

OkLab toOkLab (const LinearColour& colour) // Ottosson 2020
{
    const auto [r, g, b] = colour;
    const float l = std::cbrt (0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
    const float m = std::cbrt (0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
    const float s = std::cbrt (0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
    return { 0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
             1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
             0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s };
}

LinearColour fromOkLab (const OkLab& colour)
{
    const auto cubed = [] (float value) { return value * value * value; };
    const float l = cubed (colour.lightness + 0.3963377774f * colour.a + 0.2158037573f * colour.b);
    const float m = cubed (colour.lightness - 0.1055613458f * colour.a - 0.0638541728f * colour.b);
    const float s = cubed (colour.lightness - 0.0894841775f * colour.a - 1.2914855480f * colour.b);
    return { 4.0767416621f * l - 3.3077115913f * m + 0.2309699292f * s,
             -1.2684380046f * l + 2.6097574011f * m - 0.3413193965f * s,
             -0.0041960863f * l - 0.7034186147f * m + 1.7076147010f * s };
}

const ColourRamps& ColourRamps::of (const Theme& theme)
{
    static const ColourRamps dark (darkTheme());
    static const ColourRamps light (lightTheme());
    return theme.isDark ? dark : light;
}

ColourRamps::ColourRamps (const Theme& theme)
{
    for (int colour = 0; colour <= numSourceColours; ++colour)
    {
        ramps[static_cast<size_t> (colour)] = makeRamp (theme, colour);
        plainRamps[static_cast<size_t> (colour)].fill (toLinear (theme.source (colour)));
    }
    idleRamp = veiled (ramps[0], theme.well);
}

} // namespace unbraid::editor
