// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <algorithm>
#include <vector>

namespace unbraid::core
{

/** Carries values over Hz from the bins of one transform to those of another at the same rate, linearly between the nearest two:
    columns whose rows sum to one keep that sum. */
class BinMap
{
public:
    /** [worker] allocates */
    void prepare (Eigen::Index fromBins, Eigen::Index toBins)
    {
        const double step = static_cast<double> (fromBins - 1) /
                            static_cast<double> (toBins - 1); // both end at half the rate
        places.clear();
        for (Eigen::Index bin = 0; bin < toBins; ++bin)
        {
            const double at = static_cast<double> (bin) * step;
            const auto below = std::min (static_cast<Eigen::Index> (at), fromBins - 2);
            places.push_back ({ below, static_cast<float> (at - static_cast<double> (below)) });
        }
    }

    /** from, to  [bins] of either transform
        [audio] */
    void carry (const Eigen::Ref<const Eigen::VectorXf>& from, Eigen::Ref<Eigen::VectorXf> to) const noexcept
    {
        for (Eigen::Index bin = 0; bin < to.size(); ++bin)
        {
            const auto& [below, share] = places[static_cast<size_t> (bin)];
            to[bin] = from[below] + share * (from[below + 1] - from[below]);
        }
    }

private:
    struct Place
    {
        Eigen::Index below = 0; // the bin beneath
        float share = 0.0f;     // of the one above
    };
    std::vector<Place> places; // [bins]
};

} // namespace unbraid::core
