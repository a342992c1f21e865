// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Parameters.h"
#include "Plugin/Session/History.h"

#include <map>

namespace unbraid::plugin
{

/** Makes a step of the history of every gesture at a parameter. What a host automates, without a gesture or on another
    thread, makes none. */
class ParameterGestures : private juce::AudioProcessorParameter::Listener
{
public:
    /** onStep  called after each step. [message] */
    ParameterGestures (Parameters& parametersToWatch, History& historyToFill, std::function<void()> onStep);
    ~ParameterGestures() override;

private:
    void parameterValueChanged (int, float) override {}
    void parameterGestureChanged (int index, bool isStarting) override;

    Parameters& parameters;
    History& history;
    const std::function<void()> stepped;
    std::map<int, float> valuesBefore; // of the current gestures, by index
};

} // namespace unbraid::plugin
