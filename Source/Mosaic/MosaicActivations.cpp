// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/MosaicActivations.h"

#include "Mosaic/ActivationConstraints.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/WorkQueue.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <utility>

namespace unbraid::mosaic
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index columnsAtOnce = 128;  // of the target
constexpr int stagesPerIteration = 2; // restrictions; then continuity and update, which look at other columns
constexpr float smallestActivation = 1e-7f; // below which a source frame counts as unused

core::Error nothingIn (const std::string& what)
{
    return { "there is no mosaic of silence", what, "no sound", "a recording with sound" };
}

/** H while it is looked for; V and W are scaled to a mean of one. */
class MosaicSearch
{
public:
    MosaicSearch (const MatrixXf& targetToMeet, SourceFrames sourceToUse, const MosaicSettings& wanted,
                  const core::Progress& progress)
        : target (targetToMeet)
        , source (std::move (sourceToUse))
        , settings (wanted)
        , onProgress (progress)
        , targetMean (targetToMeet.mean())
        , sourceMean (source.atoms.mean())
        , activations (training::flatActivations (source.atoms, targetToMeet.cols()))
        , restricted (source.count(), targetToMeet.cols())
    {
        source.atoms /= sourceMean;
        levels = source.atoms.colwise().sum().transpose();
    }

    void update()
    {
        const float kept = 1.0f - static_cast<float> (++iteration) / static_cast<float> (settings.iterations);
        onAllColumns ([&] (Index first, Index count) { restrict(kept, first, count); });
        onAllColumns ([&] (Index first, Index count) { update (first, count); });
    }

    /** Whether the progress, which is told block by block, was answered by false. */
    [[nodiscard]] bool wasCancelled() const { return isCancelled; }

    /** In the units of the recordings. */
    MatrixXf result()
    {
        const float scale = targetMean / sourceMean;
        activations = (activations.array() < smallestActivation).select (0.0f, scale * activations.array());
        return std::move (activations);
    }

private:
    void restrict(float kept, Index first, Index count)
    {
        restrictRepetition (activations, settings.repetition, kept, first, count, restricted);
        if (settings.polyphony > 0)
            restrictPolyphony (levels, settings.polyphony, kept, first, count, restricted);
    }

    void update (Index first, Index count)
    {
        enhanceContinuity (restricted, source.lengths, settings.continuity, first, count, activations);
        const MatrixXf block = target.middleCols (first, count) / targetMean;
        training::solveActivations (block, source.atoms, activations.middleCols (first, count), 1.0f, 0.0f,
                                    1);
    }

    /** Works on all columns, block by block, on several threads. */
    template <class Work>
    void onAllColumns (const Work& work)
    {
        const Index numBlocks = (target.cols() + columnsAtOnce - 1) / columnsAtOnce;
        const auto all = static_cast<double> (numBlocks * settings.iterations * stagesPerIteration);
        training::runInParallel (static_cast<size_t> (numBlocks), settings.numThreads,
                                 [&] (size_t block)
                                 {
                                     if (isCancelled)
                                         return;
                                     const Index first = static_cast<Index> (block) * columnsAtOnce;
                                     work (first, std::min (columnsAtOnce, target.cols() - first));
                                     if (! onProgress (static_cast<double> (++numDone) / all))
                                         isCancelled = true;
                                 });
    }

    const MatrixXf& target;
    SourceFrames source;
    const MosaicSettings& settings;
    const core::Progress& onProgress;
    const float targetMean, sourceMean;
    Eigen::ArrayXf levels; // [source frames] sums of the atoms
    MatrixXf activations;  // H, and C while it is updated
    MatrixXf restricted;   // P
    int iteration = 0;
    std::atomic<std::int64_t> numDone = 0;
    std::atomic<bool> isCancelled = false;
};
} // namespace

double mosaicBytes (Index numBins, Index sourceFrames, Index targetFrames) noexcept
{
    const auto bins = static_cast<double> (numBins), from = static_cast<double> (sourceFrames),
               to = static_cast<double> (targetFrames);
    const double searching = 2.0 * from * to + bins * (from + to); // H and P, W, V
    const double sounding =
        from * to + bins * (3.0 * from + 4.0 * to); // H, complex frames with their magnitudes
    return sizeof (float) * std::max (searching, sounding);
}

core::Result<MatrixXf> mosaicActivations (const MatrixXf& target, SourceFrames source,
                                          const MosaicSettings& settings, const core::Progress& onProgress)
{
    if (! (target.size() > 0 && target.maxCoeff() > 0.0f))
        return nothingIn ("target");
    if (! (source.atoms.size() > 0 && source.atoms.maxCoeff() > 0.0f))
        return nothingIn ("source");
    MosaicSearch search (target, std::move (source), settings, onProgress);
    return training::alternate (search, { .iterations = settings.iterations, .task = "the mosaic" },
                                [&search] (int, double) { return ! search.wasCancelled(); });
}

} // namespace unbraid::mosaic
