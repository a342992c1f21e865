// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseMethods.h"

#include <algorithm>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;
using Eigen::VectorXf;

/** Inversion frame by frame. Frames from the one that is settled next are open; the spectra of the others are final. */
class FrameInversion
{
public:
    FrameInversion (core::Frames& frames, const Segment& wanted, const PhaseSettings& chosen)
        : transform (frames)
        , segment (wanted)
        , hop (frames.hop())
        , length (frames.window())
        , lookAhead (chosen.lookAhead)
        , amplitudes (amplitudesOf (wanted, chosen.amplitudes))
        , settled (MatrixXf::Zero (frames.numSamples(), wanted.numSources()))
        , settledSquares (VectorXf::Zero (frames.numSamples()))
        , open (MatrixXf::Zero (length, (lookAhead + 1) * wanted.numSources()))
        , spectrum (frames.numBins())
        , iterations (iterationsOf (chosen))
    {
        for (Index t = 0; t < std::min (lookAhead, transform.numFrames()); ++t)
            beginFrame (t);
    }

    /** A frame. */
    void update()
    {
        if (next + lookAhead < transform.numFrames())
            beginFrame (next + lookAhead);
        for (int iteration = 0; iteration < iterations; ++iteration)
            improve (next);
        settle (next);
        ++next;
    }

    [[nodiscard]] MatrixXf result()
    {
        settled.array().colwise() /= settledSquares.array();
        shareOutError (segment.samples, settled);
        return std::move (settled);
    }

private:
    /** Of a frame and source: its sound times the window. */
    MatrixXf::ColXpr part (Index frame, Index source)
    {
        return open.col ((frame % (lookAhead + 1)) * segment.numSources() + source);
    }

    [[nodiscard]] Index endOfOpen (Index frame) const
    {
        return std::min (frame + lookAhead + 1, transform.numFrames());
    }

    void takeAmplitudes (Index frame, Index source)
    {
        replaceAmplitudes (transform.binWeights(), amplitudes[static_cast<size_t> (source)].col (frame),
                           spectrum);
        transform.inverseFrame (spectrum, part (frame, source));
    }

    void beginFrame (Index frame)
    {
        for (Index source = 0; source < segment.numSources(); ++source)
        {
            spectrum = segment.mixture.col (frame);
            takeAmplitudes (frame, source);
        }
    }

    /** The sound of least squares of all frames so far, from the first sample of `frame` on. */
    void estimate (Index frame)
    {
        const Index count = (endOfOpen (frame) - frame - 1) * hop + length;
        sound = settled.middleRows (frame * hop, count);
        VectorXf squares = settledSquares.segment (frame * hop, count);
        for (Index t = frame; t < endOfOpen (frame); ++t)
        {
            squares.segment ((t - frame) * hop, length) += transform.squaredWindow();
            for (Index source = 0; source < segment.numSources(); ++source)
                sound.col (source).segment ((t - frame) * hop, length) += part (t, source);
        }
        sound.array().colwise() /= squares.array();
        shareOutError (segment.samples.segment (frame * hop, count), sound);
    }

    void improve (Index frame)
    {
        estimate (frame);
        for (Index t = frame; t < endOfOpen (frame); ++t)
            for (Index source = 0; source < segment.numSources(); ++source)
            {
                transform.forwardFrame (sound.col (source).segment ((t - frame) * hop, length), spectrum);
                takeAmplitudes (t, source);
            }
    }

    void settle (Index frame)
    {
        settledSquares.segment (frame * hop, length) += transform.squaredWindow();
        for (Index source = 0; source < segment.numSources(); ++source)
            settled.col (source).segment (frame * hop, length) += part (frame, source);
    }

    core::Frames& transform;
    const Segment& segment;
    const Index hop, length, lookAhead;
    const std::vector<MatrixXf> amplitudes;
    MatrixXf settled;        // [samples x sources] sums of settled frames
    VectorXf settledSquares; // [samples] of their windows
    MatrixXf open;           // [analysis x (open frames x sources)] a ring
    MatrixXf sound;          // [samples of the open frames x sources]
    Eigen::VectorXcf spectrum;
    const int iterations; // of each frame
    Index next = 0;       // that is settled
};
} // namespace

core::Result<MatrixXf> onlineMisi (core::Frames& transform, const Segment& segment,
                                   const PhaseSettings& settings,
                                   const training::IterationCallback& onIteration)
{
    FrameInversion inversion (transform, segment, settings);
    return training::alternate (inversion, courseOf (static_cast<int> (transform.numFrames())), onIteration);
}

} // namespace unbraid::offline
