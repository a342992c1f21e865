// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/Transcription.h"

#include "Cli/Separate/ObservedRecording.h"

namespace unbraid::cli
{

core::Result<TranscribedRecording> transcribe (const SeparationPlan& plan,
                                               const core::NoteFindingSettings& settings,
                                               const std::filesystem::path& recording,
                                               std::optional<double> tuningHz,
                                               const core::Progress& onProgress)
{
    ObservedRecording observed;
    if (auto opened = observed.open (plan, recording, tuningHz); ! opened.ok())
        return opened.error();
    core::Transcriber finder;
    finder.prepare (plan.dictionary, observed.geometry(), settings);
    core::NoteList notes (observed.sampleRateHz());
    const auto find = [&] (const core::FrameView& frame) { notes.add (finder.find (frame)); };
    if (auto done = observed.observe (find, onProgress); ! done.ok())
        return done.error();
    observed.addSilence (finder.delaySamples()); // what confirms the last notes comes after them
    notes.add (finder.endAll());
    return TranscribedRecording{ notes.inOrder(), observed.tuningHz() };
}

} // namespace unbraid::cli
