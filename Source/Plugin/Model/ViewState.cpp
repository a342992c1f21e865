// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Model/ViewState.h"

#include <array>
#include <charconv>

namespace unbraid::plugin
{

namespace
{
constexpr auto lookKey = "view.look";
constexpr auto voiceKey = "view.voice";
constexpr auto fullKey = "view.full";
constexpr std::array<const char*, 3> lookNames{ "voice", "mix", "lab" }; // in the order of Look
constexpr int largestSide = 16384;                                       // more is no window

std::string textOf (WindowSize size)
{
    return std::to_string (size.width) + "x" + std::to_string (size.height);
}

WindowSize sizeFrom (const std::string& text)
{
    WindowSize size;
    const auto* end = text.data() + text.size();
    const auto width = std::from_chars (text.data(), end, size.width);
    if (width.ec != std::errc() || width.ptr == end || *width.ptr != 'x')
        return {};
    const auto height = std::from_chars (width.ptr + 1, end, size.height);
    const bool isSize = height.ec == std::errc() && height.ptr == end && size.width > 0 && size.height > 0 &&
                        size.width <= largestSide && size.height <= largestSide;
    return isSize ? size : WindowSize{};
}

std::string textAt (const std::map<std::string, std::string>& entries, const char* key)
{
    const auto found = entries.find (key);
    return found == entries.end() ? std::string() : found->second;
}
} // namespace

std::map<std::string, std::string> viewEntries (const ViewState& view)
{
    std::map<std::string, std::string> entries{ { lookKey, lookNames[static_cast<size_t> (view.look)] } };
    if (view.voiceSize != WindowSize{})
        entries[voiceKey] = textOf (view.voiceSize);
    if (view.fullSize != WindowSize{})
        entries[fullKey] = textOf (view.fullSize);
    return entries;
}

std::optional<ViewState> viewFrom (const std::map<std::string, std::string>& entries)
{
    const auto look = textAt (entries, lookKey);
    for (size_t index = 0; index < lookNames.size(); ++index)
        if (look == lookNames[index])
            return ViewState{ static_cast<Look> (index), sizeFrom (textAt (entries, voiceKey)),
                              sizeFrom (textAt (entries, fullKey)) };
    return std::nullopt;
}

} // namespace unbraid::plugin
