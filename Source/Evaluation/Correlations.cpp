// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/Correlations.h"

#include "Core/Spectral/Fft.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace unbraid::evaluation
{

namespace
{
constexpr Eigen::Index blockPoints = 8192;

using CrossSpectra = Eigen::MatrixXcd; // [bins x (targets x references)]

/** The inverse transform in double, of the first lags alone: a float one rounds at 1e-7 of the largest. */
Eigen::MatrixXd lagsOf (const CrossSpectra& spectra, Eigen::Index numLags)
{
    const Eigen::Index numBins = spectra.rows();
    Eigen::VectorXd cosines (blockPoints);
    for (Eigen::Index n = 0; n < blockPoints; ++n)
        cosines[n] = std::cos (2.0 * std::numbers::pi * static_cast<double> (n) / blockPoints);
    const Eigen::MatrixXd real = spectra.real();
    const Eigen::MatrixXd imaginary = spectra.imag();
    Eigen::RowVectorXd cosineRow (numBins);
    Eigen::RowVectorXd sineRow (numBins);
    Eigen::MatrixXd lags (numLags, spectra.cols());
    for (Eigen::Index lag = 0; lag < numLags; ++lag)
    {
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
        {
            const double weight = bin == 0 || bin == numBins - 1 ? 1.0 : 2.0; // the mirrored half
            const Eigen::Index turn = bin * lag % blockPoints;
            cosineRow[bin] = weight * cosines[turn];
            sineRow[bin] = weight * cosines[(turn + 3 * blockPoints / 4) % blockPoints];
        }
        lags.row (lag).noalias() = (cosineRow * real - sineRow * imaginary) / blockPoints;
    }
    return lags;
}
} // namespace

void copyPiece (const Eigen::Map<const Eigen::VectorXf>& signal, Eigen::Index begin, Eigen::Index end,
                Eigen::Index from, Eigen::Ref<Eigen::VectorXf> piece)
{
    const Eigen::Index first = std::clamp (from, begin, end);
    const Eigen::Index last = std::clamp (from + piece.size(), first, end);
    piece.setZero();
    piece.segment (first - from, last - first) = signal.segment (first, last - first);
}

core::Result<Eigen::MatrixXd> correlate (const Columns& targets, const Columns& references,
                                         Eigen::Index numLags)
{
    assert (! targets.empty() && ! references.empty() && numLags >= 1 && numLags <= blockPoints / 2);
    core::RealFft fft;
    if (const core::Status planned = fft.prepare (blockPoints); ! planned.ok())
        return planned.error();
    const Eigen::Index history = numLags - 1;
    const Eigen::Index step = blockPoints - history;
    const Eigen::Index length = references.front().size();
    const auto numReferences = static_cast<Eigen::Index> (references.size());
    const auto numTargets = static_cast<Eigen::Index> (targets.size());

    Eigen::VectorXf samples = Eigen::VectorXf::Zero (blockPoints);
    Eigen::MatrixXcf delayed (fft.numBins(), numReferences);
    Eigen::VectorXcf newest (fft.numBins());
    CrossSpectra sums = CrossSpectra::Zero (fft.numBins(), numTargets * numReferences);
    for (Eigen::Index from = 0; from < length; from += step)
    {
        for (Eigen::Index r = 0; r < numReferences; ++r)
        {
            copyPiece (references[static_cast<size_t> (r)], 0, length, from - history, samples);
            fft.forward (samples.data(), delayed.col (r).data());
        }
        for (Eigen::Index t = 0; t < numTargets; ++t)
        {
            samples.head (history).setZero();
            copyPiece (targets[static_cast<size_t> (t)], 0, length, from, samples.tail (step));
            fft.forward (samples.data(), newest.data());
            for (Eigen::Index r = 0; r < numReferences; ++r)
                sums.col (t * numReferences + r) +=
                    newest.cwiseProduct (delayed.col (r).conjugate()).cast<std::complex<double>>();
        }
    }
    return lagsOf (sums, numLags);
}

} // namespace unbraid::evaluation
