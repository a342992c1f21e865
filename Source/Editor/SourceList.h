// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panel.h"
#include "Editor/SourceStrip.h"

namespace unbraid::editor
{

/** The strips of the dictionary's sources, and beneath them the levels of input and mix. */
class SourceList : public Panel
{
public:
    /** [message] */
    explicit SourceList (plugin::Parameters& parameters);

    /** Strips follow the dictionary. [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    /** Takes the peaks of all that is shown. [message] */
    void poll (plugin::Meters& meters);

    void resized() override;

private:
    void addLevel (LevelMeter& meter, juce::Label& label, const juce::String& name, const juce::String& hint);

    size_t numShown = 0;
    std::array<std::unique_ptr<SourceStrip>, plugin::numStrips> strips;
    juce::Component stack; // of the strips
    juce::Viewport view;
    juce::Label nothing;
    LevelMeter input, mix;
    juce::Label inputName, mixName;
};

} // namespace unbraid::editor
