// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/ParameterGestures.h"

namespace unbraid::plugin
{

namespace
{
constexpr int longestName = 60;

/** As a person would, so that a host writes it down. */
void moveTo (juce::RangedAudioParameter& parameter, float value)
{
    parameter.beginChangeGesture();
    parameter.setValueNotifyingHost (value);
    parameter.endChangeGesture();
}
} // namespace

ParameterGestures::ParameterGestures (Parameters& parametersToWatch, History& historyToFill,
                                      std::function<void()> onStep)
    : parameters (parametersToWatch)
    , history (historyToFill)
    , stepped (std::move (onStep))
{
    for (auto* parameter : parameters.all())
        parameter->addListener (this);
}

ParameterGestures::~ParameterGestures()
{
    for (auto* parameter : parameters.all())
        parameter->removeListener (this);
}

void ParameterGestures::parameterGestureChanged (int index, bool isStarting)
{
    if (! juce::MessageManager::existsAndIsCurrentThread() || history.isAtWork())
        return;
    const auto& all = parameters.all();
    const auto found = std::find_if (all.begin(), all.end(),
                                     [&] (const auto* each) { return each->getParameterIndex() == index; });
    if (found == all.end())
        return;
    auto& parameter = **found;
    const float now = parameter.getValue();
    if (isStarting)
    {
        valuesBefore[index] = now;
        return;
    }
    const auto began = valuesBefore.extract (index);
    if (began.empty() || began.mapped() == now)
        return;
    history.add ({ parameter.getName (longestName).toStdString(),
                   [&parameter, before = began.mapped()] { moveTo (parameter, before); },
                   [&parameter, now] { moveTo (parameter, now); }, parameter.getParameterID().toStdString(),
                   0.001 * juce::Time::getMillisecondCounterHiRes() });
    stepped();
}

} // namespace unbraid::plugin
