// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** Settings that the editor keeps from one window to the next, for all instances of a user: theme, scale and span; look and
    size are each instance's own (`plugin::ViewState`). In one file that is replaced as a whole; a file that is missing,
    broken or out of range says nothing. All for the message thread. */
class EditorSettings
{
public:
    /** In the user's folder for settings. */
    static juce::File defaultFile();

    explicit EditorSettings (const juce::File& file = defaultFile());

    [[nodiscard]] bool isLight() const;
    void setLight (bool isLight);

    /** Of all measures, in percent, one of `scalesPercent`; a window that does not fit its screen takes a smaller one. */
    [[nodiscard]] int scalePercent() const;
    void setScalePercent (int percent);

    /** Seconds that the picture shows. */
    [[nodiscard]] double spanSeconds() const;
    void setSpanSeconds (double seconds);

private:
    void keep (const juce::String& key, const juce::var& value);

    juce::PropertiesFile properties;
};

} // namespace unbraid::editor
