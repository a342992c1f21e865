// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Python/Guide.h"

#include "Core/Guidance/DrumNotes.h"
#include "Files/FileBytes.h"
#include "Python/Bindings.h"

#include <cstdint>

namespace unbraid::python
{

void warn (const char* sentence)
{
    const py::gil_scoped_acquire held;
    if (PyErr_WarnEx (PyExc_UserWarning, sentence, 2) != 0)
        throw py::error_already_set();
}

midi::Guide guideFor (const core::Dictionary& dictionary, const ScoreSpec& spec)
{
    constexpr std::uintmax_t maxBytes = 64 << 20; // hours of dense music have one
    if (spec.file.empty())
        return {};
    const auto bytes = files::readFileBytes (spec.file, maxBytes);
    if (! bytes.ok())
        throw Failure (
            core::Error{ "the score cannot be read", spec.file, bytes.error().found, bytes.error().allowed }
                .message());
    const auto score = valueOf (midi::readScore (bytes.value(), spec.file));
    if (! core::isOfDrums (dictionary))
    {
        auto guide = spec.split < 0 ? midi::guideByChannel (score, spec.offsetSeconds)
                                    : midi::guideByPitch (score, spec.split, spec.offsetSeconds);
        demand (! guide.parts.empty(), "The score guides nothing. (midi: found notes on channels above 7 "
                                       "alone; allowed: notes on channels 1 to 7, or a split)");
        return guide;
    }
    demand (spec.split < 0, "A split divides notes by pitch, and a score of drums has none.");
    demand (core::canFollowHits (dictionary), "A score does not help a plain dictionary of drums.");
    auto guide = midi::guideByHits (score, dictionary.sources, spec.offsetSeconds);
    demand (! guide.events.empty(), "The score has no hit of a drum that the dictionary knows.");
    if (! midi::hasDrumChannel (score))
        warn ("the score has no notes on channel 10, that of drums: all its notes are taken for hits");
    return guide;
}

} // namespace unbraid::python
