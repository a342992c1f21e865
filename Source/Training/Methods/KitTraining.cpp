// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/KitTraining.h"

#include "Core/Factorisation/Dictionary/ConvolutivePart.h"
#include "Files/Resampler.h"
#include "Training/Cancelled.h"
#include "Training/Drums/DrumSpectra.h"
#include "Training/Drums/HitTemplates.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Material/Hits.h"
#include "Training/Material/Segment.h"

#include <algorithm>
#include <cmath>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double longestSeconds = 2.0; // of a hit; what rings longer is known by then
constexpr float leastOfBin = 1e-9f;    // of a template, in each bin
constexpr float minFirst = 1e-4f;      // of a template that is in its first frame, whose sum is its unit
constexpr Index maxHits = 400;         // of a source; more are thinned out evenly

core::Error refused (const std::string& field, const std::string& found, const std::string& allowed)
{
    return { "the training cannot start", field, found, allowed };
}

core::Status check (const SourceMaterial& source)
{
    if (source.pitched)
        return refused ("source " + source.name, "notes", "hits, which have no pitch");
    if (source.numAtoms < 1 || source.numAtoms > 64 || source.findRank)
        return refused ("rank of " + source.name, source.findRank ? "auto" : std::to_string (source.numAtoms),
                        "1 to 64 plain atoms beside the templates");
    return core::Done{};
}

core::Status check (const TrainingSpec& spec, const KitSpec& kit)
{
    if (kit.templates < 1 || kit.templates > 64)
        return refused ("templates", std::to_string (kit.templates), "1 to 64");
    if (! (kit.templateSeconds >= 0.02 && kit.templateSeconds <= 1.0))
        return refused ("length of templates", core::numberText (1000.0 * kit.templateSeconds) + " ms",
                        "20 to 1000 ms");
    if (! spec.penalties.areAllZero())
        return refused ("continuity and orthogonality", "hits", "recordings of any kind");
    if (spec.iterations < 1 || spec.iterations > 100000)
        return refused ("iterations", std::to_string (spec.iterations), "1 to 100000");
    return core::Done{};
}

/** Every n-th hit, so that at most `maxHits` are left. */
void thinOut (std::vector<Hit>& hits)
{
    const Index count = static_cast<Index> (hits.size());
    if (count <= maxHits)
        return;
    std::vector<Hit> kept;
    for (Index i = 0; i < maxHits; ++i)
        kept.push_back (std::move (hits[static_cast<size_t> (i * count / maxHits)]));
    hits = std::move (kept);
}

/** Frames of all hits, the loudest of each at unit mean. [bands x frames] */
Eigen::MatrixXf framesOf (const std::vector<Hit>& hits, float dynamicRangeDb)
{
    const float threshold = std::pow (10.0f, -dynamicRangeDb / 20.0f);
    Index count = 0;
    for (const Hit& hit : hits)
        count += hit.cols();
    Eigen::MatrixXf frames (hits.front().rows(), count);
    Index at = 0;
    for (const Hit& hit : hits)
    {
        const Eigen::RowVectorXf levels = hit.colwise().mean();
        for (Index frame = 0; frame < hit.cols(); ++frame)
            if (levels[frame] > threshold * levels.maxCoeff())
                frames.col (at++) = hit.col (frame).array() / levels.maxCoeff() + floorOfModel;
    }
    return frames.leftCols (at);
}

struct KitSource
{
    Templates templates;   // [lags] of [bands x templates]
    Eigen::MatrixXf plain; // [bands x plain atoms]
};

class KitTrainer
{
public:
    KitTrainer (const TrainingSpec& specToUse, const KitSpec& kitToLearn,
                const core::ProgressOf<TrainingProgress>& progress)
        : spec (specToUse)
        , kit (kitToLearn)
        , onProgress (progress)
    {
    }

    core::Status prepare()
    {
        if (auto checked = check (spec, kit); ! checked.ok())
            return checked;
        auto frame =
            core::lookAheadGeometry (spec.sampleRateHz, core::LatencyMode::balanced, spec.windowSeconds);
        if (! frame.ok())
            return frame.error();
        const Eigen::VectorXf centres = core::bandCentres (kit.linearBands, kit.perceptualBands,
                                                           1.0 / spec.windowSeconds, 0.5 * spec.sampleRateHz);
        geometry = { frame.value(), spec.spectrum, {} };
        geometry.bands.prepare (centres, geometry.frame);
        hopSeconds = static_cast<double> (geometry.frame.hop) / spec.sampleRateHz;
        lags = std::max<Index> (2, std::lround (kit.templateSeconds / hopSeconds));
        dictionary = emptyDictionary (spec, geometry.frame);
        dictionary.hop = geometry.frame.hop; // tails are played hop by hop
        dictionary.rows = core::Rows::bands;
        dictionary.frequenciesHz = centres;
        dictionary.modes = core::convolutiveModes();
        dictionary.tails.assign (static_cast<size_t> (lags) - 1, Eigen::MatrixXf (centres.size(), 0));
        dictionary.atoms.resize (centres.size(), 0);
        return core::Done{};
    }

