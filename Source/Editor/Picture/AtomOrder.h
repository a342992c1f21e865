// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Keys by which the atoms of a source are sorted. */
enum class AtomSort
{
    centre,
    pitch, // those without one last
    use,   // mean activation of the last seconds
    source // as in the dictionary
};

/** The atoms of a source, the topmost first: the highest, the most used, or the first. Equal ones stay in order.
    use  [atoms] of all sources; empty: not known
    [message] */
std::vector<int> sortedAtoms (const plugin::AtomCurves& atoms, int source, AtomSort sort,
                              const std::vector<float>& use);

/** Name of the order: "high to low". */
juce::String orderText (AtomSort sort);

} // namespace unbraid::editor
