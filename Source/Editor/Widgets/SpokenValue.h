// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** The accessibility of a component that shows a read-only value: its role and its words, asked
    for when they are read; and what can be done with it. [message] */
std::unique_ptr<juce::AccessibilityHandler> spokenValue (juce::Component& component,
                                                         juce::AccessibilityRole role,
                                                         std::function<juce::String()> words,
                                                         juce::AccessibilityActions actions = {});

} // namespace unbraid::editor
