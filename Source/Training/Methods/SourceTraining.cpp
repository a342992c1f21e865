// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/SourceTraining.h"

#include "Training/Cancelled.h"
#include "Training/Factorisation/Factoriser.h"
#include "Training/Factorisation/RankSelection.h"
#include "Training/Factorisation/Transitions.h"
#include "Training/Material/Corpus.h"
#include "Training/Material/SharedReading.h"
#include "Training/Methods/NoteTraining.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
constexpr Eigen::Index rankFrames = 2048;    // that a rank is found in
constexpr Eigen::Index heldOutFrames = 8192; // that are scored
constexpr Eigen::Index watchedFrames = 512;  // of them, that are scored after each iteration
constexpr int startIterations = 20;          // of the atoms that an incremental training begins with
constexpr int scoringUpdates = 50;           // of the activations of what was held out
constexpr int watchingUpdates = 2;           // of the same, after each iteration
constexpr float quarterHopWeight = 2.0f;     // of the rank's penalty: see RankSelectionSpec

/** Learns the atoms of a source whose recordings are of any kind. */
class FreeSource
{
public:
    FreeSource (const TrainingSpec& specToUse, const SourceMaterial& sourceToLearn,
                const std::vector<LearnedSource>& sourcesBefore,
                const core::ProgressOf<TrainingProgress>& progress)
        : spec (specToUse)
        , source (sourceToLearn)
        , before (sourcesBefore)
        , onProgress (progress)
    {
    }

    core::Result<LearnedSource> learn (const StateCallback& onState, IncrementalState& current)
    {
        std::vector<CorpusFile> files;
        files.reserve (source.files.size());
        for (const auto& file : source.files)
            files.push_back ({ file, 0 });
        const auto segments = listSegmentsTogether (spec, files, shouldContinue());
        if (! segments.ok())
            return segments.error();
        const Split parts = split (segments.value(), spec.heldOutShare, spec.seed);
        const auto heldOut = readHeldOut (parts.heldOut);
        const auto status = heldOut.ok() ? core::Status (core::Done{}) : heldOut.error();
        if (auto agreed = agreeWithFirst (*spec.ranks, status); ! agreed.ok())
            return agreed.error();
        auto learned = spec.incremental ? learnInBatches (parts.learned, onState, current)
                                        : learnInMemory (parts.learned, heldOut.value());
        if (! learned.ok())
            return learned;
        scoreHeldOut (heldOut.value(), learned.value().atoms);
        return report.numFrames > 0 && ! tellReport() ? core::Result<LearnedSource> (trainingCancelled())
                                                      : learned;
    }

private:
    [[nodiscard]] std::function<bool()> shouldContinue() const
    {
        return [this] { return tell (TrainingProgress{}); };
    }

    bool tell (TrainingProgress progress) const
    {
        progress.source = source.name;
        return onProgress (progress);
    }

    bool tellReport() { return tell ({ .share = 1.0, .divergence = report.divergence, .report = report }); }

    /** As many atoms as asked for, or as the sound needs, with shapes to begin with. */
    [[nodiscard]] core::Result<Eigen::MatrixXf> firstAtoms (const Eigen::MatrixXf& spectra) const
    {
        if (! source.findRank)
            return randomAtoms (spectra, source.numAtoms, spec.seed);
        RankSelectionSpec rank;
        rank.beta = spec.divergenceBeta;
        rank.maxAtoms = source.numAtoms;
        rank.weight = quarterHopWeight;
        rank.seed = spec.seed;
        rank.numThreads = spec.numThreads;
        const auto tellSearch = [this] (const RankProgress& progress)
        { return tell ({ .iteration = progress.iteration }); };
        auto found = selectRank (spectra.leftCols (std::min (rankFrames, spectra.cols())), rank, tellSearch);
        if (! found.ok())
            return found.error();
        return std::move (found.value().atoms);
    }

    [[nodiscard]] PenaltyTerms penaltyTerms (const Frames& frames) const
    {
        if (spec.penalties.areAllZero())
            return {};
        LearnedSource others;
        for (const auto& other : before)
            append (other, others);
        return { spec.penalties, std::move (others.atoms), frames.continues };
    }

