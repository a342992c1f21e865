// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/BssDecomposition.h"

namespace unbraid::evaluation
{

namespace
{
constexpr Eigen::Index blockPoints = 8192;
}

core::Status BssDecomposition::prepare (const BssParts& chosen)
{
    parts = &chosen;
    if (core::Status planned = fft.prepare (blockPoints); ! planned.ok())
        return planned;
    const auto numChannels = static_cast<Eigen::Index> (chosen.estimate.size());
    history = chosen.filters.rows() - 1;
    samples.resize (blockPoints);
    input.resize (fft.numBins());
    outputs.resize (fft.numBins(), numChannels);
    explained.resize (blockPoints, numChannels);
    target.resize (blockPoints, numChannels);
    allSpectra = spectraOf (chosen.filters);
    ownSpectra = spectraOf (chosen.own);
    return core::Done{};
}

Eigen::MatrixXcf BssDecomposition::spectraOf (const Eigen::MatrixXd& filters)
{
    Eigen::MatrixXcf spectra (fft.numBins(), filters.cols());
    samples.setZero();
    for (Eigen::Index column = 0; column < filters.cols(); ++column)
    {
        samples.head (filters.rows()) = filters.col (column).cast<float>();
        fft.forward (samples.data(), spectra.col (column).data());
    }
    return spectra;
}

BssEnergies BssDecomposition::energies (const BssWindow& window)
{
    BssEnergies sums;
    for (Eigen::Index from = window.begin; from < window.end + history; from += blockPoints - history)
        addBlock (window, from, sums);
    return sums;
}

/** Leaves in `outputs` the spectra of the filtered sum of one block and the `history` samples before. */
void BssDecomposition::filterBlock (const Columns& inputs, const Eigen::MatrixXcf& filterSpectra,
                                    const BssWindow& window, Eigen::Index from)
{
    const auto numInputs = static_cast<Eigen::Index> (inputs.size());
    outputs.setZero();
    for (Eigen::Index i = 0; i < numInputs; ++i)
    {
        copyPiece (inputs[static_cast<size_t> (i)], window.begin, window.end, from - history, samples);
        fft.forward (samples.data(), input.data());
        for (Eigen::Index channel = 0; channel < outputs.cols(); ++channel)
            outputs.col (channel) += filterSpectra.col (channel * numInputs + i).cwiseProduct (input);
    }
}

void BssDecomposition::addBlock (const BssWindow& window, Eigen::Index from, BssEnergies& sums)
{
    const Eigen::Index count = blockPoints - history;
    const auto toSamples = [&] (Eigen::MatrixXf& block)
    {
        for (Eigen::Index channel = 0; channel < block.cols(); ++channel)
            fft.inverse (outputs.col (channel).data(), block.col (channel).data());
    };
    filterBlock (parts->sources, allSpectra, window, from);
    toSamples (explained);
    filterBlock (parts->truth, ownSpectra, window, from);
    toSamples (target);
    Eigen::VectorXf truePiece (count);
    Eigen::VectorXf estimatePiece (count);
    for (Eigen::Index channel = 0; channel < outputs.cols(); ++channel)
    {
        const auto index = static_cast<size_t> (channel);
        copyPiece (parts->truth[index], window.begin, window.end, from, truePiece);
        copyPiece (parts->estimate[index], window.begin, window.end, from, estimatePiece);
        const Eigen::VectorXd s = truePiece.cast<double>();
        const Eigen::VectorXd y = estimatePiece.cast<double>();
        const Eigen::VectorXd p = target.col (channel).tail (count).cast<double>();
        const Eigen::VectorXd q = explained.col (channel).tail (count).cast<double>();
        sums.truth += s.squaredNorm();
        sums.error += (y - s).squaredNorm();
        sums.spatial += (p - s).squaredNorm();
        sums.target += p.squaredNorm();
        sums.targetError += (y - p).squaredNorm();
        sums.interference += (q - p).squaredNorm();
        sums.explained += q.squaredNorm();
        sums.artefacts += (y - q).squaredNorm();
    }
}

} // namespace unbraid::evaluation
