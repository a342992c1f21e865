// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <utility>

namespace unbraid::editor
{

/** Options of a menu beside a target, which closes when its owner goes: a host may close an editor under an open menu.
    [message] */
inline juce::PopupMenu::Options menuOptions (juce::Component& owner, juce::Component& target)
{
    return juce::PopupMenu::Options().withTargetComponent (target).withDeletionCheck (owner);
}

/** A call of an owner's that does nothing once the owner is gone: what a menu's item does is called later than the item
    is clicked.
    call  of the owner, and what the item brings
    [message] */
template <class Owner, class Call>
auto whileAlive (Owner& owner, Call call)
{
    return
        [safe = juce::Component::SafePointer<Owner> (&owner), call = std::move (call)] (auto&&... arguments)
    {
        if (auto* alive = safe.getComponent())
            call (*alive, std::forward<decltype (arguments)> (arguments)...);
    };
}

} // namespace unbraid::editor
