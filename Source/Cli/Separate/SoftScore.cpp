// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SoftScore.h"

#include "Cli/Separate/WholeSeparation.h"
#include "Offline/Score/SoftScore.h"
#include "Training/WorkQueue.h"

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

std::vector<offline::ScoredNote> scoredNotes (const Guide& guide)
{
    std::vector<midi::ScoreEvent> events;
    for (const auto& [seconds, event] : guide.events)
        events.push_back ({ seconds, event.kind, event.part + 1, event.pitch, 0 });
    std::vector<offline::ScoredNote> notes;
    for (const auto& note : midi::notesOf (events))
        notes.push_back (
            { note.beginSeconds, note.endSeconds, static_cast<Index> (note.channel - 1), note.pitch });
    return notes;
}
} // namespace

core::Result<Index> separateSoftly (const std::string& name, files::AudioReader& reader,
                                    const SeparationPlan& plan, const SourceSink& sink,
                                    const core::Progress& onProgress)
{
    offline::SoftScoreSpec spec;
    spec.coupling = *plan.softScore;
    spec.residualAtoms = plan.residualAtoms;
    spec.restPrice = plan.settings.solver.residualSparsity;
    spec.numThreads = training::defaultThreads();
    const auto byScore = [&] (const Eigen::MatrixXf& samples)
    {
        return offline::separateByScore (samples, reader.sampleRateHz(), plan.dictionary,
                                         static_cast<Index> (plan.guide.parts.size()),
                                         scoredNotes (plan.guide), spec, onProgress);
    };
    return separateAtOnce (name, reader, byScore, sink);
}

} // namespace unbraid::cli
