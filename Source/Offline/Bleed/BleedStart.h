// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Bleed/MultichannelNmf.h"

#include <functional>

namespace unbraid::offline
{

/** The channels of each source's own microphones. */
using OwnChannels = std::vector<std::vector<Eigen::Index>>;

/** A first estimate of sources that share out each bin: R is the mean covariance of what a source has, W and H factorise its power (KL,
    multiplicative updates).
    sharesOf  of a bin, [frames x sources]
    atoms     of each source
    seed      of the random W and H that the factorisation begins with
    [worker] */
std::vector<SpatialSource> spatialStart (const ChannelSpectra& spectra, Eigen::Index numSources,
                                         const std::function<Eigen::MatrixXf (Eigen::Index bin)>& sharesOf,
                                         Eigen::Index atoms, unsigned seed);

/** A first estimate of the sources: a source has the bins where its own microphones are louder than those of the others,
    at the levels at which they were recorded. R is the mean covariance of these bins, W and H
    factorise what the own microphones have there (KL, multiplicative updates).
    spectra  each bin of each channel with unit mean energy
    levels   [bins x channels] the mean energy it had
    atoms    of each source
    seed     of the random W and H that the factorisation begins with
    [worker] Source: ours. */
std::vector<SpatialSource> bleedStart (const ChannelSpectra& spectra, const Eigen::MatrixXf& levels,
                                       const OwnChannels& own, Eigen::Index atoms, unsigned seed);

} // namespace unbraid::offline
