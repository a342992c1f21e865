// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/KitTask.h"

#include "Plugin/Learning/LearnTask.h"

#include <utility>

namespace unbraid::plugin
{

namespace
{
constexpr double shareOfFinding = 0.5; // of the progress

core::Result<std::vector<training::PlayedHit>>
hitsOf (const KitRequest& request, const std::filesystem::path& folder, const core::Progress& onProgress)
{
    auto file = request.file;
    if (file.empty())
    {
        file = folder / "captured.wav";
        if (auto written = writeSound (request.samples, request.sampleRateHz, request.sampleRateHz, file);
            ! written.ok())
            return written.error();
    }
    auto hits =
        training::readPlayedHits (file, [&] (double share) { return onProgress (shareOfFinding * share); });
    if (! hits.ok())
        return hits;
    if (auto checked = training::checkKit (hits.value()); ! checked.ok())
        return checked.error();
    return hits;
}

std::string textOf (const std::vector<training::PlayedHit>& hits)
{
    std::string text;
    for (const auto& [drum, count] : training::countsOf (hits))
        text.append (text.empty() ? "" : ", ").append (drum).append (" ").append (std::to_string (count));
    return text + " hits";
}
} // namespace

core::Result<LearnedKit> kitOf (const KitRequest& request, const std::filesystem::path& folder,
                                const core::Progress& onProgress)
{
    const auto hits = hitsOf (request, folder, onProgress);
    if (! hits.ok())
        return hits.error();
    auto spec = training::specForHits();
    spec.command = "learned by the plugin, a kit played hit by hit";
    spec.trainedOn = textOf (hits.value()) + ", played by its user";
    std::vector<training::SourceMaterial> sources;
    for (const auto& [drum, count] : training::countsOf (hits.value()))
        sources.push_back ({ drum, {}, training::plainAtomsOfDrum });
    const auto drums = training::soundsOf (hits.value(), sources, spec.sampleRateHz);
    if (! drums.ok())
        return drums.error();
    auto kit =
        training::trainKit (spec, {}, drums.value(),
                            [&] (const training::TrainingProgress& progress) {
                                return onProgress (shareOfFinding + (1.0 - shareOfFinding) * progress.share);
                            });
    if (! kit.ok())
        return kit.error();
    return LearnedKit{ std::move (kit).value(), textOf (hits.value()) };
}

} // namespace unbraid::plugin
