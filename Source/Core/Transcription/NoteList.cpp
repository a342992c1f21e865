// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteList.h"

#include <algorithm>
#include <tuple>

namespace unbraid::core
{

NoteList::NoteList (double sampleRateHz)
    : rate (sampleRateHz)
{
}

void NoteList::add (std::span<const FoundNote> found)
{
    for (const auto& event : found)
    {
        const double seconds = static_cast<double> (event.position) / rate;
        const auto voice = std::pair (event.part, event.pitch);
        if (! event.isBeginning)
            notes[sounding.at (voice)].endSeconds = seconds;
        else
        {
            sounding[voice] = notes.size();
            notes.push_back ({ seconds, seconds, event.part, event.pitch, event.velocity });
            loudness.push_back (event.loudness);
        }
    }
}

/** The finder knew only what came before. */
void NoteList::scaleVelocities()
{
    if (loudness.empty())
        return;
    const float loudest = *std::max_element (loudness.begin(), loudness.end());
    for (size_t i = 0; i < notes.size(); ++i)
        if (loudness[i] != FoundNote::unknownLoudness)
            notes[i].velocity = velocityBeside (loudness[i], loudest);
}

std::vector<TranscribedNote> NoteList::inOrder()
{
    scaleVelocities();
    const auto isBefore = [] (const TranscribedNote& a, const TranscribedNote& b)
    { return std::tie (a.beginSeconds, a.pitch) < std::tie (b.beginSeconds, b.pitch); };
    std::stable_sort (notes.begin(), notes.end(), isBefore);
    loudness.clear();
    sounding.clear();
    return std::exchange (notes, {});
}

} // namespace unbraid::core
