// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/MultichannelNmf.h"

#include "Core/Support/SymmetricSolvers.h"
#include "Offline/Bleed/HermitianLanes.h"
#include "Training/WorkQueue.h"

#include <algorithm>

namespace unbraid::offline
{

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::MatrixXd;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr float noiseShare = 1e-4f;    // e, of the mean energy of the channels in that bin and frame
constexpr float silenceEnergy = 1e-9f; // of a bin, where the mean of all is one
constexpr float smallestPower = 1e-20f;
constexpr size_t numParts = 8; // of the bins: fixed, so that sums do not depend on the number of threads

/** A Hermitian matrix as a symmetric one of twice its size, [Re -Im; Im Re], which adds, multiplies and inverts as it does. */
MatrixXd inReals (const MatrixXcd& matrix)
{
    const Index size = matrix.rows();
    MatrixXd reals (2 * size, 2 * size);
    reals.topLeftCorner (size, size) = reals.bottomRightCorner (size, size) = matrix.real();
    reals.bottomLeftCorner (size, size) = matrix.imag();
    reals.topRightCorner (size, size) = -matrix.imag();
    return reals;
}

/** A^-1 # C, the positive solution R of R A R = C: with A = L L^T it is L^-T (L^T C L)^(1/2) L^-1. */
MatrixXcd riccati (const MatrixXcd& a, const MatrixXcd& c)
{
    const Index size = a.rows();
    MatrixXd factor = inReals (a);
    core::factorise (factor);
    const MatrixXd lower = factor.triangularView<Eigen::Lower>();
    const MatrixXd inner = lower.transpose() * inReals (c) * lower;
    const auto [squares, vectors] = core::eigenParts (0.5 * (inner + inner.transpose()));
    const Eigen::VectorXd roots = squares.cwiseMax (0.0).cwiseSqrt();
    MatrixXd half = vectors * roots.cwiseSqrt().asDiagonal();
    core::solveLowerTransposed (lower, half); // L^-T Q D^(1/4)
    const MatrixXd whole = half * half.transpose();
    MatrixXcd solution (size, size);
    solution.real() = whole.topLeftCorner (size, size);
    solution.imag() = whole.bottomLeftCorner (size, size);
    return solution;
}
} // namespace

/** What is computed for one bin, tile by tile of `numLanes` frames. */
struct MultichannelNmf::Bin
{
    Bin (const Eigen::MatrixXcf& sound, const std::vector<SpatialSource>& sources, Index bin)
        : number (bin)
        , x (sound)
        , weights (sound.cols() * sound.cols(), static_cast<Index> (sources.size()))
        , powers (sound.rows(), static_cast<Index> (sources.size()))
    {
        inverse.prepare (sound.cols());
        readModel (sources);
    }

    void readModel (const std::vector<SpatialSource>& sources)
    {
        for (size_t j = 0; j < sources.size(); ++j)
        {
            const auto column = static_cast<Index> (j);
            weights.col (column) = packed (sources[j].covariance[static_cast<size_t> (number)]);
            powers.col (column).noalias() =
                sources[j].activations.transpose() * sources[j].dictionary.row (number).transpose();
        }
    }

    /** X^-1 and y y^H of the next frames; lanes beyond the last one hold silence. */
    void load (Index first)
    {
        count = std::min (numLanes, x.rows() - first);
        const Index channels = x.cols();
        power.setZero (numLanes, powers.cols());
        power.topRows (count) = powers.middleRows (first, count);
        real.setZero (numLanes, channels);
        imaginary.setZero (numLanes, channels);
        real.topRows (count) = x.middleRows (first, count).real();
        imaginary.topRows (count) = x.middleRows (first, count).imag();
        noise = noiseShare *
                ((real.cwiseAbs2() + imaginary.cwiseAbs2()).rowwise().mean().array() + silenceEnergy);
        inverses.noalias() = power * weights.transpose();
        inverses.leftCols (channels).colwise() += noise.matrix();
        inverse.invert (inverses);
        whiten();
    }

