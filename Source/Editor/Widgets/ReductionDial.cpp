// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ReductionDial.h"

namespace unbraid::editor
{

ReductionDial::ReductionDial (juce::RangedAudioParameter& parameterToShow, const char* purpose)
    : Dial (parameterToShow, purpose)
    , shownName ("Reduction")
{
    setTitle (shownName);
}

void ReductionDial::show (const plugin::DictionaryInfo& dictionary)
{
    shownName = reductionName (dictionary);
    setTitle (shownName);
    setEnabled (canReduce (dictionary));
    setReturnValue (dictionary.reductionDb);
    repaint();
}

} // namespace unbraid::editor
