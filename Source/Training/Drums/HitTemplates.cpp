// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/HitTemplates.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr Index onsetFrames = 2;       // of a hit, in which a template may begin
constexpr int groupingRounds = 15;     // of hits into templates
constexpr float smallestShare = 1e-9f; // in a logarithm

/** The beginning of a hit, of unit sum. [bands x lags] */
Eigen::ArrayXXf shapeOf (const Hit& hit, Index lags)
{
    Eigen::ArrayXXf shape = Eigen::ArrayXXf::Zero (hit.rows(), lags);
    const Index length = std::min (lags, static_cast<Index> (hit.cols()));
    shape.leftCols (length) = hit.leftCols (length).array();
    return shape / shape.sum();
}

double distance (const Eigen::ArrayXXf& shape, const Eigen::ArrayXXf& centre)
{
    const auto ratio = (shape + smallestShare) / (centre + smallestShare);
    return static_cast<double> ((shape * ratio.log()).sum());
}

/** Alike hits together: k-means under the Kullback-Leibler divergence, from hits that are far from each other. */
class Groups
{
public:
    Groups (const std::vector<Hit>& hits, Index lags, Index maxGroups)
    {
        for (const Hit& hit : hits)
            shapes.push_back (shapeOf (hit, lags));
        group.assign (shapes.size(), 0);
        begin (std::min<size_t> (static_cast<size_t> (maxGroups), shapes.size()));
        for (int round = 0; round < groupingRounds; ++round)
        {
            assign();
            recentre();
        }
        assign();
    }

    [[nodiscard]] const std::vector<Eigen::ArrayXXf>& templates() const { return centres; }
    [[nodiscard]] size_t of (size_t hit) const { return group[hit]; }

private:
    void begin (size_t count)
    {
        std::vector<double> nearest (shapes.size(), 1e30);
        size_t next = 0;
        while (centres.size() < count)
        {
            centres.push_back (shapes[next]);
            for (size_t i = 0; i < shapes.size(); ++i)
                nearest[i] = std::min (nearest[i], distance (shapes[i], centres.back()));
            next = static_cast<size_t> (std::max_element (nearest.begin(), nearest.end()) - nearest.begin());
        }
    }

    void assign()
    {
        for (size_t i = 0; i < shapes.size(); ++i)
        {
            double smallest = 1e30;
            for (size_t c = 0; c < centres.size(); ++c)
                if (const double d = distance (shapes[i], centres[c]); d < smallest)
                {
                    smallest = d;
                    group[i] = c;
                }
        }
    }

    void recentre()
    {
        for (size_t c = 0; c < centres.size(); ++c)
        {
            Eigen::ArrayXXf sum = Eigen::ArrayXXf::Zero (centres[c].rows(), centres[c].cols());
            for (size_t i = 0; i < shapes.size(); ++i)
                if (group[i] == c)
                    sum += shapes[i];
            if (sum.sum() > 0.0f)
                centres[c] = sum / sum.sum();
        }
    }

    std::vector<Eigen::ArrayXXf> shapes;
    std::vector<Eigen::ArrayXXf> centres;
    std::vector<size_t> group; // of each hit
};
} // namespace

HitProblem hitProblem (const std::vector<Hit>& hits, Index lags, Index maxTemplates)
{
    const Groups groups (hits, lags, maxTemplates);
    const auto numTemplates = static_cast<Index> (groups.templates().size());
    const Index spacing = lags + onsetFrames, bands = hits.front().rows();
    HitProblem problem;
    problem.start.templates.assign (static_cast<size_t> (lags), Eigen::MatrixXf (bands, numTemplates));
    for (Index atom = 0; atom < numTemplates; ++atom)
        for (Index lag = 0; lag < lags; ++lag)
            problem.start.templates[static_cast<size_t> (lag)].col (atom) =
                groups.templates()[static_cast<size_t> (atom)].col (lag);
    const Index numFrames = spacing * static_cast<Index> (hits.size());
    problem.spectra.setZero (bands, numFrames);
    problem.start.activations.setZero (numTemplates, numFrames);
    for (size_t i = 0; i < hits.size(); ++i)
    {
        const Index first = spacing * static_cast<Index> (i);
        const Index length = std::min (lags, static_cast<Index> (hits[i].cols()));
        const Eigen::MatrixXf loud = hits[i].leftCols (length) / hits[i].leftCols (length).sum();
        problem.spectra.middleCols (first, length) = loud;
        // Every template may take part, its own most of all.
        auto begins = problem.start.activations.middleCols (first, onsetFrames);
        begins.setConstant (0.01f);
        begins (static_cast<Index> (groups.of (i)), 0) = 1.0f;
    }
    return problem;
}

} // namespace unbraid::training
