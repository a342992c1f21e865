// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/ScoreGuide.h"

#include "Core/Guidance/DrumNotes.h"
#include "Core/Guidance/MidiNotes.h"

#include <algorithm>
#include <map>
#include <utility>

namespace unbraid::midi
{

namespace
{
constexpr double toleranceSeconds = 0.02; // a note's gate opens this much before it
constexpr int drumChannel = 10;

using Kind = core::NoteEvent::Kind;

/** Which part each channel plays. */
std::map<int, int> partsOfChannels (const Score& score)
{
    std::map<int, int> parts;
    for (const auto& event : score)
        if (event.kind == Kind::on && event.channel <= core::numPartChannels)
            parts[event.channel] = 0;
    int next = 0;
    for (auto& [channel, part] : parts)
        part = next++;
    return parts;
}

double timeOf (const ScoreEvent& event, double offsetSeconds)
{
    const double early = event.kind == Kind::on ? toleranceSeconds : 0.0;
    return std::max (0.0, event.seconds + offsetSeconds - early);
}

NoteSpan spanOf (const Score& score, double offsetSeconds)
{
    const auto first =
        std::find_if (score.begin(), score.end(), [] (const auto& event) { return event.kind == Kind::on; });
    return { first->seconds + offsetSeconds, score.back().seconds + offsetSeconds };
}

/** In order of time, which tolerance and offset may have changed. */
Guide ordered (Guide guide)
{
    std::stable_sort (guide.events.begin(), guide.events.end(),
                      [] (const GuideEvent& a, const GuideEvent& b) { return a.seconds < b.seconds; });
    return guide;
}

bool isHit (const ScoreEvent& event) noexcept
{
    return event.kind == Kind::on;
}
} // namespace

Guide guideByChannel (const Score& score, double offsetSeconds)
{
    const auto parts = partsOfChannels (score);
    Guide guide;
    guide.span = spanOf (score, offsetSeconds);
    for (const auto& [channel, part] : parts)
        guide.parts.push_back (core::partName (channel));
    for (const auto& event : score)
        if (const auto found = parts.find (event.channel); found != parts.end())
            guide.events.push_back (
                { timeOf (event, offsetSeconds), { event.kind, found->second, event.pitch } });
    return ordered (std::move (guide));
}

Guide guideByPitch (const Score& score, int split, double offsetSeconds)
{
    Guide guide{ { core::partName (1), core::partName (2) }, {}, spanOf (score, offsetSeconds) };
    for (const auto& event : score)
    {
        const double seconds = timeOf (event, offsetSeconds);
        core::splitByPitch ({ event.kind, 0, event.pitch }, split,
                            [&] (const core::NoteEvent& ofPart) {
                                guide.events.push_back ({ seconds, ofPart });
                            });
    }
    return ordered (std::move (guide));
}

bool hasDrumChannel (const Score& score) noexcept
{
    return std::any_of (score.begin(), score.end(),
                        [] (const auto& event) { return isHit (event) && event.channel == drumChannel; });
}

/** Hits alone: the end of a drum's note means nothing. */
Guide guideByHits (const Score& score, const std::vector<core::Source>& sources, double offsetSeconds)
{
    const bool isApart = hasDrumChannel (score);
    Guide guide;
    guide.isOfHits = true;
    guide.span = spanOf (score, offsetSeconds);
    for (const auto& event : score)
        if (isHit (event) && (! isApart || event.channel == drumChannel) &&
            core::struckSource (sources, event.pitch))
            guide.events.push_back ({ timeOf (event, offsetSeconds), { event.kind, 0, event.pitch } });
    return guide;
}

} // namespace unbraid::midi
