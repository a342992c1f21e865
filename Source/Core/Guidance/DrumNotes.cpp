// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/DrumNotes.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"

#include <algorithm>
#include <array>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr int lowestNote = 35;
constexpr std::array<std::pair<std::string_view, std::string_view>, 25> struckNames{ {
    { "kick", "" },              // 35 acoustic bass drum
    { "kick", "" },              // 36 bass drum 1
    { "snare", "" },             // 37 side stick
    { "snare", "" },             // 38 acoustic snare
    { "clap", "snare" },         // 39 hand clap
    { "snare", "" },             // 40 electric snare
    { "toms", "" },              // 41 low floor tom
    { "hi-hat", "" },            // 42 closed
    { "toms", "" },              // 43 high floor tom
    { "hi-hat", "" },            // 44 pedal
    { "toms", "" },              // 45 low tom
    { "open-hi-hat", "hi-hat" }, // 46
    { "toms", "" },              // 47 low-mid tom
    { "toms", "" },              // 48 hi-mid tom
    { "crash", "cymbals" },      // 49
    { "toms", "" },              // 50 high tom
    { "ride", "cymbals" },       // 51
    { "crash", "cymbals" },      // 52 Chinese cymbal
    { "ride", "cymbals" },       // 53 bell
    { "tambourine", "" },        // 54
    { "crash", "cymbals" },      // 55 splash
    { "cowbell", "" },           // 56
    { "crash", "cymbals" },      // 57
    { "", "" },                  // 58 vibraslap
    { "ride", "cymbals" },       // 59
} };

constexpr DrumRing brief{ 0.3f, 0.8f }, lasting{ 3.0f, 4.0f };
constexpr std::array<std::pair<std::string_view, DrumRing>, 11> rings{ { { "kick", { 0.25f, 1.0f } },
                                                                         { "snare", brief },
                                                                         { "clap", brief },
                                                                         { "hi-hat", { 1.0f, 2.0f } },
                                                                         { "open-hi-hat", { 1.0f, 2.0f } },
                                                                         { "toms", { 0.6f, 2.0f } },
                                                                         { "cymbals", lasting },
                                                                         { "crash", lasting },
                                                                         { "ride", lasting },
                                                                         { "tambourine", brief },
                                                                         { "cowbell", brief } } };

std::optional<size_t> indexOf (const std::vector<Source>& sources, std::string_view name) noexcept
{
    const auto found = std::find_if (sources.begin(), sources.end(),
                                     [name] (const Source& source) { return source.name == name; });
    return found == sources.end() ? std::nullopt
                                  : std::optional (static_cast<size_t> (found - sources.begin()));
}
} // namespace

std::optional<DrumRing> drumRing (std::string_view sourceName) noexcept
{
    for (const auto& [name, ring] : rings)
        if (name == sourceName)
            return ring;
    return std::nullopt;
}

std::optional<size_t> struckSource (const std::vector<Source>& sources, int note) noexcept
{
    const auto index = static_cast<size_t> (note - lowestNote);
    if (note < lowestNote || index >= struckNames.size())
        return std::nullopt;
    const auto& [first, second] = struckNames[index];
    const auto found = indexOf (sources, first);
    return found ? found : indexOf (sources, second);
}

bool canFollowHits (const Dictionary& dictionary) noexcept
{
    return isOfDrums (dictionary) && ! modelTraits (dictionary).isExtensible;
}

bool isOfDrums (const Dictionary& dictionary) noexcept
{
    const auto& sources = dictionary.sources;
    return std::any_of (sources.begin(), sources.end(),
                        [] (const Source& source) { return drumRing (source.name).has_value(); }) &&
           std::all_of (sources.begin(), sources.end(),
                        [] (const Source& source) { return source.pitches.empty(); });
}

} // namespace unbraid::core
