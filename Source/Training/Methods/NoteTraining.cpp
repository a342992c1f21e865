// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/NoteTraining.h"

#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/Factoriser.h"
#include "Training/Factorisation/Partials.h"
#include "Training/Factorisation/Transitions.h"
#include "Training/Material/Corpus.h"
#include "Training/Material/NoteName.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace unbraid::training
{

namespace
{
using Notes = std::map<int, std::vector<CorpusFile>>;

/** The recordings of every note between the lowest and the highest, transposed from the nearest where one is
    missing. */
core::Result<Notes> filesByNote (const SourceMaterial& source)
{
    Notes played;
    for (const auto& file : source.files)
    {
        const auto note = noteFromName (file.filename().string());
        if (! note)
            return core::Error{ "the file name holds no note", file.string(), file.filename().string(),
                                "a name like A3.wav, piano_Cs4.flac or gb2_f.wav" };
        played[*note + source.noteOffset].push_back ({ file, 0 });
    }
    Notes all = played;
    for (int note = played.begin()->first; note <= played.rbegin()->first; ++note)
    {
        if (played.contains (note))
            continue;
        const auto nearest =
            std::min_element (played.begin(), played.end(),
                              [note] (const auto& a, const auto& b)
                              { return std::abs (a.first - note) < std::abs (b.first - note); });
        for (auto file : nearest->second)
        {
            file.transposeSemitones = note - nearest->first;
            all[note].push_back (file);
        }
    }
    return all;
}

/** Which atoms of a note there are: harmonic ones, those of the onset, and the rest, in this order. */
struct NoteAtoms
{
    Eigen::Index numBody = 0;
    Eigen::Index numOnset = 0;
    Eigen::Index numRest = 0;

    [[nodiscard]] Eigen::Index numKept() const { return numBody + numOnset; }
    [[nodiscard]] Eigen::Index numAll() const { return numKept() + numRest; }
};

/** Itakura-Saito would bend harmonic atoms to the noise between the partials, were there nothing else to explain it. */
NoteAtoms atomsOf (const SourceMaterial& source, float beta)
{
    return { source.numAtoms, source.onsetAtoms, source.isHarmonic && beta < 1.0f ? 1 : 0 };
}

Constraints constraintsOf (const NoteAtoms& atoms, bool isHarmonic, const Eigen::VectorXf& partials,
                           const Frames& frames, const Eigen::MatrixXf& patterns)
{
    Constraints constraints;
    constraints.atoms.setOnes (frames.spectra.rows(), atoms.numAll());
    if (isHarmonic)
        constraints.atoms.leftCols (atoms.numBody).colwise() = partials;
    if (patterns.size() > 0)
        constraints.patterns.assign (static_cast<size_t> (atoms.numBody), patterns);
    constraints.activations.setOnes (atoms.numAll(), frames.count());
    if (atoms.numOnset == 0)
        return constraints;
    for (Eigen::Index frame = 0; frame < frames.count(); ++frame)
    {
        const bool coversOnset = frames.onsets[static_cast<size_t> (frame)] != 0;
        auto column = constraints.activations.col (frame);
        if (coversOnset)
            column.head (atoms.numBody).setZero();
        else
            column.segment (atoms.numBody, atoms.numOnset).setZero();
    }
    return constraints;
}

/** The atoms of one note. */
class NoteLearner
{
public:
    NoteLearner (const TrainingSpec& specToUse, const SourceMaterial& sourceToLearn,
                 core::ProgressOf<TrainingProgress> progress)
        : spec (specToUse)
        , source (sourceToLearn)
        , onProgress (std::move (progress))
    {
    }

    core::Result<LearnedSource> learn (int note, const std::vector<CorpusFile>& files) const
    {
        const auto frames = read (note, files);
        if (! frames.ok())
            return frames.error();
        const auto geometry = trainingGeometry (spec);
        if (! geometry.ok())
            return geometry.error();
        const Eigen::VectorXf partials = partialsOf (note, geometry.value());
        if (source.isHarmonic && partials.maxCoeff() == 0.0f)
            return core::Error{ "the note lies above the spectrum", source.name,
                                "note " + std::to_string (note),
                                "partials below " + core::numberText (0.5 * spec.sampleRateHz) + " Hz" };
        Eigen::MatrixXf patterns;
        if (source.hasPatterns)
            patterns = harmonicPatternsOf (note, geometry.value());
        return factoriseNote (note, frames.value(), partials, patterns);
    }

private:
    [[nodiscard]] core::Result<Frames> read (int note, const std::vector<CorpusFile>& files) const
    {
        const auto shouldContinue = [&]
        { return onProgress ({ .source = label (note), .numIterations = spec.iterations }); };
        const auto segments = listSegments (spec, files, shouldContinue);
        if (! segments.ok())
            return segments.error();
        auto frames = readCorpus (spec, segments.value(), spec.maxFrames, shouldContinue);
        if (frames.ok() && frames.value().count() == 0)
            return nothingToLearnFrom (segments.value());
        return frames;
    }

    [[nodiscard]] core::Result<LearnedSource> factoriseNote (int note, const Frames& frames,
                                                             const Eigen::VectorXf& partials,
                                                             const Eigen::MatrixXf& patterns) const
    {
        const NoteAtoms atoms = atomsOf (source, spec.divergenceBeta);
        const auto report = [&] (int iteration, double objective)
        {
            return onProgress ({ .source = label (note),
                                 .share = static_cast<double> (iteration) / spec.iterations,
                                 .iteration = iteration,
                                 .numIterations = spec.iterations,
                                 .divergence = objective / static_cast<double> (frames.spectra.size()),
                                 .framesProcessed = iteration * frames.count() });
        };
        const bool isFree = ! source.isHarmonic && atoms.numAll() == atoms.numBody;
        auto factors = factorise (
            frames.spectra, randomAtoms (frames.spectra, atoms.numAll(), spec.seed),
            { spec.divergenceBeta, spec.sparsity, spec.iterations, spec.seed, spec.numThreads, spec.enough },
            report,
            isFree ? Constraints() : constraintsOf (atoms, source.isHarmonic, partials, frames, patterns));
        if (! factors.ok())
            return factors.error();
        LearnedSource learned;
        learned.atoms = factors.value().atoms.leftCols (atoms.numKept());
        learned.pitches.assign (static_cast<size_t> (atoms.numKept()), note);
        if (source.onsetAtoms > 0)
        {
            learned.onsets.assign (static_cast<size_t> (atoms.numBody), 0);
            learned.onsets.insert (learned.onsets.end(), static_cast<size_t> (atoms.numOnset), 1);
        }
        if (spec.learnDynamics)
            learned.dynamics =
                learnTransitions (factors.value().activations.topRows (atoms.numKept()), frames.continues, 0);
        return learned;
    }

    [[nodiscard]] std::string label (int note) const
    {
        return source.name + " note " + std::to_string (note);
    }

    const TrainingSpec& spec;
    const SourceMaterial& source;
    core::ProgressOf<TrainingProgress> onProgress;
};
} // namespace

core::Result<LearnedSource> learnNotes (const TrainingSpec& spec, const SourceMaterial& source,
                                        const core::ProgressOf<TrainingProgress>& onProgress)
{
    const auto notes = filesByNote (source);
    if (! notes.ok())
        return notes.error();
    LearnedSource learned;
    double done = 0.0;
    const auto total = static_cast<double> (notes.value().size());
    const NoteLearner learner (spec, source,
                               [&] (TrainingProgress progress)
                               {
                                   progress.share = (done + progress.share) / total;
                                   return onProgress (progress);
                               });
    for (const auto& [note, files] : notes.value())
    {
        const auto added = learner.learn (note, files);
        if (! added.ok())
            return added.error();
        append (added.value(), learned);
        done += 1.0;
    }
    return learned;
}

} // namespace unbraid::training
