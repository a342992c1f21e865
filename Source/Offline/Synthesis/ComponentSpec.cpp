// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentSpec.h"

#include <algorithm>

namespace unbraid::offline
{

const std::vector<std::string>& componentModelNames()
{
    static const std::vector<std::string> names{ "is-nmf",
                                                 "lrtfs",
                                                 "semi-nmf",
                                                 "cdl",
                                                 "nmfd",
                                                 "complex-nmf",
                                                 "orthogonal",
                                                 "ntf",
                                                 "soft-co",
                                                 "deep",
                                                 "robust",
                                                 "low-rank-sparse",
                                                 "transform-learning" };
    return names;
}

std::optional<ComponentModel> componentModelFrom (const std::string& name)
{
    const auto& names = componentModelNames();
    const auto found = std::find (names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<ComponentModel> (found - names.begin());
}

bool isOfChannels (ComponentModel model)
{
    return model == ComponentModel::tensor || model == ComponentModel::softCo;
}

bool hasOutliers (ComponentModel model)
{
    return model == ComponentModel::robust || model == ComponentModel::lowRankSparse;
}

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
