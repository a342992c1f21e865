// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/Reduction.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
juce::StringArray reducedSources (const plugin::DictionaryInfo& dictionary)
{
    juce::StringArray names;
    for (const auto& source : dictionary.sources)
        if (! source.isTarget)
            names.add (shownName (source.name));
    return names;
}
} // namespace

juce::String reductionMarkText (float db)
{
    if (db <= reductionMarksDb.front())
        return fonts::withMinus ("-inf");
    return fonts::withMinus ((db > 0.0f ? "+" : "") + juce::String (juce::roundToInt (db)));
}

double shareOfReduction (double db, double removingDb)
{
    return juce::jlimit (0.0, 1.0, db / removingDb);
}

double reductionAtShare (double share, double removingDb)
{
    return juce::jlimit (0.0, 1.0, share) * removingDb;
}

bool canReduce (const plugin::DictionaryInfo& dictionary)
{
    return ! reducedSources (dictionary).isEmpty();
}

juce::String reductionName (const plugin::DictionaryInfo& dictionary)
{
    auto names = reducedSources (dictionary);
    if (dictionary.name.isEmpty())
        return "Reduction";
    if (names.isEmpty())
        return "Reduction: all sources are wanted";
    if (names.size() == 1 && names[0] == "Noise")
        return "Noise reduction";
    if (names.size() > 3)
        return "Reduction of " + juce::String (names.size()) + " sources";
    const auto last = names[names.size() - 1];
    names.remove (names.size() - 1);
    return "Reduction of " + (names.isEmpty() ? last : names.joinIntoString (", ") + " and " + last);
}

} // namespace unbraid::editor
