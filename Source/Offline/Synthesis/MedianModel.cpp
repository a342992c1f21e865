// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/MedianModel.h"

#include <algorithm>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

/** Of each value and so many on either side in its row. */
Eigen::VectorXf mediansAround (const Eigen::Ref<const Eigen::VectorXf>& values, Index around)
{
    Eigen::VectorXf medians (values.size());
    for (Index n = 0; n < values.size(); ++n)
    {
        const Index first = std::max<Index> (0, n - around);
        Eigen::VectorXf near = values.segment (first, std::min (values.size(), n + around + 1) - first);
        std::nth_element (near.begin(), near.begin() + near.size() / 2, near.end());
        medians[n] = near[near.size() / 2];
    }
    return medians;
}
} // namespace

core::Result<Eigen::MatrixXf> medianComponents (core::Frames& frames, const Eigen::MatrixXcf& spectra,
                                                const ComponentSpec&, const ComponentProgress& onProgress)
{
    constexpr Index around = 8, numComponents = 2;
    const Eigen::MatrixXf magnitudes = spectra.cwiseAbs();
    Eigen::MatrixXf steady (magnitudes.rows(), magnitudes.cols()), sudden = steady;
    for (Index bin = 0; bin < magnitudes.rows(); ++bin)
    {
        steady.row (bin) = mediansAround (magnitudes.row (bin).transpose(), around).cwiseAbs2().transpose();
        if (! onProgress (
                { static_cast<int> (bin) + 1, static_cast<int> (magnitudes.rows()), 0.0, numComponents }))
            return core::Error{ "the decomposition was cancelled", {}, {}, {}, true };
    }
    for (Index frame = 0; frame < magnitudes.cols(); ++frame)
        sudden.col (frame) = mediansAround (magnitudes.col (frame), around).cwiseAbs2();
    return maskedSounds (frames, spectra, numComponents, [&] (Index k) { return k == 0 ? steady : sudden; });
}

} // namespace unbraid::offline
