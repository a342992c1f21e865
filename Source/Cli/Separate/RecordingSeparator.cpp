// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/RecordingSeparator.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Cli/Separate/SubsonicReturn.h"
#include "Offline/Passes/WholeRecording.h"
#include "Platform/StopSignals.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::cli
{

namespace
{
constexpr Eigen::Index blockFrames = 1 << 14;     // of a recording in memory, between two looks at Ctrl-C
constexpr Eigen::Index streamFrames = 1 << 13;    // of a file
constexpr Eigen::Index noteBlockFrames = 1 << 10; // far fewer notes begin in it than the engine's queue holds
} // namespace

core::Status RecordingSeparator::prepare (const SeparationPlan& plan, double sampleRateHz,
                                          Eigen::Index numChannels)
{
    if (auto ready = separator.prepare (plan.specFor (sampleRateHz, numChannels), plan.dictionary,
                                        plan.settings, plan.engineBranches());
        ! ready.ok())
        return ready;
    settings = plan.settings;
    numParts = static_cast<Eigen::Index> (plan.guide.parts.size());
    rewind (plan, sampleRateHz, 0);
    return core::Done{};
}

bool RecordingSeparator::canLearn() const
{
    return offline::canLearn (separator, settings, numParts);
}

void RecordingSeparator::beginAgain (const SeparationPlan& plan, double sampleRateHz, Eigen::Index numFrames)
{
    offline::keepLearned (separator, settings, numParts);
    for (Eigen::Index source = 0; source < separator.numSources(); ++source)
        separator.setSourceEnabled (source, true);
    rewind (plan, sampleRateHz, numFrames);
}

void RecordingSeparator::rewind (const SeparationPlan& plan, double sampleRateHz, Eigen::Index numFrames)
{
    subsonic.prepare (sampleRateHz, separator.numChannels());
    if (numFrames > 0)
        subsonic.prepare (sampleRateHz, separator.numChannels(), numFrames % subsonic.blockFrames());
    isOver = false;
    listSourceSwitches (plan, sampleRateHz);
    listNotes (plan, sampleRateHz);
    position = 0;
    early = separator.latencySamples();
}

void RecordingSeparator::observe (FrameObserver frameObserver)
{
    onFrame = std::move (frameObserver);
    separator.listen (onFrame ? this : nullptr);
}

/** The engine throws nothing; what its observer throws, no memory say, is thrown again behind it. */
void RecordingSeparator::frameDone (const core::FrameView& frame) noexcept
try
{
    if (failure == nullptr)
        onFrame (frame);
}
catch (...)
{
    failure = std::current_exception();
}

/** Shut for every frame of which a sample in the silence is made. */
void RecordingSeparator::listSourceSwitches (const SeparationPlan& plan, double sampleRateHz)
{
    changes.clear();
    nextChange = 0;
    silencesNow.assign (plan.sources.size(), 0);
    const auto& geometry = separator.geometry();
    const Eigen::Index reach = plan.startsFromMasks (separator.numChannels())
                                   ? geometry.analysis + geometry.lookAhead * geometry.hop
                                   : separator.latencySamples();
    for (const auto& silence : plan.silences)
    {
        const auto start = static_cast<Eigen::Index> (std::floor (silence.startSeconds * sampleRateHz));
        const auto end = static_cast<Eigen::Index> (std::ceil (silence.endSeconds * sampleRateHz));
        for (const size_t source : silence.sources)
        {
            changes.push_back ({ start, static_cast<Eigen::Index> (source), 1 });
            changes.push_back ({ end + reach, static_cast<Eigen::Index> (source), -1 });
        }
    }
    std::sort (changes.begin(), changes.end(),
               [] (const SourceSwitch& a, const SourceSwitch& b) { return a.position < b.position; });
}

void RecordingSeparator::listNotes (const SeparationPlan& plan, double sampleRateHz)
{
    notes.clear();
    nextNote = 0;
    const auto list = [&] (const Guide& guide, Eigen::Index node)
    {
        for (const auto& event : guide.events)
            notes.push_back ({ static_cast<Eigen::Index> (std::llround (event.seconds * sampleRateHz)),
                               event.event, node });
    };
    list (plan.guide, 0);
    for (size_t i = 0; i < plan.branches.size(); ++i)
        list (plan.branches[i].guide, static_cast<Eigen::Index> (i) + 1);
    std::stable_sort (notes.begin(), notes.end(),
                      [] (const Note& a, const Note& b) { return a.position < b.position; });
}

void RecordingSeparator::queueNotes (Eigen::Index count)
{
    for (; nextNote < notes.size() && notes[nextNote].position < position + count; ++nextNote)
        separator.queueNote (notes[nextNote].event, notes[nextNote].position - position,
                             notes[nextNote].node);
}

void RecordingSeparator::switchSources()
{
    for (; nextChange < changes.size() && changes[nextChange].position <= position; ++nextChange)
    {
        const auto& change = changes[nextChange];
        int& silences = silencesNow[static_cast<size_t> (change.source)];
        silences += change.step;
        separator.setSourceEnabled (change.source, silences == 0);
    }
}

void RecordingSeparator::run (const Eigen::Ref<const Eigen::MatrixXf>& input, Eigen::Index from,
                              Eigen::Index count)
{
    std::vector<const float*> inputs;
    for (Eigen::Index channel = 0; channel < input.cols(); ++channel)
        inputs.push_back (input.col (channel).data() + from);
    std::vector<float*> targets;
    for (Eigen::Index column = 0; column < block.cols(); ++column)
        targets.push_back (block.col (column).data() + from);
    queueNotes (count);
    separator.process (inputs.data(), targets.data(), count);
    position += count;
    if (failure != nullptr)
        std::rethrow_exception (std::exchange (failure, nullptr));
}

/** Appends to the outputs what comes out. */
void RecordingSeparator::separate (const Eigen::Ref<const Eigen::MatrixXf>& input)
{
    block.resize (input.rows(), outputs.cols());
    for (Eigen::Index done = 0; done < input.rows();)
    {
        switchSources();
        Eigen::Index count = input.rows() - done;
        if (! notes.empty()) // few notes at a time
            count = std::min (count, noteBlockFrames);
        if (nextChange < changes.size())
            count = std::min (count, changes[nextChange].position - position);
        run (input, done, count);
        done += count;
    }
    const Eigen::Index dropped = std::min (early, input.rows());
    early -= dropped;
    const Eigen::Index before = outputs.rows();
    outputs.conservativeResize (before + input.rows() - dropped, Eigen::NoChange);
    outputs.bottomRows (input.rows() - dropped) = block.bottomRows (input.rows() - dropped);
}

void RecordingSeparator::separateReady()
{
    while (subsonic.next (parts))
    {
        if (onSubsonic)
            onSubsonic (parts.low);
        separate (parts.rest);
    }
}

void RecordingSeparator::clearOutputs()
{
    outputs.resize (0, separator.numSources() * separator.numChannels());
}

Eigen::Ref<const Eigen::MatrixXf> RecordingSeparator::process (const Eigen::Ref<const Eigen::MatrixXf>& input)
{
    clearOutputs();
    if (isOver)
    {
        separate (input);
        return outputs;
    }
    subsonic.add (input);
    separateReady();
    return outputs;
}

Eigen::Ref<const Eigen::MatrixXf> RecordingSeparator::endInput()
{
    clearOutputs();
    isOver = true;
    subsonic.end();
    separateReady();
    return outputs;
}

Eigen::Ref<const Eigen::MatrixXf> RecordingSeparator::finish()
{
    endInput();
    separate (Eigen::MatrixXf::Zero (separator.latencySamples(), separator.numChannels()));
    return outputs;
}

core::Result<Eigen::Index>
readThrough (files::AudioReader& reader,
             const std::function<core::Status (const Eigen::Ref<const Eigen::MatrixXf>&)>& onBlock,
             const core::Progress& onProgress)
{
    Eigen::MatrixXf block (streamFrames, reader.numChannels());
    for (Eigen::Index done = 0;;)
    {
        auto frames = reader.read (block);
        done += frames.ok() ? frames.value() : 0;
        const auto all = static_cast<double> (reader.numFrames());
        if (! onProgress (all > 0.0 ? static_cast<double> (done) / all : -1.0))
            return cancelled(); // also why standard input may have ended
        if (! frames.ok())
            return frames;
        if (auto taken = onBlock (block.topRows (frames.value())); ! taken.ok())
            return taken.error();
        if (frames.value() < streamFrames)
            return done;
    }
}

core::Result<Eigen::Index> streamRecording (const std::string& name, files::AudioReader& reader,
                                            RecordingSeparator& separator, const SourceSink& sink,
                                            const core::Progress& onProgress)
{
    RecordingCheck check;
    const auto separate = [&] (const Eigen::Ref<const Eigen::MatrixXf>& block)
    {
        check.look (block);
        return sink (separator.process (block));
    };
    auto frames = readThrough (reader, separate, onProgress);
    if (! frames.ok())
        return frames;
    if (auto written = sink (separator.finish()); ! written.ok())
        return written.error();
    check.note (reader.remark());
    check.report (name, reader.missingFrames(), reader.sampleRateHz());
    return frames;
}

core::Result<std::vector<Eigen::MatrixXf>> separateRecording (const SeparationPlan& plan, double sampleRateHz,
                                                              const Eigen::MatrixXf& samples)
{
    RecordingSeparator separator;
    if (auto ready = separator.prepare (plan, sampleRateHz, samples.cols()); ! ready.ok())
        return ready.error();
    std::vector<Eigen::MatrixXf> sources (plan.sources.size(),
                                          Eigen::MatrixXf (samples.rows(), samples.cols()));
    Eigen::Index filled = 0;
    SubsonicReturn subsonic (separator,
                             [&] (const Eigen::Ref<const Eigen::MatrixXf>& ready) -> core::Status
                             {
                                 for (size_t s = 0; s < sources.size(); ++s)
                                     sources[s].middleRows (filled, ready.rows()) = ready.middleCols (
                                         static_cast<Eigen::Index> (s) * samples.cols(), samples.cols());
                                 filled += ready.rows();
                                 return core::Done{};
                             });
    for (Eigen::Index from = 0; from < samples.rows(); from += blockFrames)
    {
        if (platform::isStopWanted())
            return cancelled();
        const auto count = std::min (blockFrames, samples.rows() - from);
        if (auto taken = subsonic.write (separator.process (samples.middleRows (from, count))); ! taken.ok())
            return taken.error();
    }
    for (const auto& taken : { subsonic.write (separator.finish()), subsonic.finish() })
        if (! taken.ok())
            return taken.error();
    return sources;
}

} // namespace unbraid::cli
