// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/LevelRange.h"

#include "Editor/Picture/PictureScope.h"

#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr double tiltPerOctave = 3.0;
constexpr float minPeakDb = -80.0f, maxPeakDb = 10.0f;
constexpr double loudestShare = 0.995;

/** The level, as it is drawn, that this share of all that is seen stays under. */
std::optional<float> quantileOf (const PictureScope& scope, const FrequencyAxis& axis, double share)
{
    constexpr int numBars = 2400;
    std::vector<int> bars (numBars, 0);
    std::vector<float> tilts;
    tilts.reserve (PictureRows::count);
    for (int row = 0; row < PictureRows::count; ++row)
        tilts.push_back (tiltDb (PictureRows::frequencyOf (row + 0.5)));
    const int low = juce::jmax (0, static_cast<int> (PictureRows::rowOf (axis.lowHz())));
    const int high = juce::jmin (PictureRows::count, static_cast<int> (PictureRows::rowOf (axis.highHz())));
    std::int64_t count = 0;
    for (const auto& column : scope.columns())
        if (column->end > scope.end() - scope.span() && column->begin < scope.end())
            for (int row = low; row < high; ++row, ++count)
            {
                const float level = column->levelDb (row) + tilts[static_cast<size_t> (row)];
                ++bars[static_cast<size_t> (
                    juce::jlimit (0, numBars - 1, juce::roundToInt (10.0f * (level + 180.0f))))];
            }
    auto left = static_cast<std::int64_t> (static_cast<double> (count) * (1.0 - share));
    for (int bar = numBars - 1; bar > 0 && count > 0; --bar)
        if ((left -= bars[static_cast<size_t> (bar)]) < 0)
            return static_cast<float> (bar) / 10.0f - 180.0f;
    return std::nullopt;
}
} // namespace

float tiltDb (double hz)
{
    return static_cast<float> (tiltPerOctave * std::log2 (hz / 1000.0));
}

std::optional<LevelRange> fittedRange (const PictureScope& scope, const FrequencyAxis& axis)
{
    const auto loudest = quantileOf (scope, axis, loudestShare);
    if (! loudest.has_value())
        return std::nullopt;
    const float peak = juce::jlimit (minPeakDb, maxPeakDb, *loudest);
    return LevelRange{ peak - LevelRange::defaultSpread, peak };
}

} // namespace unbraid::editor
