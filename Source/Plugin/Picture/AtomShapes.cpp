// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/AtomShapes.h"

#include "Core/Guidance/MidiNotes.h"
#include "Core/Models/GuidedDictionary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::plugin
{

namespace
{
float hzOfNote (int note)
{
    return note < 0 ? 0.0f : 440.0f * std::exp2 (static_cast<float> (note - 69) / 12.0f);
}

void add (const core::Dictionary& dictionary, const core::Source& source, int index, AtomCurves& curves)
{
    for (Eigen::Index atom = 0; atom < source.numAtoms; ++atom)
    {
        const Eigen::VectorXf shape = dictionary.atoms.col (source.firstAtom + atom);
        const float largest = std::max (shape.maxCoeff(), std::numeric_limits<float>::min());
        for (const float value : shape)
            curves.values.push_back (value / largest);
        const float sum = std::max (shape.sum(), std::numeric_limits<float>::min());
        curves.centresHz.push_back (shape.dot (dictionary.frequenciesHz) / sum);
        const auto at = static_cast<size_t> (atom);
        curves.pitchesHz.push_back (at < source.pitches.size() ? hzOfNote (source.pitches[at]) : 0.0f);
        curves.sources.push_back (index);
    }
}
} // namespace

AtomCurves atomShapes (const core::Dictionary& dictionary, const std::vector<std::string>& sources)
{
    AtomCurves curves;
    curves.frequenciesHz.assign (dictionary.frequenciesHz.begin(), dictionary.frequenciesHz.end());
    curves.values.reserve (static_cast<size_t> (dictionary.atoms.size()));
    for (const auto& source : dictionary.sources)
    {
        const auto found =
            std::find_if (sources.begin(), sources.end(),
                          [&source] (const std::string& shown)
                          { return shown == source.name || shown.starts_with (source.name + "."); });
        if (found != sources.end())
            add (dictionary, source, static_cast<int> (found - sources.begin()), curves);
    }
    return curves;
}

AtomCurves partShapes (const core::Dictionary& dictionary, const std::vector<std::string>& sources)
{
    const auto guided = core::guidedDictionary (dictionary, core::partNames());
    if (! guided.ok())
        return {};
    auto curves = atomShapes (guided.value(), sources);
    curves.numParts = core::numPartChannels;
    return curves;
}

} // namespace unbraid::plugin
