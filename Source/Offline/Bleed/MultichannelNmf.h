// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace unbraid::offline
{

/** Spectra of several channels: per bin [frames x channels]. */
using ChannelSpectra = std::vector<Eigen::MatrixXcf>;

/** One source: its power v = W H, and a spatial covariance per bin. */
struct SpatialSource
{
    Eigen::MatrixXf dictionary;               // W [bins x atoms]
    Eigen::MatrixXf activations;              // H [atoms x frames]; a zero stays zero
    std::vector<Eigen::MatrixXcd> covariance; // R, per bin [channels x channels], of full rank, trace 1
};

/** What an iteration updates. */
enum class Updated
{
    all,
    activations
};

/** Multichannel NMF under the Itakura-Saito divergence. The channels x of a bin are Gaussian of zero mean and covariance

        X = sum_j v_j R_j + e I,   v_j = W_j H_j

    where e is a small share of the bin's own energy, fixed. What falls in each update is

        sum x^H X^-1 x + log det X

    With y = X^-1 x, the updates of MM are W <- W sqrt (sum_n h y^H R y / sum_n h tr (X^-1 R)), the same for H, and
    R <- A^-1 # (R B R), the geometric mean, with A = sum_n v X^-1 and B = sum_n v y y^H: the solution of R A R = R' B R'.
    Sources: Sawada, Kameoka, Araki & Ueda 2013, eqs. (42) to (47); Ozerov & Fevotte 2010 for the model; Ozerov, Fevotte,
    Blouet & Durrieu 2011 for zeros in H where a source is known to be silent. Differs: e, without which X can be singular. */
class MultichannelNmf
{
public:
    /** spectra  must outlive the object
        [worker] */
    MultichannelNmf (const ChannelSpectra& spectra, std::vector<SpatialSource> start, int numThreads);

    /** Updates W, then R, then H.
        returns  the objective just before the update of H
        [worker] */
    double iterate (Updated updated);

    /** [worker] */
    [[nodiscard]] double objective();

    [[nodiscard]] const std::vector<SpatialSource>& sources() const noexcept { return model; }

    /** The sources' parts of some channels, by the multichannel Wiener filter v_j R_j X^-1 x, with what no source
        explains, e X^-1 x, where the source is not silent.
        channels  of each source
        returns   per source and bin [frames x its channels]
        [worker] */
    [[nodiscard]] std::vector<ChannelSpectra>
    estimate (const std::vector<std::vector<Eigen::Index>>& channels) const;

private:
    struct Bin;
    struct Sums;

    [[nodiscard]] Eigen::Index numFrames() const noexcept { return mixture.front().rows(); }
    [[nodiscard]] Eigen::Index numChannels() const noexcept { return mixture.front().cols(); }
    void updateBin (Bin& bin, Updated updated, Sums& sums);
    void updateDictionary (Bin& bin);
    void updateCovariances (Bin& bin);
    void addActivations (Bin& bin, Sums& sums);
    void updateActivations (const std::vector<Sums>& sums);

    const ChannelSpectra& mixture;
    std::vector<SpatialSource> model;
    int threads;
};

/** All unknowns of the sources, for `training::alternate`. */
class SpatialFit
{
public:
    explicit SpatialFit (MultichannelNmf& sources)
        : nmf (sources)
    {
    }

    void update() { before = nmf.iterate (Updated::all); }
    [[nodiscard]] double objective() const { return before; }
    [[nodiscard]] const std::vector<SpatialSource>& result() const { return nmf.sources(); }

private:
    MultichannelNmf& nmf;
    double before = 0.0;
};

} // namespace unbraid::offline
