// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/HistoryModel.h"
#include "Plugin/Model/LearnModel.h"
#include "Plugin/Model/Meters.h"
#include "Plugin/Model/PictureModel.h"
#include "Plugin/Model/PresetModel.h"
#include "Plugin/Model/StatusModel.h"
#include "Plugin/Model/ViewState.h"
#include "Plugin/Parameters.h"

namespace unbraid::plugin
{

/** Everything an editor may see and do. The processor has it, and small objects behind it; no editor sees more of it, and
    most of an editor's parts need one of its interfaces only. All functions are for the message thread and return at once. */
class PluginModel
    : public juce::ChangeBroadcaster // a change: dictionary, presets, message, latency or stage of learning
{
public:
    virtual Parameters& parameters() = 0;
    virtual Meters& meters() = 0;
    virtual PresetModel& dictionaries() = 0;
    virtual StatusModel& status() = 0;
    virtual PictureModel& picture() = 0;
    virtual HistoryModel& history() = 0;
    virtual LearnModel& learning() = 0;

    /** The look and size of this instance's window, which its session keeps. */
    virtual ViewState view() const = 0;
    virtual void setView (const ViewState& view) = 0;
};

/** Makes the editor of a processor; given by the processor's owner. */
using EditorFactory = juce::AudioProcessorEditor* (*)(juce::AudioProcessor&, PluginModel&);

} // namespace unbraid::plugin
