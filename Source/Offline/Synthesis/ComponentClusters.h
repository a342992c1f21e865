// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/RecordingComponents.h"

#include <vector>

namespace unbraid::offline
{

/** Groups of items by agglomerative clustering: at first each is alone, then the two groups are joined again and again whose joining costs least.
    distances  [items x items] symmetric
    returns    so many groups or, where there are fewer items, as many as these; in the order of their first items, from 0
    [worker]
    Sources: Ward 1963, by the recurrence of Lance & Williams 1967. */
std::vector<std::vector<Eigen::Index>> wardClusters (const Eigen::MatrixXd& distances,
                                                     Eigen::Index numGroups);

/** Groups components that are probably one source, without a person: those with similar mean spectra and activations. The dissimilarity of
    two is

        (1 - cos (sqrt s_i, sqrt s_j)) / (its mean over all pairs) + weight (1 - cos (sqrt h_i, sqrt h_j)) / (likewise)

    with the power s in each bin and h in each frame that masks give a component. The cosine of roots of power is the
    Bhattacharyya coefficient of the two distributions.
    returns  groups of components, in the order of their first components
    [worker]
    Source: Casey & Westner 2000, ICMC, "Separation of mixed audio sources by independent subspace analysis", who cluster the components of a
    recording by their dissimilarities; there Kullback-Leibler divergences of amplitudes, and a number of sources that is given. */
std::vector<std::vector<Eigen::Index>> groupsOfComponents (const RecordingComponents& components,
                                                           Eigen::Index numGroups);

} // namespace unbraid::offline
