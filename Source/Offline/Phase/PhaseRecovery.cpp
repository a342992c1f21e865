// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseRecovery.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index sharedWindows = 6; // one fades, two and a half on each side are context
} // namespace

core::Status PhaseRecovery::prepare (const PhaseSpec& spec)
{
    if (auto ready = transform.prepare (core::engineFrames (spec.geometry)); ! ready.ok())
        return ready;
    chosen = spec;
    const auto& geometry = spec.geometry;
    const double framesInSecond = geometry.sampleRateHz / static_cast<double> (geometry.hop);
    shared = (sharedWindows * geometry.analysis + geometry.hop - 1) / geometry.hop;
    step = std::max (shared, static_cast<Index> (std::llround (spec.segmentSeconds * framesInSecond)));
    fade = geometry.analysis;
    masks.clear();
    firstFrame = firstSample = 0;
    samples.resize (0, spec.numChannels);
    fading.resize (0, spec.numSources * spec.numChannels);
    return core::Done{};
}

void PhaseRecovery::addMasks (const Eigen::Ref<const MatrixXf>& frame)
{
    masks.emplace_back (frame);
}

void PhaseRecovery::addMixture (const Eigen::Ref<const MatrixXf>& mixture)
{
    const Index before = samples.rows();
    samples.conservativeResize (before + mixture.rows(), Eigen::NoChange);
    samples.bottomRows (mixture.rows()) = mixture;
}

/** Of the segment that begins with a frame: the middle of what both segments cover in full, which is from the frame's newest
    hop on until a window before the end of the shared frames. */
Index PhaseRecovery::fadeBegin (Index frame) const
{
    const auto& geometry = chosen.geometry;
    const Index covered = shared * geometry.hop - geometry.analysis;
    return frame * geometry.hop + (covered - fade) / 2;
}

core::Status PhaseRecovery::advance (const PhaseSink& sink, const std::function<bool()>& keepGoing)
{
    const Index needed = step + shared;
    while (numFramesIn() >= firstFrame + needed &&
           numSamplesIn() >= (firstFrame + needed) * chosen.geometry.hop)
        if (auto done = recoverSegment (needed, false, sink, keepGoing); ! done.ok())
            return done;
    return core::Done{};
}

core::Status PhaseRecovery::finish (const PhaseSink& sink, const std::function<bool()>& keepGoing)
{
    while (static_cast<Index> (masks.size()) > step + shared)
        if (auto done = recoverSegment (step + shared, false, sink, keepGoing); ! done.ok())
            return done;
    if (masks.empty())
        return core::Done{};
    return recoverSegment (static_cast<Index> (masks.size()), true, sink, keepGoing);
}

core::Status PhaseRecovery::recoverSegment (Index numFrames, bool isLast, const PhaseSink& sink,
                                            const std::function<bool()>& keepGoing)
{
    const Index from = (firstFrame + 1) * chosen.geometry.hop - chosen.geometry.analysis;
    if (transform.numFrames() != numFrames)
        transform.setNumFrames (numFrames);
    recovered.resize (transform.numSamples(), chosen.numSources * chosen.numChannels);
    for (Index channel = 0; channel < chosen.numChannels; ++channel)
        if (auto done = recoverChannel (channel, from, keepGoing); ! done.ok())
            return done;
    return emit (from, numFrames, isLast, sink);
}

core::Status PhaseRecovery::recoverChannel (Index channel, Index from, const std::function<bool()>& keepGoing)
{
    Eigen::VectorXf sound =
        Eigen::VectorXf::Zero (transform.numSamples()); // silence before and behind the recording
    const Index first = std::max (from, firstSample);
    const Index count = std::min (from + sound.size(), numSamplesIn()) - first;
    if (count > 0)
        sound.segment (first - from, count) = samples.col (channel).segment (first - firstSample, count);
    const auto segment = segmentOfMasks (transform, sound, chosen.numSources,
                                         [this] (Index t) -> Eigen::Ref<const MatrixXf>
                                         { return masks[static_cast<size_t> (t)]; });
    MatrixXf sources = MatrixXf::Zero (sound.size(), chosen.numSources);
    if (segment.level > 0.0f)
    {
        auto found = recoverPhases (transform, segment, chosen.settings,
                                    [&keepGoing] (int, double) { return keepGoing(); });
        if (! found.ok())
            return found.error();
        sources = segment.level * found.value();
    }
    shareOutError (sound, sources);
    for (Index source = 0; source < chosen.numSources; ++source)
        recovered.col (source * chosen.numChannels + channel) = sources.col (source);
    return core::Done{};
}

/** Outputs the samples to which neither neighbour contributes any more. */
core::Status PhaseRecovery::emit (Index from, Index numFrames, bool isLast, const PhaseSink& sink)
{
    const Index begin = firstFrame == 0 ? 0 : fadeBegin (firstFrame);
    const Index end = isLast ? numSamplesIn() : fadeBegin (firstFrame + step);
    fadeIn (begin - from);
    if (! isLast)
        fading = recovered.middleRows (end - from, fade);
    if (auto taken = sink (recovered.middleRows (begin - from, std::max<Index> (0, end - begin)));
        ! taken.ok())
        return taken;
    forgetBefore (firstFrame + (isLast ? numFrames : step));
    return core::Done{};
}

void PhaseRecovery::fadeIn (Index at)
{
    const Index count = std::min (fading.rows(), recovered.rows() - at);
    for (Index n = 0; n < count; ++n)
    {
        const float share = (static_cast<float> (n) + 0.5f) / static_cast<float> (fade);
        recovered.row (at + n) = share * recovered.row (at + n) + (1.0f - share) * fading.row (n);
    }
}

void PhaseRecovery::forgetBefore (Index frame)
{
    const auto count = std::min (masks.size(), static_cast<size_t> (frame - firstFrame));
    masks.erase (masks.begin(), masks.begin() + static_cast<std::ptrdiff_t> (count));
    firstFrame = frame;
    const Index sample = std::clamp<Index> ((frame + 1) * chosen.geometry.hop - chosen.geometry.analysis,
                                            firstSample, numSamplesIn());
    samples = samples.bottomRows (numSamplesIn() - sample).eval();
    firstSample = sample;
}

} // namespace unbraid::offline
