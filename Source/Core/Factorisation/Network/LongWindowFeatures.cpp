// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/LongWindowFeatures.h"

#include "Core/Factorisation/Network/EncoderFeatures.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace unbraid::core
{

using Eigen::Index;

namespace
{
Eigen::VectorXd frameWeights()
{
    Eigen::VectorXd weights (longWindowFrames);
    for (Index frame = 0; frame < longWindowFrames; ++frame)
    {
        const double way = (static_cast<double> (frame) + 0.5) / static_cast<double> (longWindowFrames);
        weights[frame] = std::pow (std::sin (std::numbers::pi * std::sqrt (way)), 2);
    }
    return weights / weights.sum();
}

/** How far a part lies from the centre of its row, in widths of a row. */
double offsetOf (Index part)
{
    return (static_cast<double> (part) + 0.5) / static_cast<double> (longWindowParts) - 0.5;
}
} // namespace

std::vector<Eigen::MatrixXcf> longWindowTurns (const Eigen::VectorXf& centresHz, Index numRows,
                                               double hopSeconds)
{
    const Eigen::VectorXd weights = frameWeights();
    std::vector<Eigen::MatrixXcf> turns (static_cast<size_t> (longWindowParts),
                                         Eigen::MatrixXcf (numRows, longWindowFrames));
    for (Index part = 0; part < longWindowParts; ++part)
        for (Index row = 0; row < numRows; ++row)
        {
            const double hz =
                static_cast<double> (centresHz[row]) + offsetOf (part) * static_cast<double> (centresHz[1]);
            for (Index frame = 0; frame < longWindowFrames; ++frame)
                turns[static_cast<size_t> (part)](row, frame) = std::complex<float> (std::polar (
                    weights[frame], 2.0 * std::numbers::pi * hz * hopSeconds * static_cast<double> (frame)));
        }
    return turns;
}

std::vector<Index> longWindowBins (const Eigen::VectorXf& centresHz, Index numRows, double binHz)
{
    std::vector<Index> nearest;
    for (Index row = 0; row < numRows; ++row)
        nearest.push_back (std::lround (static_cast<double> (centresHz[row]) / binHz));
    return nearest;
}

Eigen::MatrixXf withInputs (const Eigen::MatrixXf& own, const Eigen::MatrixXf& further)
{
    if (further.size() == 0)
        return own;
    Eigen::MatrixXf both (own.rows(), own.cols() + further.cols());
    both.leftCols (own.cols()) = own;
    both.rightCols (further.cols()) = further;
    return both;
}

void LongWindowFeatures::State::setZero() noexcept
{
    spectra.setZero();
}

void LongWindowFeatures::prepare (const Eigen::VectorXf& centresHz, Index numLongRows,
                                  const FrameGeometry& geometry, double hopSeconds, Spectrum kind)
{
    spectrum = kind;
    bins = longWindowBins (centresHz, numLongRows, geometry.binHz (1));
    std::erase_if (bins, [&] (Index bin) { return bin >= geometry.numBins(); });
    const auto numPresent = static_cast<Index> (bins.size());
    turns = longWindowTurns (centresHz, numPresent, hopSeconds);
    sum.setZero (numPresent);
    features.setZero (numLongRows, longWindowParts);
}

LongWindowFeatures::State LongWindowFeatures::blankState (Index numChannels) const
{
    return { Eigen::MatrixXcf::Zero (static_cast<Index> (bins.size()), numChannels * longWindowFrames) };
}

const Eigen::ArrayXXf& LongWindowFeatures::process (State& state, const Eigen::MatrixXcf& mixture,
                                                    float level) noexcept
{
    keep (state, mixture);
    features.setZero();
    for (Index part = 0; part < longWindowParts; ++part)
        for (Index channel = 0; channel < mixture.cols(); ++channel)
            addPower (state, part, channel);
    if (spectrum == Spectrum::magnitude)
        features = features.sqrt();
    compareWithLevel (features, level);
    return features;
}

/** In place of the oldest frame. */
void LongWindowFeatures::keep (State& state, const Eigen::MatrixXcf& mixture) const noexcept
{
    state.newest = (state.newest + 1) % longWindowFrames;
    for (Index channel = 0; channel < mixture.cols(); ++channel)
        for (size_t row = 0; row < bins.size(); ++row)
            state.spectra (static_cast<Index> (row), channel * longWindowFrames + state.newest) =
                mixture (bins[row], channel);
}

void LongWindowFeatures::addPower (const State& state, Index part, Index channel) noexcept
{
    const auto& turn = turns[static_cast<size_t> (part)];
    sum.setZero();
    for (Index frame = 0; frame < longWindowFrames; ++frame)
    {
        const Index kept = (state.newest - frame + longWindowFrames) % longWindowFrames;
        sum += turn.col (frame).cwiseProduct (state.spectra.col (channel * longWindowFrames + kept));
    }
    features.col (part).head (sum.size()) += sum.array().abs2();
}

} // namespace unbraid::core
