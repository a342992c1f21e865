// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/AtomLayout.h"

#include <algorithm>

namespace unbraid::core
{

Eigen::Index paddedCount (Eigen::Index count)
{
    return (count + atomPadding - 1) / atomPadding * atomPadding;
}

std::vector<AtomRange> layOutSources (const Dictionary& dictionary)
{
    std::vector<AtomRange> ranges;
    Eigen::Index first = 0;
    for (const auto& source : dictionary.sources)
    {
        ranges.push_back ({ first, paddedCount (source.numAtoms), source.numAtoms });
        first += ranges.back().count;
    }
    return ranges;
}

Eigen::Index numPackedColumns (const std::vector<AtomRange>& ranges)
{
    return ranges.back().first + ranges.back().count;
}

std::vector<Eigen::Index> packedColumns (const Dictionary& dictionary)
{
    std::vector<Eigen::Index> columns;
    for (const auto& range : layOutSources (dictionary))
        for (Eigen::Index atom = 0; atom < range.numAtoms; ++atom)
            columns.push_back (range.first + atom);
    return columns;
}

bool hasTail (const Dictionary& dictionary, Eigen::Index atom)
{
    return std::any_of (dictionary.tails.begin(), dictionary.tails.end(),
                        [atom] (const Eigen::MatrixXf& tail) { return ! tail.col (atom).isZero (0.0f); });
}

Transitions packedDynamics (const Dictionary& dictionary)
{
    const auto columns = packedColumns (dictionary);
    Transitions packed = dictionary.dynamics;
    for (auto* indices : { &packed.rows, &packed.columns })
        for (auto& index : *indices)
            index = static_cast<int> (columns[static_cast<size_t> (index)]);
    return packed;
}

} // namespace unbraid::core
