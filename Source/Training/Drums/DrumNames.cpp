// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/DrumNames.h"

#include "Training/Drums/DrumStatistics.h"

#include <algorithm>
#include <limits>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr float alikeDistance = 4.0f; // mean distance of two groups that are one sound
constexpr Index numRequired = 3;      // of the drums: kick, snare, hi-hat
constexpr float maxConcession = 3.0f; // of log likelihood, for a drum that every kit has
constexpr float separate = std::numeric_limits<float>::max();

using Scores = Eigen::Matrix<float, numDrums, 1>; // log likelihoods, but for a constant

/** The group of each hit, numbered by first appearance: the two nearest groups are joined until none are alike. */
std::vector<size_t> groupsOf (const std::vector<Eigen::VectorXf>& features)
{
    const auto count = static_cast<Index> (features.size());
    Eigen::MatrixXf distances = Eigen::MatrixXf::Constant (count, count, separate);
    for (Index a = 0; a < count; ++a)
        for (Index b = 0; b < a; ++b)
            distances (a, b) = distances (b, a) =
                soundDistance (features[static_cast<size_t> (a)], features[static_cast<size_t> (b)]);
    Eigen::VectorXf sizes = Eigen::VectorXf::Ones (count);
    std::vector<Index> group (features.size());
    for (Index i = 0; i < count; ++i)
        group[static_cast<size_t> (i)] = i;
    Index first = 0, second = 0;
    while (count > 1 && distances.minCoeff (&first, &second) < alikeDistance)
    {
        const Index kept = std::min (first, second), gone = std::max (first, second);
        distances.col (kept) = (sizes[kept] * distances.col (kept) + sizes[gone] * distances.col (gone)) /
                               (sizes[kept] + sizes[gone]);
        distances (kept, kept) = separate;
        distances.row (kept) = distances.col (kept).transpose();
        distances.row (gone).setConstant (separate);
        distances.col (gone).setConstant (separate);
        sizes[kept] += sizes[gone];
        std::replace (group.begin(), group.end(), gone, kept);
    }
    std::vector<Index> seen;
    std::vector<size_t> numbers;
    for (const Index own : group)
    {
        const auto found = std::find (seen.begin(), seen.end(), own);
        numbers.push_back (static_cast<size_t> (found - seen.begin()));
        if (found == seen.end())
            seen.push_back (own);
    }
    return numbers;
}

std::vector<Scores> scoresOf (const std::vector<Eigen::VectorXf>& features, const std::vector<size_t>& groups)
{
    const Eigen::Map<const Eigen::Matrix<float, numDrums, numDrumFeatures, Eigen::RowMajor>> weights (
        drumWeights.data());
    const Eigen::Map<const Scores> offsets (drumOffsets.data());
    const size_t numGroups = *std::max_element (groups.begin(), groups.end()) + 1;
    std::vector<Scores> sums (numGroups, Scores::Zero());
    std::vector<float> counts (numGroups, 0.0f);
    for (size_t i = 0; i < features.size(); ++i)
    {
        sums[groups[i]] += weights * features[i] + offsets;
        counts[groups[i]] += 1.0f;
    }
    for (size_t group = 0; group < numGroups; ++group)
        sums[group] /= counts[group];
    return sums;
}

/** Gives a required drum that no group was called to the group that loses least by it. */
void completeKit (const std::vector<Scores>& scores, std::vector<Index>& drums)
{
    for (Index drum = 0; drum < numRequired; ++drum)
    {
        if (std::find (drums.begin(), drums.end(), drum) != drums.end())
            continue;
        float smallest = maxConcession;
        size_t best = drums.size();
        for (size_t group = 0; group < drums.size(); ++group)
        {
            const bool isNeeded =
                drums[group] < numRequired && std::count (drums.begin(), drums.end(), drums[group]) == 1;
            const float loss = scores[group][drums[group]] - scores[group][drum];
            if (! isNeeded && loss < smallest)
            {
                smallest = loss;
                best = group;
            }
        }
        if (best < drums.size())
            drums[best] = drum;
    }
}
} // namespace

float soundDistance (const Eigen::VectorXf& a, const Eigen::VectorXf& b)
{
    const Eigen::Map<const Eigen::VectorXf> scales (drumFeatureScales.data(), numDrumFeatures);
    return (a - b).cwiseQuotient (scales).norm();
}

std::vector<DrumName> nameHits (const std::vector<Eigen::VectorXf>& features)
{
    if (features.empty())
        return {};
    const auto groups = groupsOf (features);
    const auto scores = scoresOf (features, groups);
    std::vector<Index> drums (scores.size());
    for (size_t group = 0; group < scores.size(); ++group)
        scores[group].maxCoeff (&drums[group]);
    completeKit (scores, drums);
    std::vector<DrumName> names;
    for (const size_t group : groups)
    {
        const Eigen::ArrayXf likelihoods = (scores[group].array() - scores[group].maxCoeff()).exp();
        const Index drum = drums[group];
        names.push_back ({ group, drumNames[static_cast<size_t> (drum)],
                           static_cast<double> (likelihoods[drum] / likelihoods.sum()) });
    }
    return names;
}

} // namespace unbraid::training
