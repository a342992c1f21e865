// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/KitRecording.h"

#include "Training/Drums/DrumNames.h"
#include "Training/Drums/DrumStatistics.h"
#include "Training/Drums/HitFeatures.h"
#include "Training/Drums/HitFinder.h"
#include "Training/Material/Segment.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double longestSeconds = 900.0;
constexpr size_t mostHits = 1000;
constexpr double nameWithinSeconds = 0.1; // of the time that the user gives

core::Error cannotLearn (const std::filesystem::path& file, const char* what, std::string found,
                         std::string allowed)
{
    return { what, file.string(), std::move (found), std::move (allowed) };
}

core::Result<Eigen::VectorXf> readMono (const std::filesystem::path& file)
{
    auto reader = files::AudioReader::open (file);
    if (! reader.ok())
        return reader.error();
    const double seconds = static_cast<double> (reader.value().numFrames()) / reader.value().sampleRateHz();
    if (seconds > longestSeconds)
        return cannotLearn (file, "the recording of the kit is too long",
                            core::numberText (std::round (seconds)) + " s", "at most 15 minutes");
    const auto recording = files::readPart (file, 0, reader.value().numFrames());
    if (! recording.ok())
        return recording.error();
    if (! recording.value().samples.allFinite())
        return cannotLearn (file, "the recording holds samples that are no numbers", "NaN or infinity",
                            "finite samples");
    return monoOf (recording.value(), recording.value().sampleRateHz, drumRateHz);
}

core::Result<std::vector<PlayedHit>> cutOut (const Eigen::VectorXf& samples, const HitSpans& found)
{
    DrumSpectra spectra;
    if (auto ready = spectra.prepare(); ! ready.ok())
        return ready.error();
    std::vector<PlayedHit> hits;
    for (const HitSpan& span : found.spans)
    {
        PlayedHit hit;
        hit.seconds = static_cast<double> (span.first + hitLead) / drumRateHz;
        hit.isUsed = ! span.isCovered;
        hit.samples = samples.segment (span.first, span.length);
        hit.features = hitFeatures (hit.samples, found.noise, spectra);
        hits.push_back (std::move (hit));
    }
    return hits;
}

void nameAll (std::vector<PlayedHit>& hits)
{
    std::vector<Eigen::VectorXf> features;
    features.reserve (hits.size());
    for (const auto& hit : hits)
        features.push_back (hit.features);
    const auto names = nameHits (features);
    for (size_t i = 0; i < hits.size(); ++i)
    {
        hits[i].sound = names[i].sound;
        hits[i].name = names[i].name;
        hits[i].certainty = names[i].certainty;
    }
}
} // namespace

core::Result<std::vector<PlayedHit>> readPlayedHits (const std::filesystem::path& file,
                                                     const core::Progress& onProgress)
{
    const auto samples = readMono (file);
    if (! samples.ok())
        return samples.error();
    const auto found = findHits (samples.value(), onProgress);
    if (! found.ok())
        return found.error();
    const size_t count = found.value().spans.size();
    if (count == 0)
        return cannotLearn (file, "no hit was found in the recording", "none", "drums, struck one at a time");
    if (count > mostHits)
        return cannotLearn (file, "the recording has too many hits", std::to_string (count),
                            "at most " + std::to_string (mostHits));
    auto hits = cutOut (samples.value(), found.value());
    if (hits.ok())
        nameAll (hits.value());
    return hits;
}

core::Status rename (const std::vector<GivenName>& given, std::vector<PlayedHit>& hits)
{
    const auto original = hits;
    std::vector<std::pair<const PlayedHit*, std::string>> named;
    for (const auto& [seconds, newName] : given)
    {
        const auto distance = [at = seconds] (const PlayedHit& hit) { return std::abs (hit.seconds - at); };
        const auto nearest =
            std::min_element (original.begin(), original.end(),
                              [&] (const auto& a, const auto& b) { return distance (a) < distance (b); });
        if (nearest == original.end() || distance (*nearest) > nameWithinSeconds)
            return core::Error{ "there is no hit at " + core::numberText (seconds) + " s", {}, {}, {} };
        named.emplace_back (&*nearest, newName);
    }
    for (auto& hit : hits)
    {
        float smallest = std::numeric_limits<float>::max();
        for (const auto& [model, newName] : named)
            if (const float distance = soundDistance (model->features, hit.features);
                model->sound == hit.sound && distance < smallest)
            {
                smallest = distance;
                hit.name = newName;
                hit.certainty = 1.0;
            }
    }
    return core::Done{};
}

std::vector<std::pair<std::string, int>> countsOf (const std::vector<PlayedHit>& hits)
{
    std::vector<std::pair<std::string, int>> perDrum;
    perDrum.reserve (drumNames.size());
    for (const char* drum : drumNames)
        perDrum.emplace_back (drum, 0);
    for (const auto& hit : hits)
    {
        const auto own = std::find_if (perDrum.begin(), perDrum.end(),
                                       [&hit] (const auto& count) { return count.first == hit.name; });
        if (own == perDrum.end())
            perDrum.emplace_back (hit.name, hit.isUsed ? 1 : 0);
        else
            own->second += hit.isUsed ? 1 : 0;
    }
    std::erase_if (perDrum, [] (const auto& count) { return count.second == 0; });
    return perDrum;
}

core::Status checkKit (const std::vector<PlayedHit>& hits)
{
    const auto numUsed =
        std::count_if (hits.begin(), hits.end(), [] (const auto& hit) { return hit.isUsed; });
    if (2 * numUsed < static_cast<std::ptrdiff_t> (hits.size()))
        return core::Error{ "most hits begin while the one before still rings",
                            {},
                            std::to_string (static_cast<std::ptrdiff_t> (hits.size()) - numUsed) + " of " +
                                std::to_string (hits.size()),
                            "pauses in which the drums decay" };
    std::set<std::string> names;
    for (const auto& hit : hits)
        if (hit.isUsed)
            names.insert (hit.name);
    if (names.size() < 2)
        return core::Error{ "only one kind of drum was found",
                            {},
                            names.empty() ? "none" : *names.begin(),
                            "two or more drums, struck one at a time" };
    return core::Done{};
}

} // namespace unbraid::training
