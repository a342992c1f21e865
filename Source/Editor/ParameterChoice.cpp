// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/ParameterChoice.h"

#include "Editor/ParameterHint.h"

namespace unbraid::editor
{

namespace
{
/** The attachment takes its first choice from a box that has its items. */
juce::ComboBox& filled (juce::ComboBox& box, const juce::StringArray& choices)
{
    box.addItemList (choices, 1);
    return box;
}
} // namespace

ParameterChoice::ParameterChoice (juce::AudioParameterChoice& parameter, const juce::String& purpose)
    : attachment (parameter, filled (*this, parameter.choices))
{
    introduce (*this, parameter, purpose);
}

void ParameterChoice::offerOnly (const juce::StringArray& choices)
{
    for (int index = 0; index < getNumItems(); ++index)
        setItemEnabled (getItemId (index), choices.isEmpty() || choices.contains (getItemText (index)));
}

} // namespace unbraid::editor