    /** y = X^-1 x, and y y^H packed. */
    void whiten()
    {
        constexpr float halfRoot = 0.70710678f;
        const Index channels = x.cols();
        yReal = inverses.leftCols (channels).cwiseProduct (real);
        yImaginary = inverses.leftCols (channels).cwiseProduct (imaginary);
        for (Index a = 0; a < channels; ++a)
            for (Index b = a + 1; b < channels; ++b)
            {
                const Index column = packedColumn (channels, a, b);
                const Lane re = halfRoot * inverses.col (column).array();
                const Lane im = halfRoot * inverses.col (column + 1).array();
                yReal.col (a).array() += re * real.col (b).array() - im * imaginary.col (b).array();
                yImaginary.col (a).array() += re * imaginary.col (b).array() + im * real.col (b).array();
                yReal.col (b).array() += re * real.col (a).array() + im * imaginary.col (a).array();
                yImaginary.col (b).array() += re * imaginary.col (a).array() - im * real.col (a).array();
            }
        constexpr float root = 1.41421356f;
        outer.resize (numLanes, channels * channels);
        outer.leftCols (channels) = yReal.cwiseAbs2() + yImaginary.cwiseAbs2();
        for (Index a = 0; a < channels; ++a)
            for (Index b = a + 1; b < channels; ++b)
            {
                const auto reA = yReal.col (a).array(), imA = yImaginary.col (a).array();
                const auto reB = yReal.col (b).array(), imB = yImaginary.col (b).array();
                outer.col (packedColumn (channels, a, b)) = root * (reA * reB + imA * imB);
                outer.col (packedColumn (channels, a, b) + 1) = root * (imA * reB - reA * imB);
            }
    }

    /** y^H R_j y and tr (X^-1 R_j), [lanes x sources] */
    void gradients()
    {
        pulls.noalias() = outer * weights;
        pushes.noalias() = inverses * weights;
    }

    /** Of a channel what source j has, and what no source explains unless it is silent.
        row  of R_j for that channel
        [lanes] */
    [[nodiscard]] Eigen::VectorXcf part (Index j, const Eigen::RowVectorXcd& row, Index channel) const
    {
        Eigen::MatrixXcf y (numLanes, yReal.cols());
        y.real() = yReal;
        y.imag() = yImaginary;
        const auto share = power.col (j).array();
        const Lane rest = (share > 0.0f).select (noise, Lane::Zero());
        return (share * (y * row.transpose().cast<std::complex<float>>()).array() +
                rest * y.col (channel).array())
            .matrix();
    }

    [[nodiscard]] double objective() const
    {
        const Lane quadratic =
            (real.cwiseProduct (yReal) + imaginary.cwiseProduct (yImaginary)).rowwise().sum().array();
        return static_cast<double> (quadratic.head (count).sum()) +
               static_cast<double> (inverse.logDeterminants().head (count).sum());
    }

    Index number;
    const Eigen::MatrixXcf& x;
    MatrixXf weights; // [channels^2 x sources] R_j, packed
    MatrixXf powers;  // [frames x sources] v_j
    LaneInverse inverse;
    Index count = 0; // frames of the tile
    Lanes power;     // [lanes x sources]
    Lane noise;
    Lanes real, imaginary, yReal, yImaginary; // [lanes x channels]
    Lanes inverses, outer;                    // [lanes x channels^2]
    Lanes pulls, pushes;                      // [lanes x sources]
};

/** Sums over some of the bins: of the update of H, [atoms x frames] per source, and the objective. */
struct MultichannelNmf::Sums
{
    std::vector<MatrixXf> pulls, pushes;
    double objective = 0.0;
};

MultichannelNmf::MultichannelNmf (const ChannelSpectra& spectra, std::vector<SpatialSource> start,
                                  int numThreads)
    : mixture (spectra)
    , model (std::move (start))
    , threads (numThreads)
{
}

void MultichannelNmf::updateDictionary (Bin& bin)
{
    std::vector<VectorXf> pulls, pushes;
    for (const auto& source : model)
        pulls.push_back (VectorXf::Zero (source.dictionary.cols()));
    pushes = pulls;
    for (Index first = 0; first < numFrames(); first += numLanes)
    {
        bin.load (first);
        bin.gradients();
        for (size_t j = 0; j < model.size(); ++j)
        {
            const auto activations = model[j].activations.middleCols (first, bin.count);
            const auto column = static_cast<Index> (j);
            pulls[j].noalias() += activations * bin.pulls.col (column).head (bin.count);
            pushes[j].noalias() += activations * bin.pushes.col (column).head (bin.count);
        }
    }
    for (size_t j = 0; j < model.size(); ++j)
        model[j].dictionary.row (bin.number).array() *=
            (pulls[j].array() / pushes[j].array().max (smallestPower)).sqrt().transpose();
    bin.readModel (model);
}

