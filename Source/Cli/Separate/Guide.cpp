// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/Guide.h"

#include "Cli/Console/Console.h"
#include "Core/Guidance/DrumNotes.h"
#include "Core/Guidance/MidiNotes.h"
#include "Files/FileBytes.h"
#include "Training/Material/NoteName.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>

namespace unbraid::cli
{

namespace
{
constexpr double toleranceSeconds = 0.02; // a note's gate opens this much before it

using Kind = core::NoteEvent::Kind;
using Score = std::vector<midi::ScoreEvent>;

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

double timeOf (const midi::ScoreEvent& event, double offsetSeconds)
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

Guide guideByChannel (const Score& score, double offsetSeconds)
{
    const auto parts = partsOfChannels (score);
    Guide guide;
    for (const auto& [channel, part] : parts)
        guide.parts.push_back (core::partName (channel));
    for (const auto& event : score)
        if (const auto found = parts.find (event.channel); found != parts.end())
            guide.events.push_back (
                { timeOf (event, offsetSeconds), { event.kind, found->second, event.pitch } });
    return guide;
}

constexpr int drumChannel = 10;

bool isHit (const midi::ScoreEvent& event) noexcept
{
    return event.kind == Kind::on;
}

bool hasDrumChannel (const Score& score)
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
    for (const auto& event : score)
        if (isHit (event) && (! isApart || event.channel == drumChannel) &&
            core::struckSource (sources, event.pitch))
            guide.events.push_back ({ timeOf (event, offsetSeconds), { event.kind, 0, event.pitch } });
    return guide;
}

/** Pedals are those of both parts. */
Guide guideByPitch (const Score& score, int split, double offsetSeconds)
{
    Guide guide{ { core::partName (1), core::partName (2) }, {}, {} };
    for (const auto& event : score)
    {
        const double seconds = timeOf (event, offsetSeconds);
        core::splitByPitch ({ event.kind, 0, event.pitch }, split,
                            [&] (const core::NoteEvent& ofPart) {
                                guide.events.push_back ({ seconds, ofPart });
                            });
    }
    return guide;
}
} // namespace

core::Result<std::vector<std::byte>> readScoreBytes (const std::filesystem::path& file)
{
    constexpr std::uintmax_t maxBytes = 64 << 20; // hours of dense music have one
    auto bytes = files::readFileBytes (file, maxBytes);
    if (! bytes.ok())
        return core::Error{ "the score cannot be read", file.string(), bytes.error().found,
                            bytes.error().allowed };
    return bytes;
}

core::Result<Score> readScoreFile (const std::filesystem::path& file)
{
    const auto bytes = readScoreBytes (file);
    if (! bytes.ok())
        return bytes.error();
    return midi::readScore (bytes.value(), file.string());
}

core::Result<Guide> readGuide (const std::filesystem::path& file, std::optional<int> split,
                               double offsetSeconds)
{
    const auto score = readScoreFile (file);
    if (! score.ok())
        return score.error();
    Guide guide = split ? guideByPitch (score.value(), *split, offsetSeconds)
                        : guideByChannel (score.value(), offsetSeconds);
    if (guide.parts.empty())
        return core::Error{ "the score guides nothing", file.string(), "notes on channels above 7 alone",
                            "notes on channels 1 to 7, or --split NOTE" };
    guide.span = spanOf (score.value(), offsetSeconds);
    std::stable_sort (guide.events.begin(), guide.events.end(),
                      [] (const GuideEvent& a, const GuideEvent& b) { return a.seconds < b.seconds; });
    return guide;
}

core::Result<Guide> readHitGuide (const std::filesystem::path& file, const std::vector<core::Source>& sources,
                                  double offsetSeconds)
{
    const auto score = readScoreFile (file);
    if (! score.ok())
        return score.error();
    Guide guide = guideByHits (score.value(), sources, offsetSeconds);
    if (guide.events.empty())
        return core::Error{
            "the score has no hit of a drum that the dictionary knows", file.string(), "no such notes",
            "notes of General MIDI's percussion, such as 36 for the kick and 38 for the snare"
        };
    if (! hasDrumChannel (score.value()))
        warn ("the score '" + file.string() +
              "' has no notes on channel 10, that of drums: notes on all its channels are taken for hits");
    guide.span = spanOf (score.value(), offsetSeconds);
    return guide;
}

void warnOfScoreOutside (const Guide& guide, const std::string& name, double seconds)
{
    const bool isInside = guide.span.beginSeconds < seconds && guide.span.endSeconds > 0.0;
    if (guide.events.empty() || isInside || seconds <= 0.0)
        return;
    warn ("no note of the score falls into '" + name + "': its notes are from " +
          fixedPoint (guide.span.beginSeconds, 2) + " to " + fixedPoint (guide.span.endSeconds, 2) +
          " s, and the recording ends at " + fixedPoint (seconds, 2) + " s (--midi-offset moves them)");
}

core::Result<int> noteFromText (const std::string& text, const std::string& option)
{
    int number = -1;
    const auto read = std::from_chars (text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        number = training::noteFromName (text).value_or (-1);
    if (number < 0 || number > 127)
        return wrongValue (option, text, "a MIDI note, 0 to 127, or its name such as C4 (60) or Fs3");
    return number;
}

} // namespace unbraid::cli
