// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/TransformAtoms.h"

#include "Core/Spectral/Fft.h"

#include <cmath>

namespace unbraid::cli
{

Json transformJson (const Eigen::MatrixXf& transform, double sampleRateHz)
{
    const Eigen::Index length = 2 * transform.cols(); // zeros behind an atom, for a finer spectrum
    core::RealFft fft;
    Json atoms = Json::array();
    if (! fft.prepare (length).ok())
        return atoms;
    const Eigen::ArrayXd hz = Eigen::ArrayXd::LinSpaced (length / 2 + 1, 0.0, 0.5 * sampleRateHz);
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (length);
    Eigen::VectorXcf spectrum (length / 2 + 1);
    for (Eigen::Index atom = 0; atom < transform.rows(); ++atom)
    {
        padded.head (transform.cols()) = transform.row (atom).transpose();
        fft.forward (padded.data(), spectrum.data());
        const Eigen::ArrayXd power = spectrum.cwiseAbs2().cast<double>().array();
        const double mean = (power * hz).sum() / power.sum();
        atoms.push_back ({ { "hz", mean },
                           { "spread_hz", std::sqrt ((power * (hz - mean).square()).sum() / power.sum()) } });
    }
    return atoms;
}

} // namespace unbraid::cli