    core::Status learn (const SourceMaterial& source, core::Result<std::vector<Hit>> hits)
    {
        if (! hits.ok())
            return hits.error();
        if (hits.value().empty())
            return core::Error{ "there is nothing to learn from", "source " + source.name, "no hit",
                                "one or more" };
        thinOut (hits.value());
        auto learned = learnHits (source, hits.value());
        if (! learned.ok())
            return learned.error();
        append (source, learned.value());
        SourceReport report;
        report.numAtoms = dictionary.sources.back().numAtoms;
        for (const Hit& hit : hits.value())
            report.numFrames += hit.cols() / 2; // each hit is there twice
        report.frameSeconds = hopSeconds;
        report.divergence = divergence;
        return tell (source, { .share = 1.0, .divergence = divergence, .report = report })
                   ? core::Status (core::Done{})
                   : trainingCancelled();
    }

    core::Result<core::Dictionary> take()
    {
        if (auto valid = core::validate (dictionary); ! valid.ok())
            return valid.error();
        return std::move (dictionary);
    }

    [[nodiscard]] core::Result<std::vector<Hit>> read (const SourceMaterial& source) const
    {
        std::vector<Hit> hits;
        for (const auto& file : source.files)
        {
            if (! tell (source, TrainingProgress{}))
                return trainingCancelled ("reading");
            if (auto added = append (readHits (file, geometry, longestHit()), hits);
                ! added.ok() && (source.files.size() == 1 || ! mayLeaveOut (spec, file, added.error())))
                return added.error();
        }
        return hits;
    }

    [[nodiscard]] core::Result<std::vector<Hit>> transform (const DrumSounds& drum) const
    {
        std::vector<Hit> hits;
        for (const auto& sound : drum.hits)
            if (auto added = append (hitsIn (sound, geometry, longestHit()), hits); ! added.ok())
                return added.error();
        return hits;
    }

private:
    static core::Status append (core::Result<std::vector<Hit>> added, std::vector<Hit>& hits)
    {
        if (! added.ok())
            return added.error();
        std::move (added.value().begin(), added.value().end(), std::back_inserter (hits));
        return core::Done{};
    }

    [[nodiscard]] Index longestHit() const { return static_cast<Index> (longestSeconds / hopSeconds); }

    [[nodiscard]] bool tell (const SourceMaterial& source, TrainingProgress progress) const
    {
        progress.source = source.name;
        return onProgress (progress);
    }

    core::Result<KitSource> learnHits (const SourceMaterial& source, const std::vector<Hit>& hits)
    {
        HitProblem problem = hitProblem (hits, lags, kit.templates);
        const auto perBin = 1.0 / static_cast<double> (problem.spectra.size());
        const auto tellIteration = [&] (int iteration, double objective)
        {
            divergence = objective * perBin;
            return tell (source, { .share = static_cast<double> (iteration) / spec.iterations,
                                   .iteration = iteration,
                                   .numIterations = spec.iterations,
                                   .divergence = divergence });
        };
        const FactorisationSpec course{ spec.divergenceBeta, 0.0f, spec.iterations, spec.seed,
                                        spec.numThreads };
        auto factors = factorise (problem.spectra, std::move (problem.start), course, tellIteration);
        if (! factors.ok())
            return factors.error();
        const auto shouldContinue = [&] (int, double)
        { return tell (source, { .share = 1.0, .divergence = divergence }); };
        auto plain =
            factorise (framesOf (hits, spec.dynamicRangeDb), source.numAtoms, course, shouldContinue);
        if (! plain.ok())
            return plain.error();
        return KitSource{ std::move (factors.value().templates), std::move (plain.value().atoms) };
    }

