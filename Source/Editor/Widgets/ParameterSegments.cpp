// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/ParameterSegments.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/ParameterHint.h"

namespace unbraid::editor
{

namespace
{
constexpr int nameHeight = 16;
constexpr int segmentsTop = 20;
constexpr int segmentsHeight = 26;

juce::StringArray capitalised (const juce::StringArray& words)
{
    juce::StringArray result;
    for (const auto& word : words)
        result.add (word.length() <= 2 ? word.toUpperCase()
                                       : word.substring (0, 1).toUpperCase() + word.substring (1));
    return result;
}
} // namespace

ParameterSegments::ParameterSegments (juce::AudioParameterChoice& parameter, const juce::String& nameToShow,
                                      const juce::String& purpose)
    : name (nameToShow)
    , choices (capitalised (parameter.choices))
    , segments (parameter.getParameterID(), nameToShow, choices, hintFor (parameter, purpose))
    , attachment (parameter, [this] (float index)
                  { segments.choose (juce::roundToInt (index), juce::dontSendNotification); })
{
    segments.onChange = [this] (int index)
    { attachment.setValueAsCompleteGesture (static_cast<float> (index)); };
    addAndMakeVisible (segments);
    attachment.sendInitialUpdate();
}

void ParameterSegments::offerOnly (const juce::StringArray& offered)
{
    segments.offerOnly (capitalised (offered));
}

void ParameterSegments::resized()
{
    segments.setBounds (getLocalBounds()
                            .withTop (segmentsTop)
                            .withHeight (segmentsHeight)
                            .withWidth (juce::jmin (getWidth(), segments.wantedWidth())));
}

void ParameterSegments::paint (juce::Graphics& graphics)
{
    graphics.setColour (
        themeOf (*this).secondText.withMultipliedAlpha (isEnabled() ? 1.0f : measures::disabledAlpha));
    fonts::drawText (graphics, name, getLocalBounds().toFloat().withHeight (static_cast<float> (nameHeight)),
                     fonts::label());
}

} // namespace unbraid::editor
