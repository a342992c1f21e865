// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Plugin/Audio/SignalPath.h"

namespace unbraid::plugin
{

/** The buses that a plugin shows. */
enum class BusSet
{
    mixAndSources, // Input, Reference, MIDI; Mix, eight sources, MIDI
    stereo         // Input and Mix alone, for inserts and hosts that know no more
};

/** Input mono or stereo; Reference off, mono or stereo; Mix stereo, or mono for a mono input; each source bus off or as
    wide as Mix. [any] */
bool isSupported (const juce::AudioProcessor::BusesLayout& layout);

/** Channel pointers of the buses of a processor in a block. [audio] */
BusPointers busPointers (juce::AudioProcessor& processor, juce::AudioBuffer<float>& block) noexcept;

/** The channels of `Reference`, the second null when it is mono, both when it is off. [audio] */
std::array<const float*, 2> referencePointers (juce::AudioProcessor& processor,
                                               juce::AudioBuffer<float>& block) noexcept;

} // namespace unbraid::plugin
