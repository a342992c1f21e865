// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Cell.h"
#include "Editor/Panel.h"
#include "Editor/ParameterChoice.h"
#include "Editor/ParameterSlider.h"
#include "Editor/ParameterToggle.h"
#include "Plugin/PluginModel.h"

namespace unbraid::editor
{

/** How the engine finds the sources: its updates, its priors, its adaptation and the notes that guide it. */
class EnginePanel : public Panel
{
public:
    /** Four rows of cells under a heading. */
    static constexpr int height = 272;

    /** [message] */
    explicit EnginePanel (plugin::Parameters& parameters);

    /** Knobs that do nothing for this dictionary cannot be turned. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    void resized() override;

private:
    ParameterSlider updates, sparsity, smoothing, strength, adaptationTime, split, noteThreshold;
    ParameterChoice dynamics, guide;
    ParameterToggle stereoLink, adaptation, freeze, midiOut, place;
    Cell updatesCell, sparsityCell, smoothingCell, dynamicsCell, strengthCell, linkCell, adaptationCell,
        timeCell, freezeCell, guideCell, splitCell, midiOutCell, thresholdCell, placeCell;
};

} // namespace unbraid::editor
