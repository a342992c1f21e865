// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

/** The measures that several views share, in logical pixels at 100 %. */
namespace unbraid::editor::measures
{

constexpr int unit = 8; // of the grid
constexpr int margin = 16;
constexpr int control = 28; // height of buttons and fields
constexpr float corner = 4.0f;
constexpr float chipCorner = 3.0f;
constexpr int chip = 12;
constexpr float disabledAlpha = 0.4f;
constexpr int line = 1;

/** Meters and faders have one scale, so that 0 dB is one upright line through both: 0 at -60 dB and below, 0.75 at 0 dB,
    1 at 12 dB. */
float shareOfDb (float db);

/** The other way round. */
float dbOfShare (float share);

} // namespace unbraid::editor::measures
