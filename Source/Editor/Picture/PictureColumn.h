// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/PictureRows.h"

#include <cstdint>
#include <deque>
#include <memory>

namespace unbraid::editor
{

/** A moment of the picture as it is kept: in bytes, since there are thousands of them. With 2 sources 2.6 kB and with 8
    6.4 kB, so 30 s at 5 ms take 16 or 39 MB. */
struct PictureColumn
{
    static constexpr float lowestDb = -140.0f;
    static constexpr int stepsPerDb = 10;         // of levels
    static constexpr float activationStep = 0.6f; // dB

    double begin = 0.0, end = 0.0; // seconds the plugin had processed
    std::int64_t position = 0;     // of its end, in samples
    double rateHz = 0.0;
    unsigned dictionary = 0;
    int numSources = 0;                    // 0: no dictionary played
    std::vector<std::uint16_t> levels;     // [rows] tenths of a dB above lowestDb; 0: nothing is known
    std::vector<std::uint8_t> masks;       // [sources x rows] of 255
    std::vector<std::uint8_t> activations; // [atoms] steps above lowestDb; 0: silent

    [[nodiscard]] float levelDb (int row) const;

    /** Level and activation to and from their codes. */
    static std::uint16_t codeOfPower (float power) noexcept;
    static float powerOfCode (std::uint16_t code) noexcept;
    static std::uint8_t codeOfActivation (float activation) noexcept;
    static float activationOfCode (std::uint8_t code) noexcept;
};

/** Oldest first. */
using PictureColumns = std::deque<std::shared_ptr<const PictureColumn>>;

} // namespace unbraid::editor
