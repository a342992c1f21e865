// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/QualityTasks.h"

#include "Quality/Estimators.h"

#include <algorithm>

namespace unbraid::quality
{

namespace
{
using Names = std::vector<std::string>;

constexpr double maxSeconds = 8.0; // of each mixture

Mixtures beginnings (core::Result<Mixtures> read)
{
    Mixtures mixtures = orExit (std::move (read));
    for (auto& mixture : mixtures)
    {
        const auto longest = static_cast<Eigen::Index> (maxSeconds * mixture.sampleRateHz);
        mixture.mixture.conservativeResize (std::min (mixture.mixture.size(), longest));
        for (auto& stem : mixture.stems)
            stem.conservativeResize (mixture.mixture.size());
    }
    return mixtures;
}

/** What can only choose, since no second half is kept for the test. */
void addDevelopmentSets (const MusicFolders& where, std::vector<QualityTask>& tasks)
{
    const Mixtures voices = beginnings (developmentPairs (where.data));
    for (const char* name : { "speech", "speech-light", "speech-plain", "speech-is" })
        tasks.push_back ({ name, "noisy voices", voices });
    tasks.push_back (
        { "band", "songs", beginnings (songs (where.data, { "vocals", "drums", "bass", "guitar" }, true)) });
    const Mixtures loops = beginnings (renderedDrums (where.loops)),
                   kit = beginnings (funkyDrums (where.data));
    for (const char* name : { "drums", "drums-plain", "drums-is" })
    {
        tasks.push_back ({ name, "a recorded kit", kit });
        tasks.push_back ({ name, "rendered loops", loops });
    }
    const Names voice{ "voice" };
    tasks.push_back (
        { "vocals", "songs", againstRest (beginnings (songs (where.data, voice, false)), "voice", "other") });
}

void addEnsembles (const MusicFolders& where, MaterialSet set, std::vector<QualityTask>& tasks)
{
    const Names trio{ "piano", "bass", "drums" }, guitars{ "guitar", "bass", "drums" };
    const auto played = [&] (const Names& names)
    { return beginnings (ensembles (where.material, names, set)); };
    const auto solo = [&] (const Names& names, const std::string& source, const std::string& rest = "other")
    { return againstRest (played (names), source, rest); };
    tasks.push_back ({ "piano-bass-drums", "piano, bass, drums", played (trio) });
    tasks.push_back ({ "band", "guitar, bass, drums", played (guitars) });
    tasks.push_back ({ "piano-saxophone", "pairs of notes", beginnings (notePairs (where.data, set)) });
    tasks.push_back ({ "voice-guitar", "choir, guitar", played ({ "voice", "guitar" }) });
    tasks.push_back (
        { "voice-guitar", "a singer, guitar", beginnings (sungDuets (where.data, where.material, set)) });
    tasks.push_back ({ "piano", "piano, bass, drums", solo (trio, "piano", "residual") });
    tasks.push_back ({ "bass", "piano, bass, drums", solo (trio, "bass") });
    tasks.push_back ({ "guitar", "guitar, bass, drums", solo (guitars, "guitar") });
    tasks.push_back ({ "vocals", "choir, organ", solo ({ "voice", "organ" }, "voice") });
    tasks.push_back ({ "winds", "winds, piano, bass", solo ({ "winds", "piano", "bass" }, "winds") });
    tasks.push_back ({ "strings", "strings, piano", solo ({ "strings", "piano" }, "strings") });
}
} // namespace

std::vector<QualityTask> qualityTasks (const MusicFolders& where, MaterialSet set)
{
    std::vector<QualityTask> tasks;
    if (set == MaterialSet::development)
        addDevelopmentSets (where, tasks);
    addEnsembles (where, set, tasks);
    return tasks;
}

} // namespace unbraid::quality