    /** Templates first; each in units of its first frame. */
    void append (const SourceMaterial& material, const KitSource& learned)
    {
        const Index numTemplates = learned.templates.front().cols(), first = dictionary.numAtoms();
        const Index numAtoms = numTemplates + learned.plain.cols();
        for (auto* atoms : allAtoms())
        {
            atoms->conservativeResize (Eigen::NoChange, first + numAtoms);
            atoms->rightCols (numAtoms).setZero();
        }
        for (Index atom = 0; atom < numTemplates; ++atom)
        {
            // A nearly empty first frame cannot be normalised: it gets a little of the next.
            Eigen::VectorXf begins = learned.templates[0].col (atom);
            if (begins.sum() < minFirst)
                begins += minFirst * (learned.templates[1].col (atom).array() + leastOfBin).matrix();
            const float unit = begins.sum();
            dictionary.atoms.col (first + atom) = begins / unit;
            for (size_t lag = 1; lag < learned.templates.size(); ++lag)
                dictionary.tails[lag - 1].col (first + atom) = learned.templates[lag].col (atom) / unit;
        }
        dictionary.atoms.rightCols (learned.plain.cols()) = learned.plain;
        core::normaliseAtoms (dictionary.atoms);
        dictionary.sources.push_back ({ material.name, first, numAtoms, {}, {}, material.isTarget });
    }

    std::vector<Eigen::MatrixXf*> allAtoms()
    {
        std::vector<Eigen::MatrixXf*> all{ &dictionary.atoms };
        for (auto& tail : dictionary.tails)
            all.push_back (&tail);
        return all;
    }

    const TrainingSpec& spec;
    const KitSpec& kit;
    const core::ProgressOf<TrainingProgress>& onProgress;
    HitGeometry geometry;
    double hopSeconds = 0.0;
    Index lags = 0;
    double divergence = 0.0;
    core::Dictionary dictionary;
};

/** sourceOf  the source of a drum
    hitsOf    its hits, by the trainer */
template <class Drum, class SourceOf, class HitsOf>
core::Result<core::Dictionary> learnDrums (KitTrainer& trainer, const std::vector<Drum>& drums,
                                           const SourceOf& sourceOf, const HitsOf& hitsOf)
{
    if (drums.empty())
        return refused ("sources", "none", "one or more");
    for (const auto& drum : drums)
        if (auto checked = check (sourceOf (drum)); ! checked.ok())
            return checked.error();
    if (auto ready = trainer.prepare(); ! ready.ok())
        return ready.error();
    for (const auto& drum : drums)
        if (auto learned = trainer.learn (sourceOf (drum), hitsOf (drum)); ! learned.ok())
            return learned.error();
    return trainer.take();
}
} // namespace

TrainingSpec specForHits()
{
    TrainingSpec spec;
    spec.sampleRateHz = 44100.0;
    spec.windowSeconds = 0.046;
    spec.spectrum = core::Spectrum::magnitude;
    spec.divergenceBeta = 1.0f;
    spec.maskExponent = 2.0f;
    spec.iterations = 30;
    return spec;
}

core::Result<std::vector<DrumSounds>> soundsOf (const std::vector<PlayedHit>& hits,
                                                const std::vector<SourceMaterial>& sources, double rateHz)
{
    std::vector<DrumSounds> drums;
    drums.reserve (sources.size());
    for (const auto& source : sources)
        drums.push_back ({ source, {} });
    for (const auto& hit : hits)
    {
        const auto own = std::find_if (drums.begin(), drums.end(),
                                       [&hit] (const auto& drum) { return drum.source.name == hit.name; });
        if (! hit.isUsed || own == drums.end())
            continue;
        auto sound = files::resample (hit.samples, drumRateHz, rateHz);
        if (! sound.ok())
            return sound.error();
        own->hits.emplace_back (sound.value().col (0));
    }
    return drums;
}

core::Result<core::Dictionary> trainKit (const TrainingSpec& spec, const KitSpec& kit,
                                         const std::vector<SourceMaterial>& sources,
                                         const core::ProgressOf<TrainingProgress>& onProgress)
{
    for (const auto& source : sources)
        if (source.files.empty())
            return refused ("source " + source.name, "no files", "one or more recordings");
    KitTrainer trainer (spec, kit, onProgress);
    return learnDrums (
        trainer, sources, [] (const auto& source) -> const SourceMaterial& { return source; },
        [&trainer] (const auto& source) { return trainer.read (source); });
}

core::Result<core::Dictionary> trainKit (const TrainingSpec& spec, const KitSpec& kit,
                                         const std::vector<DrumSounds>& drums,
                                         const core::ProgressOf<TrainingProgress>& onProgress)
{
    KitTrainer trainer (spec, kit, onProgress);
    return learnDrums (
        trainer, drums, [] (const auto& drum) -> const SourceMaterial& { return drum.source; },
        [&trainer] (const auto& drum) { return trainer.transform (drum); });
}

} // namespace unbraid::training
