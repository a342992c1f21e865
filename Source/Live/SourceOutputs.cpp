// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/SourceOutputs.h"

namespace unbraid::live
{

std::vector<std::string> sourcesOf (plugin::PluginProcessor& processor)
{
    std::vector<std::string> names;
    for (const auto& source : processor.dictionaries().playing().sources)
        if (names.size() < plugin::numStrips)
            names.push_back (source.name.toStdString());
    return names;
}

juce::AudioProcessor::BusesLayout layoutFor (int numChannels, size_t numSources)
{
    const auto used = juce::AudioChannelSet::canonicalChannelSet (numChannels);
    const auto off = juce::AudioChannelSet::disabled();
    juce::AudioProcessor::BusesLayout layout;
    layout.inputBuses = { used, off };
    layout.outputBuses = { used };
    for (size_t strip = 0; strip < plugin::numStrips; ++strip)
        layout.outputBuses.add (strip < numSources ? used : off);
    return layout;
}

std::filesystem::path fileOfSource (const std::filesystem::path& mix, const std::string& source)
{
    auto file = mix;
    const auto name = mix.stem().string() + "." + source + mix.extension().string();
    return file.replace_filename (name);
}

} // namespace unbraid::live
