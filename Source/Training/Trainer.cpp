// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Trainer.h"

#include "Core/Factorisation/Solvers/AdaptedAtoms.h"
#include "Training/Methods/Checkpoint.h"
#include "Training/Methods/SourceTraining.h"

namespace unbraid::training
{

namespace
{
core::Error refused (const std::string& field, const std::string& found, const std::string& allowed)
{
    return { "the training cannot start", field, found, allowed };
}

core::Status checkMethod (const TrainingSpec& spec)
{
    if (! (spec.divergenceBeta >= -1.0f && spec.divergenceBeta <= 3.0f))
        return refused ("divergence", core::numberText (spec.divergenceBeta), "beta -1 to 3");
    if (! (spec.sparsity >= 0.0f && spec.sparsity <= 1e3f))
        return refused ("sparsity", core::numberText (spec.sparsity), "0 to 1000");
    if (spec.learnDynamics && spec.divergenceBeta != 0.0f)
        return refused ("dynamics", "divergence beta " + core::numberText (spec.divergenceBeta),
                        "0 (Itakura-Saito)");
    if (! (spec.heldOutShare >= 0.0 && spec.heldOutShare <= 0.5))
        return refused ("held out", core::numberText (100.0 * spec.heldOutShare) + " %", "0 to 50 %");
    if (! (spec.segmentSeconds >= 0.1 && spec.segmentSeconds <= 3600.0))
        return refused ("segment", core::numberText (spec.segmentSeconds) + " s", "0.1 to 3600 s");
    return core::Done{};
}

core::Status checkPenalties (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources)
{
    for (const auto& [name, weight] : spec.penalties.named())
        if (! (weight >= 0.0f && weight <= maxPenaltyWeight))
            return refused (name, core::numberText (weight), "0 to 1000");
    if (spec.penalties.areAllZero())
        return core::Done{};
    if (spec.incremental)
        return refused ("continuity and orthogonality", "an incremental training", "one in memory");
    for (const auto& source : sources)
        if (source.pitched)
            return refused ("continuity and orthogonality", "single notes of " + source.name,
                            "recordings of any kind");
    return core::Done{};
}

core::Status checkCounts (const TrainingSpec& spec)
{
    struct Count
    {
        const char* name;
        Eigen::Index value;
        Eigen::Index highest;
    };
    for (const Count& count :
         { Count{ "iterations", spec.iterations, 100000 },
           Count{ "frames", spec.maxFrames, Eigen::Index{ 1 } << 40 },
           Count{ "threads", spec.numThreads, 256 }, Count{ "passes", spec.passes, 1000 },
           Count{ "batch", spec.batchFrames, 65536 }, Count{ "updates", spec.updates, 1000 } })
        if (count.value < 1 || count.value > count.highest)
            return refused (count.name, std::to_string (count.value),
                            "1 to " + std::to_string (count.highest));
    return core::Done{};
}

core::Status checkSource (const SourceMaterial& source)
{
    if (source.numAtoms < 1 || source.numAtoms > core::maxAtoms)
        return refused ("rank of " + source.name, std::to_string (source.numAtoms), "1 to 16384");
    if (source.files.empty())
        return refused ("source " + source.name, "no files", "one or more recordings");
    if (source.pitched && source.findRank)
        return refused ("rank of " + source.name, "auto",
                        "a number: it is pitched, its atoms are counted by note");
    if (! source.pitched && (source.isHarmonic || source.onsetAtoms > 0))
        return refused ("source " + source.name, "harmonic or onset atoms", "those of a pitched source");
    if (source.onsetAtoms < 0 || source.onsetAtoms > 64)
        return refused ("onset atoms of " + source.name, std::to_string (source.onsetAtoms), "0 to 64");
    return core::Done{};
}

core::Status check (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources)
{
    if (sources.empty())
        return refused ("sources", "none", "one or more");
    if (spec.ranks->count() > 1 && ! spec.incremental)
        return refused ("ranks", std::to_string (spec.ranks->count()),
                        "1, or an incremental training: one in memory is not shared out");
    for (const auto& checked : { checkMethod (spec), checkPenalties (spec, sources), checkCounts (spec) })
        if (! checked.ok())
            return checked;
    for (const auto& source : sources)
        if (auto checked = checkSource (source); ! checked.ok())
            return checked;
    return core::Done{};
}

void addSource (const SourceMaterial& material, const LearnedSource& learned, core::Dictionary& dictionary)
{
    core::Source source;
    source.name = material.name;
    source.firstAtom = dictionary.atoms.cols();
    source.numAtoms = learned.atoms.cols();
    source.pitches = learned.pitches;
    source.onsets = learned.onsets;
    source.isTarget = material.isTarget;
    dictionary.atoms.conservativeResize (learned.atoms.rows(), source.firstAtom + source.numAtoms);
    dictionary.atoms.rightCols (source.numAtoms) = learned.atoms;
    append (learned.dynamics, source.firstAtom, dictionary.dynamics);
    dictionary.sources.push_back (std::move (source));
}

/** Keeps what a cancelled training has reached; the error that ends it. */
core::Error keepFor (const core::Error& cancelled, const TrainingState& state, Checkpoint& checkpoint)
{
    const auto kept = checkpoint.save (state, true);
    return kept.ok() ? cancelled : kept.error();
}

/** Of a source that ended, at whichever rank. */
core::Status statusOf (const core::Result<LearnedSource>& learned)
{
    return learned.ok() ? core::Status (core::Done{}) : learned.error();
}

/** Learns the sources that the checkpoint does not hold yet. */
core::Result<std::vector<LearnedSource>> learnSources (const TrainingSpec& spec,
                                                       const std::vector<SourceMaterial>& sources,
                                                       Checkpoint& checkpoint,
                                                       const core::ProgressOf<TrainingProgress>& onProgress)
{
    const bool keeps = spec.ranks->isFirst();
    auto started = checkpoint.start();
    const auto all = started.ok() ? core::Status (core::Done{}) : started.error();
    if (auto agreed = agreeWithAll (*spec.ranks, all); ! agreed.ok()) // all have read it before one writes it
        return agreed.error();
    TrainingState state = std::move (started).value();
    const auto keep = [&] { return keeps ? checkpoint.save (state) : core::Status (core::Done{}); };
    while (state.finished.size() < sources.size())
    {
        auto learned = learnSource (spec, sources[state.finished.size()], state.finished, keep, onProgress,
                                    state.current);
        if (auto agreed = agreeWithAll (*spec.ranks, statusOf (learned)); ! agreed.ok())
            return keeps && agreed.error().cancelled ? keepFor (agreed.error(), state, checkpoint)
                                                     : agreed.error();
        state.finished.push_back (std::move (learned).value());
        state.current = {};
        if (auto kept = agreeWithFirst (*spec.ranks, keep()); ! kept.ok())
            return kept.error();
    }
    return std::move (state.finished);
}
} // namespace

core::Dictionary emptyDictionary (const TrainingSpec& spec, const core::FrameGeometry& geometry)
{
    core::Dictionary dictionary;
    dictionary.sampleRateHz = spec.sampleRateHz;
    dictionary.window = geometry.analysis;
    dictionary.hop = trainingHop (geometry);
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = spec.spectrum;
    dictionary.divergenceBeta = spec.divergenceBeta;
    dictionary.maskExponent = spec.maskExponent;
    dictionary.frequenciesHz = core::binFrequencies (geometry, geometry.numBins());
    dictionary.mixer = spec.mixer;
    dictionary.licence = spec.licence;
    dictionary.trainedOn = spec.trainedOn;
    dictionary.command = spec.command;
    return dictionary;
}

core::Result<core::Dictionary> train (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources,
                                      const core::ProgressOf<TrainingProgress>& onProgress)
{
    if (auto checked = check (spec, sources); ! checked.ok())
        return checked.error();
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    auto checkpoint = Checkpoint::create (spec, sources);
    if (! checkpoint.ok())
        return checkpoint.error();
    const auto learned = learnSources (spec, sources, checkpoint.value(), onProgress);
    if (! learned.ok())
        return learned.error();

    core::Dictionary dictionary = emptyDictionary (spec, geometry.value());
    for (size_t i = 0; i < sources.size(); ++i)
        addSource (sources[i], learned.value()[i], dictionary);
    core::normaliseAtoms (dictionary.atoms);
    if (auto valid = core::validate (dictionary); ! valid.ok())
        return valid.error();
    if (spec.ranks->isFirst())
        checkpoint.value().remove();
    return dictionary;
}

} // namespace unbraid::training
