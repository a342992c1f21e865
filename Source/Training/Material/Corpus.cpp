// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/Corpus.h"

#include "Training/Cancelled.h"
#include "Training/Material/Runs.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::training
{

namespace
{
/** A uniform sample of runs of frames in bounded memory. */
class FrameSample
{
public:
    FrameSample (Eigen::Index maxFrames, unsigned int seed)
        : maxRuns (std::max<Eigen::Index> (1, maxFrames / framesPerRun))
        , random (seed)
    {
    }

    void add (Frames run)
    {
        ++seen;
        if (static_cast<Eigen::Index> (runs.size()) < maxRuns)
            runs.push_back (std::move (run));
        else if (const auto slot = random() % static_cast<std::uint64_t> (seen); slot < runs.size())
            runs[slot] = std::move (run);
    }

    [[nodiscard]] Frames join() const { return joined (runs); }

private:
    Eigen::Index maxRuns;
    Eigen::Index seen = 0;
    std::mt19937_64 random;
    std::vector<Frames> runs;
};
} // namespace

core::Result<std::vector<Frames>> readSegments (const TrainingSpec& spec, std::span<const Segment> segments)
{
    std::vector<core::Result<Frames>> read (segments.size(), Frames());
    runInParallel (segments.size(), spec.numThreads,
                   [&] (size_t i) { read[i] = readSegment (spec, segments[i]); });
    std::vector<Frames> frames;
    for (auto& segment : read)
    {
        if (! segment.ok())
            return segment.error();
        frames.push_back (std::move (segment).value());
    }
    return frames;
}

core::Result<Frames> readCorpus (const TrainingSpec& spec, const std::vector<Segment>& segments,
                                 Eigen::Index maxFrames, const std::function<bool()>& shouldContinue)
{
    FrameSample sample (maxFrames, spec.seed);
    const std::span all (segments);
    for (size_t first = 0; first < all.size(); first += segmentsAtOnce)
    {
        if (! shouldContinue())
            return trainingCancelled ("reading");
        auto group = readSegments (spec, all.subspan (first, std::min (segmentsAtOnce, all.size() - first)));
        if (! group.ok())
            return group.error();
        for (const auto& frames : group.value())
            for (auto& run : runsOf (frames))
                sample.add (std::move (run));
    }
    return sample.join();
}

core::Error nothingToLearnFrom (const std::vector<Segment>& segments)
{
    return { "there is nothing to learn from", segments.empty() ? "" : segments.front().file.path.string(),
             "no sound in " + std::to_string (segments.size()) + " recordings",
             "recordings longer than one window, not silent" };
}

Split split (const std::vector<Segment>& segments, double share, unsigned int seed)
{
    const auto count = static_cast<size_t> (std::lround (share * static_cast<double> (segments.size())));
    const auto order = shuffledOrder (segments.size(), seed);
    std::vector<bool> isHeldOut (segments.size(), false);
    for (size_t i = 0; i < std::min (count, order.size()); ++i)
        isHeldOut[order[i]] = true;
    Split parts;
    for (size_t i = 0; i < segments.size(); ++i)
        (isHeldOut[i] ? parts.heldOut : parts.learned).push_back (segments[i]);
    return parts;
}

} // namespace unbraid::training
