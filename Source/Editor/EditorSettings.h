// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** What the editor keeps from one window to the next, for all instances of a user: sizes and choices of its looks, nothing of
    the sound. In one file that is replaced as a whole; a file that is missing, broken or out of range says nothing. All for
    the message thread. */
class EditorSettings
{
public:
    /** In the user's folder for settings. */
    static juce::File defaultFile();

    explicit EditorSettings (const juce::File& file = defaultFile());

    [[nodiscard]] bool isLight() const;
    void setLight (bool isLight);

    /** Of all measures, in percent: 75, 100, 125, 150, 200 or 300. */
    [[nodiscard]] int scalePercent() const;
    void setScalePercent (int percent);

    /** Of the full view and the compact one, at 100 %. */
    [[nodiscard]] juce::Point<int> fullSize() const;
    void setFullSize (juce::Point<int> size);
    [[nodiscard]] juce::Point<int> compactSize() const;
    void setCompactSize (juce::Point<int> size);

    [[nodiscard]] bool isCompact() const;
    void setCompact (bool isCompact);

    /** Seconds that the picture shows. */
    [[nodiscard]] double spanSeconds() const;
    void setSpanSeconds (double seconds);

private:
    [[nodiscard]] juce::Point<int> size (const juce::String& key, juce::Rectangle<int> limits,
                                         juce::Point<int> usual) const;
    void setSize (const juce::String& key, juce::Point<int> size);
    void keep (const juce::String& key, const juce::var& value);

    juce::PropertiesFile properties;
};

/** Scales that can be chosen, in percent. */
constexpr std::array<int, 6> scalesPercent{ 75, 100, 125, 150, 200, 300 };

/** Limits of the two views at 100 %: x and y the smallest size, right and bottom the largest. */
constexpr juce::Point<int> smallestFull{ 840, 520 }, defaultFull{ 1120, 680 }, largestFull{ 3840, 2160 };
constexpr juce::Point<int> smallestCompact{ 480, 300 }, largestCompact{ 720, 450 };

} // namespace unbraid::editor
