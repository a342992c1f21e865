// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/PluginProcessor.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::live
{

/** The sources that have buses of their own, in the order of the buses. [message] */
std::vector<std::string> sourcesOf (plugin::PluginProcessor& processor);

/** Input, Mix and the buses of so many sources, of one or two channels each. [any] */
juce::AudioProcessor::BusesLayout layoutFor (int numChannels, size_t numSources);

/** The file of a source beside that of the mix, "talk.speech.flac" beside "talk.flac". [any] */
std::filesystem::path fileOfSource (const std::filesystem::path& mix, const std::string& source);

} // namespace unbraid::live
