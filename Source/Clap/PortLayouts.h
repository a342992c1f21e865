// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace unbraid::clap
{

/** Widths of the ports that a host can choose among: a mono track gets one of the last two. `Reference` is as wide as the
    input, sources are as wide as the Mix. Ids are frozen: sessions of hosts hold on to them. */
struct PortLayout
{
    std::uint32_t id;
    const char* name;
    std::uint32_t inputChannels, outputChannels;
};

constexpr std::array<PortLayout, 3> portLayouts{
    { { 0, "Stereo", 2, 2 }, { 1, "Mono to stereo", 1, 2 }, { 2, "Mono", 1, 1 } }
};

/** Null: there is none of this id. */
constexpr const PortLayout* portLayoutOf (std::uint32_t id)
{
    for (const auto& layout : portLayouts)
        if (layout.id == id)
            return &layout;
    return nullptr;
}

} // namespace unbraid::clap
