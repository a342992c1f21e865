// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/Dial.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** *Reduction* as a dial. */
class ReductionDial : public Dial
{
public:
    /** [message] */
    explicit ReductionDial (juce::RangedAudioParameter& parameter);

    void show (const plugin::DictionaryInfo& dictionary);

    /** Sources that it turns down, in words. */
    [[nodiscard]] const juce::String& name() const noexcept { return shownName; }

private:
    juce::String shownName;
};

} // namespace unbraid::editor
