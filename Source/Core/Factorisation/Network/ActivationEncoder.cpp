// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/ActivationEncoder.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Network/EncoderCopies.h"
#include "Core/Factorisation/Network/HeardRows.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr float minProposed = 1e-4f;

/** Rows of a matrix or a list at the packed positions of their atoms, zeros between. */
template <class Rows>
Rows atPackedPositions (const Rows& rows, const Dictionary& dictionary)
{
    const auto positions = packedColumns (dictionary);
    Rows packed = Rows::Zero (numPackedColumns (layOutSources (dictionary)), rows.cols());
    for (size_t atom = 0; atom < positions.size(); ++atom)
        packed.row (positions[atom]) = rows.row (static_cast<Index> (atom));
    return packed;
}

Index copiesFor (const Dictionary& dictionary, double hopSeconds)
{
    const double trainedSeconds = static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
    return encoderCopies (trainedSeconds, hopSeconds);
}
} // namespace

void ActivationEncoder::Copy::reset() noexcept
{
    features.reset();
    rows.setZero();
    for (auto& values : units)
        values.setZero();
    slow.setZero();
    longWindow.setZero();
}

bool ActivationEncoder::Copy::isFinite() const noexcept
{
    return std::isfinite (rows.sum()) && std::isfinite (slow.units.sum()) &&
           std::isfinite (longWindow.spectra.cwiseAbs2().sum()) &&
           std::all_of (units.begin(), units.end(),
                        [] (const Eigen::VectorXf& values) { return std::isfinite (values.sum()); });
}

void ActivationEncoder::prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                                 Index numChannels)
{
    layers.clear();
    const Encoder& encoder = *dictionary.unfolding->encoder;
    rows = dictionary.numBins();
    heard = heardRows (dictionary, geometry.sampleRateHz);
    const Index numFeatures = encoder.numFeatures (rows);
    features = numFeatures / rows;
    const double hopSeconds = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    const Index numCopies = copiesFor (dictionary, hopSeconds);
    const double ownSeconds = static_cast<double> (numCopies) * hopSeconds; // between frames of a copy
    Copy blank;
    prepareInputs (dictionary);
    prepareLongWindow (dictionary, geometry, numChannels, ownSeconds, blank);
    for (const GruLayer& trained : encoder.layers)
        layers.emplace_back().prepare (trained);
    outward.prepare (atPackedPositions (encoder.outputWeights, dictionary),
                     atPackedPositions (encoder.outputBias, dictionary));

    const Index paddedUnits = paddedCount (encoder.numUnits());
    encoderInput.setZero (paddedCount (firstLong + numLong));
    first.setZero (paddedUnits);
    last.setZero (paddedUnits);
    proposal.setOnes (outward.bias.size());
    if (subBandNetwork)
        blank.rows = subBandNetwork->blankState();
    blank.features.prepare (rows, numFeatures, ownSeconds);
    slowMemory.reset();
    if (encoder.slow)
    {
        slowMemory.emplace().prepare (*encoder.slow, encoder.numUnits(), ownSeconds);
        blank.slow = slowMemory->blankState();
    }
    blank.units.assign (layers.size(), Eigen::VectorXf::Zero (paddedUnits));
    copies.assign (static_cast<size_t> (numCopies), blank);
}

/** The layers that what is measured of a frame goes into. */
void ActivationEncoder::prepareInputs (const Dictionary& dictionary)
{
    const Encoder& encoder = *dictionary.unfolding->encoder;
    const LongWindow seen = dictionary.unfolding->longWindow.value_or (LongWindow{});
    subBandNetwork.reset();
    if (auto network = encoder.rows)
    {
        network->inputWeights = withInputs (network->inputWeights, seen.rows);
        subBandNetwork.emplace().prepare (*network, heard);
    }
    inward.prepare (withInputs (encoder.inputWeights, seen.encoder), encoder.inputBias);
    firstLong = encoder.inputWeights.cols();
    numLong = seen.encoder.cols();
}

void ActivationEncoder::prepareLongWindow (const Dictionary& dictionary, const FrameGeometry& geometry,
                                           Index numChannels, double ownSeconds, Copy& blank)
{
    longWindow.reset();
    if (numLong == 0)
        return;
    longWindow.emplace().prepare (dictionary.frequenciesHz, dictionary.unfolding->longWindow->numRows(),
                                  geometry, ownSeconds, dictionary.spectrum);
    blank.longWindow = longWindow->blankState (numChannels);
}

void ActivationEncoder::reset() noexcept
{
    for (auto& copy : copies)
        copy.reset();
}

const Eigen::VectorXf& ActivationEncoder::propose (const Eigen::MatrixXcf& mixture,
                                                   const Eigen::VectorXf& frame, float mean,
                                                   Index number) noexcept
{
    turn = static_cast<size_t> (number % numCopies());
    Copy& copy = copies[turn];
    copy.features.process (frame, mean, encoderInput);
    if (longWindow)
        processLongWindow (copy, mixture);
    if (subBandNetwork)
        processRows (copy);
    inward.apply (encoderInput, first);
    nmfKernels().bound (first.data(), first.size());
    const Eigen::VectorXf* values = &first;
    for (size_t layer = 0; layer < layers.size(); ++layer)
    {
        layers[layer].step (*values, copy.units[layer]);
        values = &copy.units[layer];
    }
    last = *values;
    if (slowMemory)
        slowMemory->process (copy.slow, copy.features.runningLevel(), last);
    outward.apply (last, proposal);
    // softplus, without overflow
    proposal.array() = proposal.array().max (0.0f) + (-proposal.array().abs()).exp().log1p() + minProposed;
    if (! copy.isFinite() || ! std::isfinite (proposal.sum()))
    {
        copy.reset();
        last.setZero();
        proposal.setOnes();
    }
    return proposal;
}

/** The parts of the rows are written behind all else, and for the sub-band network behind the features of its rows. */
void ActivationEncoder::processLongWindow (Copy& copy, const Eigen::MatrixXcf& mixture) noexcept
{
    const auto& parts = longWindow->process (copy.longWindow, mixture, copy.features.runningLevel());
    encoderInput.segment (firstLong, numLong) = parts.reshaped();
    const Index seen = std::min (heard, parts.rows());
    if (subBandNetwork)
        subBandNetwork->kinds().block (features, 0, parts.cols(), seen) =
            parts.topRows (seen).matrix().transpose();
}

/** The values of the sub-band network are written behind the features, row by row. */
void ActivationEncoder::processRows (Copy& copy) noexcept
{
    auto& kinds = subBandNetwork->kinds();
    for (Index kind = 0; kind < features; ++kind)
        kinds.row (kind).head (heard) = encoderInput.segment (kind * rows, heard).transpose();
    PackedMatrix& values = subBandNetwork->process (copy.rows);
    nmfKernels().bound (values.data(), values.size());
    Index index = features * rows;
    for (Index row = 0; row < heard; ++row)
        for (Index value = 0; value < values.rows(); ++value)
            encoderInput[index++] = values (value, row);
}

} // namespace unbraid::core
