// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Atoms/PartAtoms.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
/** How many atoms the first `numSources` sources have. */
size_t numAtomsOf (int numSources, const plugin::AtomCurves& curves)
{
    const auto& sources = curves.sources; // rising
    return static_cast<size_t> (std::lower_bound (sources.begin(), sources.end(), numSources) -
                                sources.begin());
}

/** Takes out what the parts after the first one have, `each` values an atom. */
template <class Values>
void eraseRepeats (Values& values, size_t each, const plugin::AtomCurves& curves)
{
    const auto at = [&] (int numSources)
    { return values.begin() + static_cast<std::ptrdiff_t> (each * numAtomsOf (numSources, curves)); };
    values.erase (at (1), at (curves.numParts));
}
} // namespace

plugin::AtomCurves oncePerPart (const plugin::AtomCurves& curves)
{
    auto once = curves;
    if (curves.numParts < 1)
        return once;
    once.numParts = 0;
    eraseRepeats (once.values, curves.frequenciesHz.size(), curves);
    eraseRepeats (once.centresHz, 1, curves);
    eraseRepeats (once.pitchesHz, 1, curves);
    eraseRepeats (once.sources, 1, curves);
    return once;
}

plugin::DictionaryInfo oncePerPart (const plugin::DictionaryInfo& dictionary,
                                    const plugin::AtomCurves& curves)
{
    auto once = dictionary;
    if (curves.numParts > 0 && ! once.sources.empty())
        once.sources.front().name = dictionary.name;
    return once;
}

std::vector<float> summedOverParts (const std::vector<float>& values, const plugin::AtomCurves& curves)
{
    auto sums = values;
    if (curves.numParts < 1 || values.size() != curves.sources.size())
        return sums;
    const size_t numOfPart = numAtomsOf (1, curves);
    for (size_t atom = numOfPart; atom < numAtomsOf (curves.numParts, curves); ++atom)
        sums[atom % numOfPart] += values[atom];
    eraseRepeats (sums, 1, curves);
    return sums;
}

} // namespace unbraid::editor
