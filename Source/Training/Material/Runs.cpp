// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Material/Runs.h"

#include <algorithm>
#include <numeric>

namespace unbraid::training
{

std::vector<Frames> runsOf (const Frames& frames)
{
    std::vector<Frames> runs;
    for (Eigen::Index first = 0; first < frames.count(); first += framesPerRun)
        runs.push_back (part (frames, first, std::min (framesPerRun, frames.count() - first)));
    return runs;
}

Frames joined (const std::vector<Frames>& runs)
{
    Frames all;
    Eigen::Index total = 0;
    for (const auto& run : runs)
        total += run.count();
    all.spectra.resize (runs.empty() ? 0 : runs.front().spectra.rows(), total);
    for (const auto& run : runs)
    {
        all.spectra.middleCols (all.count(), run.count()) = run.spectra;
        all.continues.insert (all.continues.end(), run.continues.begin(), run.continues.end());
        all.onsets.insert (all.onsets.end(), run.onsets.begin(), run.onsets.end());
    }
    return all;
}

std::vector<size_t> shuffledOrder (size_t count, std::uint64_t seed)
{
    std::vector<size_t> order (count);
    std::iota (order.begin(), order.end(), size_t{ 0 });
    std::mt19937_64 random (seed);
    for (size_t i = order.size(); i > 1; --i)
        std::swap (order[i - 1], order[random() % i]);
    return order;
}

void RunPool::add (const Frames& added)
{
    for (auto& run : runsOf (added))
    {
        frames += run.count();
        runs.push_back (std::move (run));
    }
}

Frames RunPool::draw (Eigen::Index wanted, std::uint64_t seed)
{
    std::mt19937_64 random (seed);
    std::vector<Frames> drawn;
    for (Eigen::Index count = 0; count < wanted && ! runs.empty(); count += drawn.back().count())
    {
        std::swap (runs[random() % runs.size()], runs.back());
        drawn.push_back (std::move (runs.back()));
        runs.pop_back();
        frames -= drawn.back().count();
    }
    return joined (drawn);
}

} // namespace unbraid::training
