// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentSpec.h"

namespace unbraid::offline
{

training::IterationCallback partOf (const ComponentProgress& onProgress, int first, int all,
                                    Eigen::Index numAtoms)
{
    return [&onProgress, first, all, numAtoms] (int iteration, double objective) {
        return onProgress ({ first + iteration, all, objective, numAtoms });
    };
}

Eigen::MatrixXf spectrogramOf (const Eigen::MatrixXcf& spectra, float beta)
{
    Eigen::MatrixXf found =
        beta == 0.0f ? Eigen::MatrixXf (spectra.cwiseAbs2()) : Eigen::MatrixXf (spectra.cwiseAbs());
    found /= static_cast<float> (found.cast<double>().mean());
    return found;
}

} // namespace unbraid::offline
