// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Phase/PhaseMethods.h"

#include <deque>

namespace unbraid::offline
{

/** The setup of a recovery. */
struct PhaseSpec
{
    core::FrameGeometry geometry; // of the engine whose masks are used
    Eigen::Index numChannels = 1;
    Eigen::Index numSources = 1;
    double segmentSeconds = 4.0; // without what it shares with its neighbours
    PhaseSettings settings;
};

/** Takes sources that are ready: [samples x (sources x channels)], source by source; an error ends the recovery. */
using PhaseSink = std::function<core::Status (const Eigen::Ref<const Eigen::MatrixXf>&)>;

/** Phases of the sources of a recording of any length: the masks of the engine's frames and the mixture come in block by
    block, the sources go out segment by segment. Each segment is recovered by itself; it shares six windows with the one
    before it, over the middle of which one fades into the other. All estimates sum to the mixture, so what fades does.
    Memory grows with the segments' length alone. What a segment knows of the rest are the shared windows: an iteration
    of MISI carries no further than one. Channels are recovered one by one. */
class PhaseRecovery
{
public:
    /** [worker] errors: as core::RealFft */
    core::Status prepare (const PhaseSpec& spec);

    /** The masks of the next frame, from the one on that ends one hop after the first sample.
        masks  [bins x sources], rows sum to one
        [worker] */
    void addMasks (const Eigen::Ref<const Eigen::MatrixXf>& masks);

    /** mixture  [samples x channels], the next of the recording
        [worker] */
    void addMixture (const Eigen::Ref<const Eigen::MatrixXf>& mixture);

    /** Recovers the segments that are complete.
        keepGoing  asked from time to time; false cancels
        [worker] errors: the sink's, cancelled */
    core::Status advance (const PhaseSink& sink, const std::function<bool()>& keepGoing);

    /** Recovers the rest, after the end of the recording: altogether as many samples go out as came in.
        [worker] errors: as `advance` */
    core::Status finish (const PhaseSink& sink, const std::function<bool()>& keepGoing);

private:
    [[nodiscard]] Eigen::Index numFramesIn() const
    {
        return firstFrame + static_cast<Eigen::Index> (masks.size());
    }
    [[nodiscard]] Eigen::Index numSamplesIn() const { return firstSample + samples.rows(); }
    [[nodiscard]] Eigen::Index fadeBegin (Eigen::Index frame) const;
    core::Status recoverSegment (Eigen::Index numFrames, bool isLast, const PhaseSink& sink,
                                 const std::function<bool()>& keepGoing);
    core::Status recoverChannel (Eigen::Index channel, Eigen::Index from,
                                 const std::function<bool()>& keepGoing);
    core::Status emit (Eigen::Index from, Eigen::Index numFrames, bool isLast, const PhaseSink& sink);
    void fadeIn (Eigen::Index at);
    void forgetBefore (Eigen::Index frame);

    PhaseSpec chosen;
    core::Frames transform;
    Eigen::Index step = 0;   // frames from one segment to the next
    Eigen::Index shared = 0; // frames that neighbours share
    Eigen::Index fade = 0;   // samples
    std::deque<Eigen::MatrixXf> masks;
    Eigen::Index firstFrame = 0; // of those masks, and of the next segment
    Eigen::MatrixXf samples;     // [samples x channels]
    Eigen::Index firstSample = 0;
    Eigen::MatrixXf recovered; // [samples of the segment x (sources x channels)]
    Eigen::MatrixXf fading;    // [fade x (sources x channels)] the end of the last segment
};

} // namespace unbraid::offline
