// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace unbraid::plugin
{

/** The factory dictionaries as hosts' programs and LV2 presets. Program 0 leaves what plays; those from 1 on are these, in an
    order that is frozen: hosts hold on to the numbers. New ones come last. */
constexpr std::array factoryPrograms{
    "speech",       "speech-light",    "speech-plain", "speech-is",  "piano",
    "drums",        "drums-plain",     "drums-is",     "bass",       "guitar",
    "strings",      "winds",           "vocals",       "band",       "piano-bass-drums",
    "voice-guitar", "piano-saxophone", "piano-notes",  "band-large", "speech-room",
    "band-six",     "speech-large",    "own-voice",    "band-kit"
};

/** Name of program 0. */
constexpr auto programThatStays = "Current dictionary";

/** The program of a factory dictionary, by its name; 0: it has none. [any] */
constexpr int programOf (std::string_view name) noexcept
{
    const auto found = std::find (factoryPrograms.begin(), factoryPrograms.end(), name);
    return found == factoryPrograms.end() ? 0 : static_cast<int> (found - factoryPrograms.begin()) + 1;
}

} // namespace unbraid::plugin
