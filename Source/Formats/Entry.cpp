// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/PluginEditor.h"
#include "Plugin/PluginProcessor.h"

/** The factory function of every plugin format; UNBRAID_BUSES is the target's. */
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter()
{
    using namespace unbraid;
    return new plugin::PluginProcessor (editor::createEditor, plugin::SeparationEngine::make,
                                        plugin::BusSet::UNBRAID_BUSES);
}
