// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/OracleMasks.h"

#include "Core/Spectral/Stft.h"

#include <algorithm>
#include <limits>
#include <string>

namespace unbraid::evaluation
{

namespace
{
using Matrix = Eigen::MatrixXf;
using StemViews = std::vector<Eigen::Map<const Matrix>>;

constexpr const char* task = "the oracle mask cannot be applied";
constexpr Eigen::Index blockFrames = 1 << 14;

std::string shapeText (Eigen::Index frames, Eigen::Index channels)
{
    return std::to_string (frames) + " frames of " + std::to_string (channels) + " channels";
}

core::Status checkShapes (const Eigen::Ref<const Matrix>& mixture, const StemViews& stems)
{
    if (stems.empty())
        return core::Error{ task, "true sources", "none", "at least one" };
    for (const auto& stem : stems)
        if (stem.rows() != mixture.rows() || stem.cols() != mixture.cols())
            return core::Error{ task, "a true source", shapeText (stem.rows(), stem.cols()),
                                shapeText (mixture.rows(), mixture.cols()) + ", as the mixture" };
    return core::Done{};
}

/** The columns of the mixture and of all stems between two times, zero after the end. */
void copyInputs (const Eigen::Ref<const Matrix>& mixture, const StemViews& stems, Eigen::Index from,
                 Matrix& inputs)
{
    const Eigen::Index numChannels = mixture.cols();
    const Eigen::Index count = std::clamp<Eigen::Index> (mixture.rows() - from, 0, inputs.rows());
    inputs.bottomRows (inputs.rows() - count).setZero();
    if (count == 0)
        return;
    inputs.topLeftCorner (count, numChannels) = mixture.middleRows (from, count);
    for (size_t stem = 0; stem < stems.size(); ++stem)
        inputs.block (0, static_cast<Eigen::Index> (stem + 1) * numChannels, count, numChannels) =
            stems[stem].middleRows (from, count);
}

std::vector<float*> columnPointers (Matrix& signals)
{
    std::vector<float*> pointers (static_cast<size_t> (signals.cols()));
    for (Eigen::Index column = 0; column < signals.cols(); ++column)
        pointers[static_cast<size_t> (column)] = signals.col (column).data();
    return pointers;
}

/** Takes what came out of one block into the sources, `latency` samples earlier. */
void copyOutputs (const Matrix& outputs, Eigen::Index from, Eigen::Index latency,
                  std::vector<Matrix>& sources)
{
    const Eigen::Index numChannels = sources.front().cols();
    const Eigen::Index dropped = std::clamp<Eigen::Index> (latency - from, 0, outputs.rows());
    const Eigen::Index target = from + dropped - latency;
    const Eigen::Index count =
        std::min (outputs.rows() - dropped, std::max<Eigen::Index> (0, sources.front().rows() - target));
    for (size_t source = 0; source < sources.size(); ++source)
        sources[source].middleRows (target, count) =
            outputs.block (dropped, static_cast<Eigen::Index> (source) * numChannels, count, numChannels);
}
} // namespace

void fillOracleMasks (OracleMask kind, const Eigen::Ref<const Eigen::MatrixXcf>& stems,
                      Eigen::Ref<Eigen::MatrixXf> masks)
{
    const Eigen::Index numChannels = stems.cols() / masks.cols();
    for (Eigen::Index source = 0; source < masks.cols(); ++source)
        masks.col (source) = stems.middleCols (source * numChannels, numChannels).cwiseAbs2().rowwise().sum();
    if (kind == OracleMask::ratio)
        masks = masks.cwiseSqrt();
    const float equalShare = 1.0f / static_cast<float> (masks.cols());
    for (Eigen::Index bin = 0; bin < masks.rows(); ++bin)
    {
        // Below the smallest normal number a quotient no longer sums to one.
        const float total = masks.row (bin).sum();
        if (total >= std::numeric_limits<float>::min())
            masks.row (bin) /= total;
        else
            masks.row (bin).setConstant (equalShare);
    }
}

core::Result<std::vector<Matrix>> separateByOracle (OracleMask kind, const Eigen::Ref<const Matrix>& mixture,
                                                    const StemViews& stems,
                                                    const core::FrameGeometry& geometry)
{
    if (const core::Status checked = checkShapes (mixture, stems); ! checked.ok())
        return checked.error();
    const Eigen::Index numChannels = mixture.cols();
    const auto numStems = static_cast<Eigen::Index> (stems.size());
    core::Stft stft;
    if (const core::Status ready =
            stft.prepare (geometry, (numStems + 1) * numChannels, numStems * numChannels);
        ! ready.ok())
        return ready.error();

    Matrix masks (geometry.numBins(), numStems);
    const auto applyTrueMasks = [&] (const Eigen::MatrixXcf& spectra, Eigen::MatrixXcf& outputs)
    {
        fillOracleMasks (kind, spectra.rightCols (numStems * numChannels), masks);
        for (Eigen::Index output = 0; output < outputs.cols(); ++output)
            outputs.col (output) =
                masks.col (output / numChannels).cwiseProduct (spectra.col (output % numChannels));
    };
    Matrix inputs (blockFrames, (numStems + 1) * numChannels);
    Matrix outputs (blockFrames, numStems * numChannels);
    const auto fromColumns = columnPointers (inputs);
    const auto toColumns = columnPointers (outputs);
    std::vector<Matrix> sources (stems.size(), Matrix (mixture.rows(), numChannels));
    for (Eigen::Index from = 0; from < mixture.rows() + geometry.latencySamples(); from += blockFrames)
    {
        copyInputs (mixture, stems, from, inputs);
        stft.process (fromColumns.data(), toColumns.data(), blockFrames, applyTrueMasks);
        copyOutputs (outputs, from, geometry.latencySamples(), sources);
    }
    return sources;
}

} // namespace unbraid::evaluation
