// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"
#include "Plugin/PluginProcessor.h"

/** What every plugin format asks for. */
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter()
{
    return new unbraid::plugin::PluginProcessor (unbraid::editor::createEditor);
}
