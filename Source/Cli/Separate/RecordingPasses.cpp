// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/RecordingPasses.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/PhaseStage.h"
#include "Offline/Passes/WholeRecording.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index backwardFrames = 1 << 13;

/** The progress of one pass of several. */
core::Progress progressOf (int pass, int numPasses, const core::Progress& onProgress)
{
    return [pass, numPasses, &onProgress] (double share)
    { return onProgress (share < 0.0 ? share : (pass + share) / numPasses); };
}

/** The same silences in a recording that is played backwards. */
SeparationPlan mirrored (SeparationPlan plan, double seconds)
{
    std::erase_if (plan.silences,
                   [seconds] (const SourceSpan& silence) { return silence.startSeconds >= seconds; });
    for (auto& silence : plan.silences)
    {
        const double end = std::min (silence.endSeconds, seconds);
        silence.endSeconds = seconds - silence.startSeconds;
        silence.startSeconds = seconds - end;
    }
    return plan;
}

/** Hands on the blocks of a recording from its end on, each of them reversed. */
core::Status readBackwards (files::AudioReader& reader, Index numFrames,
                            const std::function<core::Status (const MatrixXf&)>& onBlock,
                            const core::Progress& onProgress)
{
    for (Index end = numFrames; end > 0;)
    {
        MatrixXf block (std::min (backwardFrames, end), reader.numChannels());
        end -= block.rows();
        if (auto found = reader.seek (end); ! found.ok())
            return found;
        const auto count = reader.read (block);
        if (! onProgress (1.0 - static_cast<double> (end) / static_cast<double> (numFrames)))
            return cancelled();
        if (! count.ok())
            return count.error();
        if (count.value() < block.rows())
            return core::Error{ "the recording became shorter while it was read", {}, {}, {} };
        block.colwise().reverseInPlace();
        if (auto taken = onBlock (block); ! taken.ok())
            return taken;
    }
    return core::Done{};
}
} // namespace

core::Status RecordingPasses::prepare (files::AudioReader& reader, RecordingSeparator& separator,
                                       const SeparationPlan& plan, const core::Progress& onProgress)
{
    if (plan.quality == Quality::live)
        return core::Done{};
    isReversed = plan.runsBackwards();
    if (! isReversed && ! separator.canLearn())
        return core::Done{};
    numPasses = isReversed ? 3 : 2;
    const auto numFrames = learn (reader, separator, progressOf (0, numPasses, onProgress));
    if (! numFrames.ok())
        return numFrames.error();
    if (isReversed)
    {
        const double seconds = static_cast<double> (numFrames.value()) / reader.sampleRateHz();
        separator.beginAgain (mirrored (plan, seconds), reader.sampleRateHz(), numFrames.value());
        if (auto done = runBackwards (reader, separator, plan, numFrames.value(),
                                      progressOf (1, numPasses, onProgress));
            ! done.ok())
            return done;
    }
    separator.beginAgain (plan, reader.sampleRateHz());
    return reader.seek (0);
}

core::Progress RecordingPasses::ofLastPass (const core::Progress& onProgress) const
{
    return progressOf (numPasses - 1, numPasses, onProgress);
}

core::Result<Index> RecordingPasses::learn (files::AudioReader& reader, RecordingSeparator& separator,
                                            const core::Progress& onProgress)
{
    auto numFrames = readThrough (
        reader,
        [&separator] (const Eigen::Ref<const MatrixXf>& block) -> core::Status
        {
            if (separator.canLearn())
                separator.process (block);
            return core::Done{};
        },
        onProgress);
    if (separator.canLearn())
        separator.endInput();
    return numFrames;
}

core::Status RecordingPasses::runBackwards (files::AudioReader& reader, RecordingSeparator& separator,
                                            const SeparationPlan& plan, Index numFrames,
                                            const core::Progress& onProgress)
{
    const auto& engine = separator.engine();
    PhaseStage phases;
    for (const auto& ready :
         { spool.create (engine.numSources() * engine.numChannels()), phases.prepare (plan, engine) })
        if (! ready.ok())
            return ready;
    if (phases.isOn())
        separator.observe ([&phases] (const core::FrameView& frame) { phases.add (frame); });
    const SourceSink keep = [this] (const Eigen::Ref<const MatrixXf>& sources)
    { return spool.append (sources); };
    auto done = readBackwards (
        reader, numFrames,
        [&] (const MatrixXf& block) { return phases.write (separator.process (block), keep); }, onProgress);
    if (done.ok())
        done = phases.write (separator.finish(), keep);
    separator.observe ({});
    return done.ok() ? phases.finish (keep) : done;
}

core::Status RecordingPasses::blend (MatrixXf& sources)
{
    if (! isReversed || sources.rows() == 0)
        return core::Done{};
    reversed.resize (sources.rows(), sources.cols());
    position += sources.rows();
    if (auto read = spool.read (spool.numFrames() - position, reversed); ! read.ok())
        return read;
    sources = 0.5f * (sources + reversed.colwise().reverse());
    return core::Done{};
}

} // namespace unbraid::cli