void MultichannelNmf::updateCovariances (Bin& bin)
{
    const Index squared = numChannels() * numChannels();
    const auto sources = static_cast<Index> (model.size());
    MatrixXf a = MatrixXf::Zero (squared, sources), b = a;
    for (Index first = 0; first < numFrames(); first += numLanes)
    {
        bin.load (first);
        a.noalias() += bin.inverses.transpose() * bin.power;
        b.noalias() += bin.outer.transpose() * bin.power;
    }
    for (size_t j = 0; j < model.size(); ++j)
    {
        const auto column = static_cast<Index> (j);
        if (! (a.col (column).head (numChannels()).minCoeff() > smallestPower)) // the source is silent
            continue;
        auto& covariance = model[j].covariance[static_cast<size_t> (bin.number)];
        const MatrixXcd old = covariance;
        const MatrixXcd updated = riccati (unpacked (a.col (column), numChannels()),
                                           old * unpacked (b.col (column), numChannels()) * old);
        const double trace = updated.trace().real();
        if (! (trace > 0.0) || ! std::isfinite (trace))
            continue;
        covariance = updated / trace;
        model[j].dictionary.row (bin.number) *= static_cast<float> (trace);
    }
    bin.readModel (model);
}

void MultichannelNmf::addActivations (Bin& bin, Sums& sums)
{
    for (Index first = 0; first < numFrames(); first += numLanes)
    {
        bin.load (first);
        bin.gradients();
        sums.objective += bin.objective();
        for (size_t j = 0; j < model.size(); ++j)
        {
            const auto atoms = model[j].dictionary.row (bin.number).transpose();
            const auto column = static_cast<Index> (j);
            sums.pulls[j].middleCols (first, bin.count).noalias() +=
                atoms * bin.pulls.col (column).head (bin.count).transpose();
            sums.pushes[j].middleCols (first, bin.count).noalias() +=
                atoms * bin.pushes.col (column).head (bin.count).transpose();
        }
    }
}

void MultichannelNmf::updateBin (Bin& bin, Updated updated, Sums& sums)
{
    if (updated == Updated::all)
    {
        updateDictionary (bin);
        updateCovariances (bin);
    }
    addActivations (bin, sums);
}

void MultichannelNmf::updateActivations (const std::vector<Sums>& sums)
{
    for (size_t j = 0; j < model.size(); ++j)
    {
        MatrixXf pulls = sums.front().pulls[j], pushes = sums.front().pushes[j];
        for (size_t part = 1; part < sums.size(); ++part)
        {
            pulls += sums[part].pulls[j];
            pushes += sums[part].pushes[j];
        }
        model[j].activations.array() *= (pulls.array() / pushes.array().max (smallestPower)).sqrt();
    }
}

double MultichannelNmf::iterate (Updated updated)
{
    std::vector<Sums> sums (numParts);
    training::runInParallel (numParts, threads,
                             [&] (size_t part)
                             {
                                 auto& own = sums[part];
                                 for (const auto& source : model)
                                     own.pulls.push_back (
                                         MatrixXf::Zero (source.activations.rows(), numFrames()));
                                 own.pushes = own.pulls;
                                 for (size_t bin = part; bin < mixture.size(); bin += numParts)
                                 {
                                     Bin work (mixture[bin], model, static_cast<Index> (bin));
                                     updateBin (work, updated, own);
                                 }
                             });
    updateActivations (sums);
    double objective = 0.0;
    for (const auto& part : sums)
        objective += part.objective;
    return objective;
}

double MultichannelNmf::objective()
{
    std::vector<double> sums (numParts, 0.0);
    training::runInParallel (numParts, threads,
                             [&] (size_t part)
                             {
                                 for (size_t bin = part; bin < mixture.size(); bin += numParts)
                                 {
                                     Bin work (mixture[bin], model, static_cast<Index> (bin));
                                     for (Index first = 0; first < numFrames(); first += numLanes)
                                     {
                                         work.load (first);
                                         sums[part] += work.objective();
                                     }
                                 }
                             });
    double total = 0.0;
    for (const double part : sums)
        total += part;
    return total;
}

std::vector<ChannelSpectra> MultichannelNmf::estimate (const std::vector<std::vector<Index>>& channels) const
{
    std::vector<ChannelSpectra> parts (model.size(), ChannelSpectra (mixture.size()));
    training::runInParallel (
        mixture.size(), threads,
        [&] (size_t number)
        {
            Bin bin (mixture[number], model, static_cast<Index> (number));
            for (size_t j = 0; j < model.size(); ++j)
                parts[j][number].resize (numFrames(), static_cast<Index> (channels[j].size()));
            for (Index first = 0; first < numFrames(); first += numLanes)
            {
                bin.load (first);
                for (size_t j = 0; j < model.size(); ++j)
                    for (size_t own = 0; own < channels[j].size(); ++own)
                        parts[j][number].col (static_cast<Index> (own)).segment (first, bin.count) =
                            bin.part (static_cast<Index> (j),
                                      model[j].covariance[number].row (channels[j][own]), channels[j][own])
                                .head (bin.count);
            }
        });
    return parts;
}

} // namespace unbraid::offline
