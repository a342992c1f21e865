// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/FrequencyAxis.h"

#include <optional>

namespace unbraid::editor
{

class PictureScope;

/** Which levels the picture spreads from the ground to bright, in dBFS after the tilt. */
struct LevelRange
{
    static constexpr float defaultSpread = 64.0f;

    float floorDb = -86.0f, peakDb = -22.0f;

    bool operator== (const LevelRange&) const = default;
};

/** Level is raised by so much before it is drawn, 3 dB per octave about 1 kHz, since most sound falls like that. */
float tiltDb (double hz);

/** The range that fits what is seen: 99.5 % of it lies under the peak. None before there is sound. [message] */
std::optional<LevelRange> fittedRange (const PictureScope& scope, const FrequencyAxis& axis);

} // namespace unbraid::editor
