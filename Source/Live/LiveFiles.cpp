// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveSession.h"
#include "Live/SourceOutputs.h"

// What a session writes.

namespace unbraid::live
{

core::Status LiveSession::record (const std::filesystem::path& file, bool hasSources)
{
    const auto sources = hasSources ? sourcesOf (liveProcessor) : std::vector<std::string>();
    setSourcesOn (sources.size());
    return liveEngine.recorder.start (file, sources);
}

/** The processor's layout changes while no device calls it. */
void LiveSession::setSourcesOn (size_t numSources)
{
    const auto layout = layoutFor (2, numSources);
    if (liveProcessor.getBusesLayout() == layout)
        return;
    manager.removeAudioCallback (&liveEngine);
    liveProcessor.setBusesLayout (layout);
    manager.addAudioCallback (&liveEngine);
}

core::Status LiveSession::exportFile (const std::filesystem::path& output, bool hasSources)
{
    const auto file = filePlayer.status().file;
    if (file.empty())
        return core::Error{ "nothing can be exported", {}, "no file", "one that is open" };
    juce::MemoryBlock state;
    liveProcessor.getStateInformation (state);
    return fileExporter.start ({ file, output, hasSources }, state);
}

} // namespace unbraid::live
