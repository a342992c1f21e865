// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/Segments.h"

namespace unbraid::editor
{

/** Segments that are a parameter with named choices, with a name above them. Segment n is choice n. */
class ParameterSegments : public juce::Component
{
public:
    static constexpr int height = 56;

    /** purpose  what it does for the sound, a sentence
        [message] */
    ParameterSegments (juce::AudioParameterChoice& parameter, const juce::String& name,
                       const juce::String& purpose);

    /** Greys the choices that are not among these; empty: none. [message] */
    void offerOnly (const juce::StringArray& choices);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    juce::String name;
    juce::StringArray choices;
    Segments segments;
    juce::ParameterAttachment attachment;
};

} // namespace unbraid::editor
