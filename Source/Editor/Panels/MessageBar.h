// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"

namespace unbraid::editor
{

/** Bar that says what was refused, with the reason: the newest alone, in a sentence. The exact location and values are a click away. It is
    announced once, and leaves by itself unless its details are read. */
class MessageBar : public juce::Component, private juce::Timer
{
public:
    /** [message] */
    explicit MessageBar (std::function<void()> dismiss, int leavesAfterMs = 20000);

    std::function<void()> onHeight; // it wants another height

    /** message  one line; empty: nothing went wrong, and the bar is hidden
        playing  the dictionary that continues to play
        [message] */
    void show (const juce::String& message, const juce::String& playing);

    /** Height for a width. */
    [[nodiscard]] int wantedHeight (int width) const;
    [[nodiscard]] const juce::String& message() const noexcept { return shown; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    void timerCallback() override;
    void showDetails (bool shouldBeShown);
    [[nodiscard]] juce::TextLayout layoutFor (int width) const;

    const std::function<void()> dismiss;
    const int leavesAfterMs;
    juce::String shown, playing;
    FlatButton details, close;
};

} // namespace unbraid::editor
