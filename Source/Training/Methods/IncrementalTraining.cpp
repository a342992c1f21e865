// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/IncrementalTraining.h"

#include "Training/Cancelled.h"
#include "Training/Material/SharedReading.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
constexpr Eigen::Index startFrames = 8192; // that the first atoms are found in
constexpr Eigen::Index poolBytes = 32 << 20;
constexpr Eigen::Index smallestPool = 1024; // frames
constexpr double divergenceKept = 0.95;     // smoothing of the reported divergence from batch to batch

/** The order in which a pass reads the segments. */
std::vector<Segment> orderOfPass (const std::vector<Segment>& segments, unsigned int seed, Eigen::Index pass)
{
    const auto order = shuffledOrder (segments.size(), (static_cast<std::uint64_t> (seed) << 32) +
                                                           static_cast<std::uint64_t> (pass));
    std::vector<Segment> ordered;
    ordered.reserve (order.size());
    for (const size_t i : order)
        ordered.push_back (segments[i]);
    return ordered;
}

/** One source's training from batch to batch. All ranks have the same pool, batches and atoms; each reads its share of the
    segments and works on its share of a batch, and the first one learns from all. */
class Run
{
public:
    Run (const TrainingSpec& specToUse, const std::vector<Segment>& segmentsToRead,
         const StartCallback& start, const core::ProgressOf<TrainingProgress>& progress,
         IncrementalState& stateToUse)
        : spec (specToUse)
        , segments (segmentsToRead)
        , findStart (start)
        , onProgress (progress)
        , ranks (*specToUse.ranks)
        , state (stateToUse)
    {
    }

    /** Continues where the last call stopped: between two batches, or before a group is read. */
    core::Status readPass (const StateCallback& onState)
    {
        const auto ordered = orderOfPass (segments, spec.seed, state.pass);
        const std::span all (ordered);
        while (static_cast<size_t> (state.nextSegment) < all.size())
        {
            if (auto learned = learnDownTo (poolFrames()); ! learned.ok())
                return learned;
            if (auto kept = agreeWithFirst (ranks, onState()); ! kept.ok())
                return kept;
            const auto first = static_cast<size_t> (state.nextSegment);
            const size_t count = std::min (segmentsAtOnce, all.size() - first);
            auto group = readSegmentsTogether (spec, all.subspan (first, count));
            if (! group.ok())
                return group.error();
            for (const auto& frames : group.value())
                state.pool.add (frames);
            state.nextSegment += static_cast<Eigen::Index> (count);
        }
        if (auto learned = learnDownTo (0); ! learned.ok())
            return learned;
        state.nextSegment = 0;
        ++state.pass;
        return core::Done{};
    }

private:
    /** As many frames as the pool keeps for the next group. */
    [[nodiscard]] Eigen::Index poolFrames() const
    {
        const auto& runs = state.pool.content();
        const Eigen::Index numBins = runs.empty() ? 1 : runs.front().spectra.rows();
        return std::max (smallestPool, poolBytes / (numBins * Eigen::Index{ sizeof (float) }));
    }

    /** Learns batches from the pool until no more than `rest` frames are left in it. */
    core::Status learnDownTo (Eigen::Index rest)
    {
        while (state.pool.numFrames() > rest)
        {
            if (state.factors.atoms.size() == 0)
                if (auto started = begin(); ! started.ok())
                    return started;
            const auto seed =
                spec.seed + 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t> (state.factors.batches + 1);
            const Frames batch = state.pool.draw (spec.batchFrames, seed);
            const auto settings = incrementalSpec (spec);
            const FrameSums sums = listen (batch.spectra, state.factors.atoms, settings, ranks);
            if (ranks.isFirst())
                learn (sums, settings, state.factors);
            else
                ++state.factors.batches;
            ranks.broadcast (0, writableBytesOf (state.factors.atoms.data(),
                                                 static_cast<size_t> (state.factors.atoms.size())));
            state.framesProcessed += batch.count();
            const double cost = sums.objective / static_cast<double> (batch.spectra.size());
            const double kept = state.factors.batches == 1 ? 0.0 : divergenceKept;
            state.divergence = kept * state.divergence + (1.0 - kept) * cost;
            if (auto agreed = agreeWithFirst (ranks, tell()); ! agreed.ok())
                return agreed;
        }
        return core::Done{};
    }

    [[nodiscard]] core::Status tell() const
    {
        if (! ranks.isFirst() || onProgress (progress()))
            return core::Done{};
        return trainingCancelled ("batch " + std::to_string (state.factors.batches));
    }

    /** The first atoms, which the first rank finds. */
    core::Status begin()
    {
        const auto found = fromFirst (ranks, ranks.isFirst() ? firstAtoms() : Bytes());
        if (! found.ok())
            return found.error();
        const Eigen::Index numBins = state.pool.content().front().spectra.rows();
        const auto numValues = static_cast<Eigen::Index> (found.value().size() / sizeof (float));
        state.factors.atoms.resize (numBins, numValues / numBins);
        MessageReader (found.value()).read (state.factors.atoms.data(), static_cast<size_t> (numValues));
        return core::Done{};
    }

    [[nodiscard]] core::Result<Bytes> firstAtoms() const
    {
        auto sample = state.pool;
        const auto atoms = findStart (sample.draw (startFrames, spec.seed).spectra);
        if (! atoms.ok())
            return atoms.error();
        Bytes message;
        append (atoms.value().data(), static_cast<size_t> (atoms.value().size()), message);
        return message;
    }

    [[nodiscard]] TrainingProgress progress() const
    {
        const auto processed = static_cast<double> (state.framesProcessed);
        const double read = processed + static_cast<double> (state.pool.numFrames());
        const auto perPass = static_cast<double> (segments.size());
        const double segmentsRead =
            static_cast<double> (state.pass) * perPass + static_cast<double> (state.nextSegment);
        const double share = processed / read * segmentsRead / (perPass * spec.passes);
        return {
            {}, share, static_cast<int> (state.factors.batches), 0, state.divergence, state.framesProcessed,
            {}
        };
    }

    const TrainingSpec& spec;
    const std::vector<Segment>& segments;
    const StartCallback& findStart;
    const core::ProgressOf<TrainingProgress>& onProgress;
    Ranks& ranks;
    IncrementalState& state;
};
} // namespace

IncrementalSpec incrementalSpec (const TrainingSpec& spec)
{
    IncrementalSpec settings;
    settings.beta = spec.divergenceBeta;
    settings.sparsity = spec.sparsity;
    settings.updates = spec.updates;
    settings.numThreads = spec.numThreads;
    return settings;
}

core::Status learnIncrementally (const TrainingSpec& spec, const std::vector<Segment>& segments,
                                 const StartCallback& findStart, const StateCallback& onState,
                                 const core::ProgressOf<TrainingProgress>& onProgress,
                                 IncrementalState& state)
{
    Run run (spec, segments, findStart, onProgress, state);
    while (state.pass < spec.passes)
        if (auto done = run.readPass (onState); ! done.ok())
            return done;
    if (state.factors.batches == 0)
        return nothingToLearnFrom (segments);
    return core::Done{};
}

} // namespace unbraid::training
