// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/ScaledLevel.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Strip of the output: its level. */
class MixStrip : public juce::Component
{
public:
    static constexpr int tall = 72;
    static constexpr int low = 56;

    /** [message] */
    MixStrip();

    /** Takes the peaks since the last poll. */
    void poll (plugin::Meters& meters);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    ScaledLevel level;
};

} // namespace unbraid::editor
