// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace unbraid::core
{

/** Factory dictionaries that are of use for comparisons alone: another does what they do better, or as well at less cost, or
    they gain little, a decibel or two on unseen instruments. They stay installed under their names; lists show them last. What
    each is for stands on its model card. `speech-plain` is none of them: it can be taught a noise. */
constexpr std::array<std::string_view, 13> forComparison{ "band-large",  "bass",         "drums-is",
                                                          "drums-plain", "guitar",       "piano-bass-drums",
                                                          "speech-is",   "speech-large", "speech-room",
                                                          "strings",     "vocals",       "voice-guitar",
                                                          "winds" };

/** name  of a factory dictionary [any] */
constexpr bool isForComparison (std::string_view name) noexcept
{
    return std::find (forComparison.begin(), forComparison.end(), name) != forComparison.end();
}

} // namespace unbraid::core
