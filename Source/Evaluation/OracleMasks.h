// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::evaluation
{

/** Masks computed from the true sources: close to the ceiling for real-valued masks at a geometry. Both are in [0, 1]
    and sum to one, as the engine's do; in a bin where all sources are silent they are equal. P_j is the power
    of source j, summed over channels: like the engine, they have one mask for all channels.

        wiener   P_j / sum_i P_i                    the Wiener filter of known powers
        ratio    sqrt P_j / sum_i sqrt P_i          the ideal ratio mask (IRM) of magnitudes

    "IRM" also names (P_j / sum_i P_i)^(1/2) (Narayanan and Wang 2013); that one does not sum to one and is
    not used here.
    Sources: Benaroya 2003 (wiener); Liutkus and Badeau 2015, exponents alpha = 2 and alpha = 1, the second
    called IRM1 in Stoter, Liutkus and Ito 2018 (ratio). */
enum class OracleMask
{
    wiener,
    ratio
};

/** The masks of one frame.
    stems  [bins x (sources x channels)] true spectra, channels innermost
    masks  [bins x sources], rows sum to one
    [audio] real-time safe. */
void fillOracleMasks (OracleMask kind, const Eigen::Ref<const Eigen::MatrixXcf>& stems,
                      Eigen::Ref<Eigen::MatrixXf> masks);

/** Separates a mixture by masks of its true sources, with the engine's own windows.
    mixture  [samples x channels]
    stems    per source [samples x channels]; they need not sum to the mixture
    returns  per source [samples x channels], aligned with the mixture; they sum to it
    [worker]  Errors: no stem, shapes that differ, those of the FFT. */
core::Result<std::vector<Eigen::MatrixXf>>
separateByOracle (OracleMask kind, const Eigen::Ref<const Eigen::MatrixXf>& mixture,
                  const std::vector<Eigen::Map<const Eigen::MatrixXf>>& stems,
                  const core::FrameGeometry& geometry);

} // namespace unbraid::evaluation
