// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/SourceFrames.h"

#include <algorithm>

namespace unbraid::mosaic
{

using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
Index framesOf (const std::vector<MatrixXf>& recordings, const core::Frames& frames)
{
    Index count = 0;
    for (const auto& recording : recordings)
        count += frames.numFrames (recording.rows());
    return count;
}
} // namespace

MatrixXf magnitudesOf (const MatrixXf& samples, core::Frames& frames)
{
    MatrixXf power = MatrixXf::Zero (frames.numBins(), frames.numFrames (samples.rows()));
    for (Index channel = 0; channel < samples.cols(); ++channel)
        power += frames.powerSpectra (samples.col (channel));
    return (power / static_cast<float> (samples.cols())).cwiseSqrt();
}

SourceFrames sourceFrames (const std::vector<MatrixXf>& recordings, core::Frames& frames)
{
    SourceFrames found{ MatrixXf (frames.numBins(), framesOf (recordings, frames)), {} };
    Index first = 0;
    for (const auto& recording : recordings)
    {
        found.lengths.push_back (frames.numFrames (recording.rows()));
        found.atoms.middleCols (first, found.lengths.back()) = magnitudesOf (recording, frames);
        first += found.lengths.back();
    }
    return found;
}

SourceSpectra sourceSpectra (const std::vector<MatrixXf>& recordings, Index channel, core::Frames& frames)
{
    const Index count = framesOf (recordings, frames);
    SourceSpectra found{ MatrixXf (frames.numBins(), count), MatrixXf (frames.numBins(), count) };
    Eigen::VectorXcf spectrum (frames.numBins());
    Index at = 0;
    for (const auto& recording : recordings)
    {
        const auto samples = recording.col (std::min (channel, recording.cols() - 1));
        for (Index frame = 0; frame < frames.numFrames (recording.rows()); ++frame, ++at)
        {
            frames.analyse (samples, frame, spectrum);
            found.real.col (at) = spectrum.real();
            found.imaginary.col (at) = spectrum.imag();
        }
    }
    return found;
}

} // namespace unbraid::mosaic
