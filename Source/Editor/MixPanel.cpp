// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/MixPanel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int textWidth = 80;
} // namespace

MixPanel::MixPanel (plugin::Parameters& parameters)
    : Panel ({})
    , reduction (*parameters.reductionDb,
                 "How far the sources that are no targets are turned down in the mix.", textWidth)
    , wet (*parameters.wet,
           "How much of the mix is heard against the unprocessed sound, which is delayed alike.", textWidth)
    , reductionCell ("Reduction", reduction)
    , wetCell ("Dry/wet", wet)
{
    addAndMakeVisible (reductionCell);
    addAndMakeVisible (wetCell);
}

void MixPanel::resized()
{
    placeInRow (content(), 3 * palette::unit, { { &reductionCell, 3 }, { &wetCell, 2 } });
}

} // namespace unbraid::editor
