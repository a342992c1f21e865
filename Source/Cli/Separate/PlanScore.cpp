// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/PlanScore.h"

#include "Core/Guidance/DrumNotes.h"
#include "Core/Models/GuidedDictionary.h"

namespace unbraid::cli
{

namespace
{
/** The notes of a score for a dictionary, which becomes that of its parts.
    name  as the command line calls the dictionary */
core::Result<Guide> guideOfNotes (const std::string& file, const SeparationOptions& options,
                                  double offsetSeconds, core::Dictionary& dictionary)
{
    std::optional<int> split;
    if (options.split)
    {
        const auto note = noteFromText (*options.split, "--split");
        if (! note.ok())
            return note.error();
        split = note.value();
    }
    auto guide = readGuide (file, split, offsetSeconds);
    if (! guide.ok())
        return guide;
    auto guided = core::guidedDictionary (dictionary, guide.value().parts);
    if (! guided.ok())
        return guided.error();
    dictionary = std::move (guided).value();
    return guide;
}

/** The hits of a score for the drums of a dictionary. */
core::Result<Guide> guideOfHits (const std::string& file, const SeparationOptions& options,
                                 double offsetSeconds, const std::string& name,
                                 const core::Dictionary& dictionary)
{
    if (options.split)
        return core::Error{ "--split divides notes by pitch, and a score of drums has none", "--split",
                            "a dictionary of drums", "a dictionary of notes, such as piano" };
    if (! core::canFollowHits (dictionary))
        return core::Error{ "a score does not help a plain dictionary of drums", "--midi", "'" + name + "'",
                            "drums, or a dictionary of templates, which train --hits makes" };
    return readHitGuide (file, dictionary.sources, offsetSeconds);
}
} // namespace

bool takesNotes (const core::Dictionary& dictionary)
{
    return core::isOfDrums (dictionary) ? core::canFollowHits (dictionary) : core::canBeGuided (dictionary);
}

core::Status guideByScore (const std::string& file, const SeparationOptions& options, const std::string& name,
                           core::Dictionary& dictionary, Guide& notes)
{
    const double offsetSeconds = 0.001 * options.midiOffsetMs.value_or (0.0);
    auto read = core::isOfDrums (dictionary) ? guideOfHits (file, options, offsetSeconds, name, dictionary)
                                             : guideOfNotes (file, options, offsetSeconds, dictionary);
    if (! read.ok())
        return read.error();
    notes = std::move (read).value();
    return core::Done{};
}

} // namespace unbraid::cli
