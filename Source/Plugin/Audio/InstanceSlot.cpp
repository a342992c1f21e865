// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/InstanceSlot.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace unbraid::plugin
{

namespace
{
constexpr size_t maxShares = 1024; // more instances begin again

/** Which numbers are taken. */
struct Slots
{
    std::mutex guard;
    std::vector<bool> taken;
};

Slots& slots()
{
    static Slots ofProcess;
    return ofProcess;
}
} // namespace

InstanceSlot::InstanceSlot()
{
    auto& [guard, taken] = slots();
    const std::scoped_lock locked (guard);
    const auto found = std::find (taken.begin(), taken.end(), false);
    number = static_cast<size_t> (found - taken.begin());
    if (found == taken.end())
        taken.push_back (true);
    else
        *found = true;
}

InstanceSlot::~InstanceSlot()
{
    auto& [guard, taken] = slots();
    const std::scoped_lock locked (guard);
    taken[number] = false;
}

float InstanceSlot::stagger() const noexcept
{
    float share = 0.0f, step = 0.5f;
    for (size_t digits = number % maxShares; digits > 0; digits /= 2, step *= 0.5f)
        share += digits % 2 == 1 ? step : 0.0f;
    return share;
}

} // namespace unbraid::plugin
