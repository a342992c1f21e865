// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/Guide.h"

#include "Cli/Console/Console.h"
#include "Files/FileBytes.h"
#include "Training/Material/NoteName.h"

#include <charconv>
#include <cstdint>

namespace unbraid::cli
{

core::Result<std::vector<std::byte>> readScoreBytes (const std::filesystem::path& file)
{
    constexpr std::uintmax_t maxBytes = 64 << 20; // hours of dense music have one
    auto bytes = files::readFileBytes (file, maxBytes);
    if (! bytes.ok())
        return core::Error{ "the score cannot be read", file.string(), bytes.error().found,
                            bytes.error().allowed };
    return bytes;
}

core::Result<midi::Score> readScoreFile (const std::filesystem::path& file)
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
    Guide guide = split ? midi::guideByPitch (score.value(), *split, offsetSeconds)
                        : midi::guideByChannel (score.value(), offsetSeconds);
    if (guide.parts.empty())
        return core::Error{ "the score guides nothing", file.string(), "notes on channels above 7 alone",
                            "notes on channels 1 to 7, or --split NOTE" };
    return guide;
}

core::Result<Guide> readHitGuide (const std::filesystem::path& file, const std::vector<core::Source>& sources,
                                  double offsetSeconds)
{
    const auto score = readScoreFile (file);
    if (! score.ok())
        return score.error();
    Guide guide = midi::guideByHits (score.value(), sources, offsetSeconds);
    if (guide.events.empty())
        return core::Error{
            "the score has no hit of a drum that the dictionary knows", file.string(), "no such notes",
            "notes of General MIDI's percussion, such as 36 for the kick and 38 for the snare"
        };
    if (! midi::hasDrumChannel (score.value()))
        warn ("the score '" + file.string() +
              "' has no notes on channel 10, that of drums: notes on all its channels are taken for hits");
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
