// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/SourceColours.h"

#include "Plugin/Session/MixerKey.h"

#include <sstream>

namespace unbraid::plugin
{

namespace
{
constexpr auto colourKey = "colour"; // see mixerKey

bool isColour (double value)
{
    return value >= 1.0 && value <= numColours && value == static_cast<int> (value);
}
} // namespace

int SourceColours::of (const core::Source& source, size_t index) const
{
    const std::scoped_lock locked (guard);
    if (const auto found = byName.find (source.name); found != byName.end())
        return found->second;
    if (source.numAtoms == 0 && source.name == "residual")
        return 0;
    return 1 + static_cast<int> (index % numColours);
}

void SourceColours::choose (const std::string& name, int colour)
{
    const std::scoped_lock locked (guard);
    byName[name] = colour;
}

SourceColours::ByName SourceColours::chosen() const
{
    const std::scoped_lock locked (guard);
    return byName;
}

void SourceColours::replace (ByName colours)
{
    const std::scoped_lock locked (guard);
    byName = std::move (colours);
}

void SourceColours::read (const core::Dictionary& preset)
{
    const std::scoped_lock locked (guard);
    for (const auto& source : core::leavesOf (preset))
        if (const auto found = preset.mixer.find (mixerKey (colourKey, source));
            found != preset.mixer.end() && isColour (found->second))
            byName[source.name] = static_cast<int> (found->second);
}

void SourceColours::store (core::Dictionary& preset) const
{
    const std::scoped_lock locked (guard);
    for (const auto& source : core::leavesOf (preset))
        if (const auto found = byName.find (source.name); found != byName.end())
            preset.mixer[mixerKey (colourKey, source)] = found->second;
        else
            preset.mixer.erase (mixerKey (colourKey, source));
}

std::string textOf (const SourceColours::ByName& colours)
{
    std::string text;
    for (const auto& [name, colour] : colours)
        text += (text.empty() ? "" : " ") + name + "=" + std::to_string (colour);
    return text;
}

core::Result<SourceColours::ByName> coloursFrom (const std::string& text)
{
    SourceColours::ByName colours;
    std::istringstream words (text);
    for (std::string word; words >> word;)
    {
        const auto end = word.find ('=');
        const auto number = end == std::string::npos ? std::string() : word.substr (end + 1);
        if (end == 0 || number.size() != 1 || ! isColour (number.front() - '0'))
            return core::Error{ "the colours cannot be read", "colours", '"' + word.substr (0, 30) + '"',
                                "NAME=1 to NAME=8" };
        colours[word.substr (0, end)] = number.front() - '0';
    }
    return colours;
}

} // namespace unbraid::plugin
