// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/FrequencyAxis.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr double minOctaves = 0.25;
constexpr size_t enoughLabels = 4;

juce::String textOf (double hz)
{
    const auto plain = [] (double value)
    {
        const double rounded = std::round (value * 100.0) / 100.0;
        const auto text = juce::String (rounded, 2);
        return text.trimCharactersAtEnd ("0").trimCharactersAtEnd (".");
    };
    return hz >= 999.5 ? plain (hz / 1000.0) + "k" : plain (hz);
}

/** Frequencies whose first digits are among `steps`, of each decade. */
std::vector<double> decades (std::initializer_list<double> steps, double low, double high)
{
    std::vector<double> result;
    for (double decade = 10.0; decade <= high; decade *= 10.0)
        for (const double step : steps)
            if (step * decade > low && step * decade < high)
                result.push_back (step * decade);
    return result;
}

std::vector<double> evenSteps (double low, double high)
{
    const double rough = (high - low) / 7.0;
    const double decade = std::pow (10.0, std::floor (std::log10 (rough)));
    const double step = decade * (rough > 5.0 * decade ? 10.0 : rough > 2.0 * decade ? 5.0 : 2.0);
    std::vector<double> result;
    for (double hz = std::ceil (low / step) * step; hz < high; hz += step)
        result.push_back (hz);
    return result;
}
} // namespace

void FrequencyAxis::setHighest (double hz)
{
    const bool wasZoomed = isZoomed();
    highest = juce::jlimit (2.0 * lowestHz, 20000.0, hz);
    if (! wasZoomed || high > highest)
        reset();
}

double FrequencyAxis::shareOf (double hz) const
{
    return std::log (juce::jmax (1.0e-3, hz) / low) / std::log (high / low);
}

double FrequencyAxis::hzAt (double share) const
{
    return low * std::pow (high / low, share);
}

void FrequencyAxis::zoom (double factor, double share)
{
    const double held = std::log2 (hzAt (share));
    const double whole = std::log2 (highest / lowestHz);
    const double octaves = juce::jlimit (minOctaves, whole, factor * std::log2 (high / low));
    const double bottom =
        juce::jlimit (std::log2 (lowestHz), std::log2 (highest) - octaves, held - share * octaves);
    low = octaves < whole ? std::exp2 (bottom) : lowestHz;
    high = octaves < whole ? std::exp2 (bottom + octaves) : highest;
}

void FrequencyAxis::move (double share)
{
    const double octaves = std::log2 (high / low);
    const double bottom =
        juce::jlimit (std::log2 (lowestHz), std::log2 (highest) - octaves, std::log2 (low) + share * octaves);
    if (! isZoomed())
        return;
    low = std::exp2 (bottom);
    high = std::exp2 (bottom + octaves);
}

void FrequencyAxis::reset()
{
    low = lowestHz;
    high = highest;
}

std::vector<FrequencyAxis::Label> FrequencyAxis::labels (double height, double minGap) const
{
    auto frequencies = decades ({ 1.0, 2.0, 5.0 }, low, high);
    if (frequencies.size() < enoughLabels)
        frequencies = decades ({ 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0 }, low, high);
    if (frequencies.size() < enoughLabels)
        frequencies = evenSteps (low, high);
    std::vector<Label> result;
    double last = -minGap;
    for (const double hz : frequencies)
        if (const double position = height * shareOf (hz);
            position - last >= minGap && position >= 0.4 * minGap && position <= height - 0.4 * minGap)
        {
            result.push_back ({ hz, textOf (hz) });
            last = position;
        }
    return result;
}

} // namespace unbraid::editor
