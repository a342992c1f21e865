// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Measures.h"

#include <cmath>

namespace unbraid::editor::measures
{

namespace
{
constexpr float lowestDb = -60.0f;
constexpr float highestDb = 12.0f;
constexpr float zeroShare = 0.75f;
constexpr float bend = 0.8f;
} // namespace

float shareOfDb (float db)
{
    if (db <= lowestDb)
        return 0.0f;
    if (db <= 0.0f)
        return zeroShare * (1.0f - std::pow (db / lowestDb, bend));
    return juce::jmin (1.0f, zeroShare + (1.0f - zeroShare) * db / highestDb);
}

float dbOfShare (float share)
{
    if (share <= 0.0f)
        return lowestDb;
    if (share <= zeroShare)
        return lowestDb * std::pow (1.0f - share / zeroShare, 1.0f / bend);
    return juce::jmin (highestDb, highestDb * (share - zeroShare) / (1.0f - zeroShare));
}

} // namespace unbraid::editor::measures
