// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/Transcription.h"

#include "Cli/Separate/ObservedRecording.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace unbraid::cli
{

namespace
{
/** Beginnings and ends, brought together. */
class NoteList
{
public:
    explicit NoteList (double sampleRateHz)
        : rate (sampleRateHz)
    {
    }

    void add (std::span<const core::FoundNote> found)
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
            }
        }
    }

    [[nodiscard]] std::vector<TranscribedNote> inOrder() &&
    {
        const auto isBefore = [] (const TranscribedNote& a, const TranscribedNote& b)
        { return std::tie (a.beginSeconds, a.pitch) < std::tie (b.beginSeconds, b.pitch); };
        std::sort (notes.begin(), notes.end(), isBefore);
        return std::move (notes);
    }

private:
    double rate;
    std::vector<TranscribedNote> notes;
    std::map<std::pair<int, int>, size_t> sounding; // part and pitch -> index of its newest note
};
} // namespace

core::Result<std::vector<TranscribedNote>> transcribe (const SeparationPlan& plan,
                                                       const core::NoteFindingSettings& settings,
                                                       const std::filesystem::path& recording,
                                                       const core::Progress& onProgress)
{
    ObservedRecording observed;
    if (auto opened = observed.open (plan, recording); ! opened.ok())
        return opened.error();
    core::Transcriber finder;
    finder.prepare (plan.dictionary, observed.geometry(), settings);
    NoteList notes (observed.sampleRateHz());
    const auto find = [&] (const core::FrameView& frame) { notes.add (finder.find (frame)); };
    if (auto done = observed.observe (find, onProgress); ! done.ok())
        return done.error();
    observed.addSilence (finder.delaySamples()); // what confirms the last notes comes after them
    notes.add (finder.endAll());
    return std::move (notes).inOrder();
}

} // namespace unbraid::cli
