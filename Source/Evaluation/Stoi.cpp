// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/Stoi.h"

#include "Core/Spectral/Fft.h"
#include "Evaluation/SignalChecks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

namespace unbraid::evaluation
{

namespace
{
constexpr const char* task = "STOI cannot be computed";

// All from Taal et al. 2011, section II.
constexpr Eigen::Index frameSamples = 256;
constexpr Eigen::Index hopSamples = frameSamples / 2;
constexpr Eigen::Index numPoints = 512;
constexpr Eigen::Index numBands = 15;
constexpr Eigen::Index segmentFrames = 30;
constexpr double lowestCentreHz = 150.0;
constexpr double activeRangeDb = 40.0; // a frame this far below the loudest is silent
constexpr double clipDb = -15.0;       // beta, the lowest signal-to-distortion ratio distinguished

/** Below this share of a vector's norm, its deviation from its mean is rounding of the float FFT. */
constexpr double constantShare = 1e-6;

/** Third-octave envelopes of both signals where the clean one is active. */
struct Envelopes
{
    Eigen::MatrixXd clean;     // [bands x frames]
    Eigen::MatrixXd processed; // [bands x frames]
};

Eigen::VectorXd hannWindow()
{
    Eigen::VectorXd window (frameSamples);
    for (Eigen::Index n = 0; n < frameSamples; ++n)
    {
        const double turn = static_cast<double> (n + 1) / static_cast<double> (frameSamples + 1);
        window[n] = 0.5 - 0.5 * std::cos (2.0 * std::numbers::pi * turn);
    }
    return window;
}

/** Frames wholly inside the signal, without one that ends with its last sample. */
Eigen::Index numFrames (Eigen::Index numSamples)
{
    return numSamples <= frameSamples ? 0 : (numSamples - frameSamples - 1) / hopSamples + 1;
}

/** First samples of the frames in which the signal is less than 40 dB below its loudest frame. */
std::vector<Eigen::Index> activeStarts (const Eigen::VectorXd& signal, const Eigen::VectorXd& window)
{
    Eigen::VectorXd levels (numFrames (signal.size()));
    for (Eigen::Index frame = 0; frame < levels.size(); ++frame)
        levels[frame] = signal.segment (frame * hopSamples, frameSamples).cwiseProduct (window).norm();
    const double loudest = levels.size() > 0 ? levels.maxCoeff() : 0.0;
    const double threshold = loudest * std::pow (10.0, -activeRangeDb / 20.0);

    std::vector<Eigen::Index> starts;
    for (Eigen::Index frame = 0; frame < levels.size(); ++frame)
        if (levels[frame] > threshold)
            starts.push_back (frame * hopSamples);
    return starts;
}

/** The frames at `starts` windowed and overlap-added close together. */
Eigen::VectorXd joinFrames (const Eigen::VectorXd& signal, const std::vector<Eigen::Index>& starts,
                            const Eigen::VectorXd& window)
{
    const Eigen::Index lastStart = (static_cast<Eigen::Index> (starts.size()) - 1) * hopSamples;
    Eigen::VectorXd joined = Eigen::VectorXd::Zero (lastStart + frameSamples);
    Eigen::Index position = 0;
    for (const Eigen::Index start : starts)
    {
        joined.segment (position, frameSamples) += signal.segment (start, frameSamples).cwiseProduct (window);
        position += hopSamples;
    }
    return joined;
}

/** First bins of the bands, and one past the last: nearest to the edges, 1/6 octave from the centres. */
std::array<Eigen::Index, numBands + 1> bandEdges()
{
    std::array<Eigen::Index, numBands + 1> edges{};
    for (Eigen::Index band = 0; band <= numBands; ++band)
    {
        const double edgeHz = lowestCentreHz * std::pow (2.0, (2.0 * static_cast<double> (band) - 1.0) / 6.0);
        edges[band] = std::lround (edgeHz * numPoints / stoiSampleRateHz);
    }
    return edges;
}

/** Magnitudes of the bands in every frame, [bands x frames].  Source: Taal et al. 2011, eq. (1). */
Eigen::MatrixXd bandEnvelopes (const Eigen::VectorXd& signal, const Eigen::VectorXd& window,
                               core::RealFft& fft)
{
    const std::array<Eigen::Index, numBands + 1> edges = bandEdges();
    Eigen::MatrixXd envelopes (numBands, numFrames (signal.size()));
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (numPoints);
    Eigen::VectorXcf spectrum (fft.numBins());
    for (Eigen::Index frame = 0; frame < envelopes.cols(); ++frame)
    {
        padded.head (frameSamples) =
            signal.segment (frame * hopSamples, frameSamples).cwiseProduct (window).cast<float>();
        fft.forward (padded.data(), spectrum.data());
        for (Eigen::Index band = 0; band < numBands; ++band)
            envelopes (band, frame) = spectrum.segment (edges[band], edges[band + 1] - edges[band])
                                          .cast<std::complex<double>>()
                                          .norm();
    }
    return envelopes;
}

/** Everything the two scores share, from the signals to the envelopes of their active parts. */
core::Result<Envelopes> activeEnvelopes (const Eigen::Ref<const Eigen::VectorXf>& clean,
                                         const Eigen::Ref<const Eigen::VectorXf>& processed)
{
    if (const core::Status checked = checkPair (task, clean, processed); ! checked.ok())
        return checked.error();
    if ((clean.array() == 0.0f).all())
        return core::Error{ task, "reference", "silence", "speech" };

    const Eigen::VectorXd window = hannWindow();
    const Eigen::VectorXd cleanSamples = clean.cast<double>();
    const std::vector<Eigen::Index> starts = activeStarts (cleanSamples, window);
    if (static_cast<Eigen::Index> (starts.size()) <= segmentFrames)
        return core::Error{ task, "active speech in the reference",
                            std::to_string (starts.size()) + " frames of 12.8 ms",
                            "more than " + std::to_string (segmentFrames) };

    core::RealFft fft;
    if (const core::Status planned = fft.prepare (numPoints); ! planned.ok())
        return planned.error();
    const Eigen::VectorXd processedSamples = processed.cast<double>();
    return Envelopes{ bandEnvelopes (joinFrames (cleanSamples, starts, window), window, fft),
                      bandEnvelopes (joinFrames (processedSamples, starts, window), window, fft) };
}

/** One vector to zero mean and unit length, in place; to zero if it is constant. */
template <class Vector>
void normalise (Vector&& vector)
{
    const double lengthBefore = vector.norm();
    vector.array() -= vector.mean();
    const double length = vector.norm();
    if (length <= constantShare * lengthBefore)
        vector.setZero();
    else
        vector /= length;
}

void normaliseRows (Eigen::MatrixXd& segment)
{
    for (Eigen::Index band = 0; band < segment.rows(); ++band)
        normalise (segment.row (band));
}

void normaliseColumns (Eigen::MatrixXd& segment)
{
    for (Eigen::Index frame = 0; frame < segment.cols(); ++frame)
        normalise (segment.col (frame));
}

/** The processed segment scaled, band by band, to the clean one's energy, and clipped where it exceeds it by
    more than 15 dB of distortion.  Source: Taal et al. 2011, eq. (3). */
void scaleAndClip (const Eigen::MatrixXd& clean, Eigen::MatrixXd& processed)
{
    const double maxOverClean = 1.0 + std::pow (10.0, -clipDb / 20.0);
    for (Eigen::Index band = 0; band < clean.rows(); ++band)
    {
        const double energy = processed.row (band).norm();
        if (energy > 0.0)
            processed.row (band) *= clean.row (band).norm() / energy;
    }
    processed = processed.cwiseMin (maxOverClean * clean);
}

/** The mean of `score (clean, processed)` over all segments [bands x segmentFrames], one from every frame. */
template <class Score>
double meanOverSegments (const Envelopes& envelopes, Score score)
{
    const Eigen::Index numSegments = envelopes.clean.cols() - segmentFrames + 1;
    double sum = 0.0;
    for (Eigen::Index first = 0; first < numSegments; ++first)
        sum += score (Eigen::MatrixXd (envelopes.clean.middleCols (first, segmentFrames)),
                      Eigen::MatrixXd (envelopes.processed.middleCols (first, segmentFrames)));
    return sum / static_cast<double> (numSegments);
}
} // namespace

core::Result<double> stoi (const Eigen::Ref<const Eigen::VectorXf>& clean,
                           const Eigen::Ref<const Eigen::VectorXf>& processed)
{
    const core::Result<Envelopes> envelopes = activeEnvelopes (clean, processed);
    if (! envelopes.ok())
        return envelopes.error();
    return meanOverSegments (envelopes.value(),
                             [] (Eigen::MatrixXd wanted, Eigen::MatrixXd estimate)
                             {
                                 scaleAndClip (wanted, estimate);
                                 normaliseRows (wanted);
                                 normaliseRows (estimate);
                                 return wanted.cwiseProduct (estimate).sum() / numBands;
                             });
}

core::Result<double> estoi (const Eigen::Ref<const Eigen::VectorXf>& clean,
                            const Eigen::Ref<const Eigen::VectorXf>& processed)
{
    const core::Result<Envelopes> envelopes = activeEnvelopes (clean, processed);
    if (! envelopes.ok())
        return envelopes.error();
    return meanOverSegments (envelopes.value(),
                             [] (Eigen::MatrixXd wanted, Eigen::MatrixXd estimate)
                             {
                                 normaliseRows (wanted);
                                 normaliseRows (estimate);
                                 normaliseColumns (wanted);
                                 normaliseColumns (estimate);
                                 return wanted.cwiseProduct (estimate).sum() / segmentFrames;
                             });
}

} // namespace unbraid::evaluation