    core::Result<LearnedSource> learnInMemory (const std::vector<Segment>& segments,
                                               const Eigen::MatrixXf& heldOut)
    {
        const auto corpus = readCorpus (spec, segments, spec.maxFrames, shouldContinue());
        if (! corpus.ok())
            return corpus.error();
        const Frames& frames = corpus.value();
        if (frames.count() == 0)
            return nothingToLearnFrom (segments);
        const auto start = firstAtoms (frames.spectra);
        if (! start.ok())
            return start.error();
        const auto perBin = 1.0 / static_cast<double> (frames.spectra.size());
        const Eigen::MatrixXf watched = heldOut.leftCols (std::min (watchedFrames, heldOut.cols()));
        Eigen::MatrixXf ofWatched = flatActivations (start.value(), watched.cols());
        auto watching = incrementalSpec (spec);
        watching.updates = watchingUpdates;
        std::optional<double> ofHeldOut;
        const auto watch = [&] (const Eigen::MatrixXf& atoms)
        {
            if (watched.cols() > 0)
                ofHeldOut = divergencePerBin (watched, atoms, watching, ofWatched);
        };
        const auto tellIteration = [&] (int iteration, double objective)
        {
            return tell ({ .share = static_cast<double> (iteration) / spec.iterations,
                           .iteration = iteration,
                           .numIterations = spec.iterations,
                           .divergence = objective * perBin,
                           .framesProcessed = iteration * frames.count(),
                           .heldOut = ofHeldOut });
        };
        auto factors = factorise (frames.spectra, start.value(),
                                  { spec.divergenceBeta, spec.sparsity, spec.iterations, spec.seed,
                                    spec.numThreads, spec.enough, watch, penaltyTerms (frames) },
                                  tellIteration);
        if (! factors.ok())
            return factors.error();
        note (factors.value().atoms, frames.count(), factors.value().objective * perBin);
        LearnedSource learned{ std::move (factors.value().atoms), {}, {}, {} };
        if (spec.learnDynamics)
            learned.dynamics = learnTransitions (factors.value().activations, frames.continues, 0);
        return learned;
    }

    core::Result<LearnedSource> learnInBatches (const std::vector<Segment>& segments,
                                                const StateCallback& onState, IncrementalState& current)
    {
        const auto findStart = [this] (const Eigen::MatrixXf& spectra) -> core::Result<Eigen::MatrixXf>
        {
            const auto start = firstAtoms (spectra);
            if (! start.ok())
                return start.error();
            auto factors = factorise (
                spectra, start.value(),
                { spec.divergenceBeta, spec.sparsity, startIterations, spec.seed, spec.numThreads },
                [this] (int, double) { return tell (TrainingProgress{}); });
            if (! factors.ok())
                return factors.error();
            return std::move (factors.value().atoms);
        };
        const auto progress = [this] (const TrainingProgress& now) { return tell (now); };
        if (auto done = learnIncrementally (spec, segments, findStart, onState, progress, current);
            ! done.ok())
            return done.error();
        note (current.factors.atoms, current.framesProcessed, current.divergence);
        LearnedSource learned{ current.factors.atoms, {}, {}, {} };
        if (! spec.learnDynamics || ! spec.ranks->isFirst())
            return learned;
        const auto sample = readCorpus (spec, segments, spec.maxFrames, shouldContinue());
        if (! sample.ok())
            return sample.error();
        auto settings = incrementalSpec (spec);
        settings.updates = scoringUpdates;
        learned.dynamics = learnTransitions (solve (sample.value().spectra, learned.atoms, settings),
                                             sample.value().continues, 0);
        return learned;
    }

    void note (const Eigen::MatrixXf& atoms, Eigen::Index numFrames, double divergence)
    {
        report.numAtoms = atoms.cols();
        report.numFrames = numFrames;
        report.divergence = divergence;
        if (const auto geometry = trainingGeometry (spec); geometry.ok())
            report.frameSeconds = static_cast<double> (trainingHop (geometry.value())) / spec.sampleRateHz;
    }

    /** [bins x frames], for the first rank alone, which scores. */
    [[nodiscard]] core::Result<Eigen::MatrixXf> readHeldOut (const std::vector<Segment>& segments) const
    {
        if (! spec.ranks->isFirst())
            return Eigen::MatrixXf();
        auto frames = readCorpus (spec, segments, heldOutFrames, shouldContinue());
        if (! frames.ok())
            return frames.error();
        return std::move (frames.value().spectra);
    }

    void scoreHeldOut (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms)
    {
        if (spectra.cols() == 0)
            return;
        auto settings = incrementalSpec (spec);
        settings.updates = scoringUpdates;
        report.heldOut = divergencePerBin (spectra, atoms, settings);
        report.numHeldOut = spectra.cols();
    }

    const TrainingSpec& spec;
    const SourceMaterial& source;
    const std::vector<LearnedSource>& before;
    const core::ProgressOf<TrainingProgress>& onProgress;
    SourceReport report;
};
} // namespace

core::Result<LearnedSource> learnSource (const TrainingSpec& spec, const SourceMaterial& source,
                                         const std::vector<LearnedSource>& before,
                                         const StateCallback& onState,
                                         const core::ProgressOf<TrainingProgress>& onProgress,
                                         IncrementalState& current)
{
    if (source.pitched)
        return learnNotes (spec, source, onProgress);
    return FreeSource (spec, source, before, onProgress).learn (onState, current);
}

} // namespace unbraid::training
