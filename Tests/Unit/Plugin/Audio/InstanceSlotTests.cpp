// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/InstanceSlot.h"

#include <catch2/catch.hpp>

#include <array>
#include <memory>

using namespace unbraid;

TEST_CASE ("Instances fill a hop evenly, whatever power of two they are")
{
    for (const size_t count : { 1, 2, 4, 16, 64 })
    {
        const auto slots = std::make_unique<std::array<plugin::InstanceSlot, 64>>();
        std::array<int, 64> perPart{};
        for (size_t i = 0; i < count; ++i)
        {
            const float share = (*slots)[i].stagger();
            REQUIRE (share >= 0.0f);
            REQUIRE (share < 1.0f);
            ++perPart[static_cast<size_t> (share * static_cast<float> (count))];
        }
        for (size_t part = 0; part < count; ++part)
            CHECK (perPart[part] == 1);
    }
}

TEST_CASE ("The first instance is not staggered, and one that comes takes the place of one that went")
{
    const plugin::InstanceSlot first;
    CHECK (first.stagger() == 0.0f);
    auto second = std::make_unique<plugin::InstanceSlot>();
    const plugin::InstanceSlot third;
    const float share = second->stagger();
    CHECK (share == 0.5f);
    CHECK (third.stagger() == 0.25f);
    second.reset();
    const plugin::InstanceSlot next;
    CHECK (next.stagger() == share);
}
