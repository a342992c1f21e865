// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/AtomOrder.h"

#include <algorithm>

namespace unbraid::editor
{

std::vector<int> sortedAtoms (const plugin::AtomCurves& atoms, int source, AtomSort sort,
                              const std::vector<float>& use)
{
    std::vector<int> order;
    for (size_t atom = 0; atom < atoms.sources.size(); ++atom)
        if (atoms.sources[atom] == source)
            order.push_back (static_cast<int> (atom));
    const auto& values = sort == AtomSort::centre  ? atoms.centresHz
                         : sort == AtomSort::pitch ? atoms.pitchesHz
                                                   : use;
    if (sort == AtomSort::source || values.size() < atoms.sources.size())
        return order;
    std::stable_sort (order.begin(), order.end(),
                      [&values] (int a, int b)
                      { return values[static_cast<size_t> (a)] > values[static_cast<size_t> (b)]; });
    return order;
}

juce::String orderText (AtomSort sort)
{
    switch (sort)
    {
    case AtomSort::centre:
    case AtomSort::pitch:
        return "high to low";
    case AtomSort::use:
        return "most used first";
    case AtomSort::source:
        break;
    }
    return "as learned";
}

} // namespace unbraid::editor
