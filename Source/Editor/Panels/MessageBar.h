// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/FlatButton.h"

namespace unbraid::editor
{

/** What was refused, with the reason, until it is closed: the newest alone. It is announced once. */
class MessageBar : public juce::Component
{
public:
    /** [message] */
    explicit MessageBar (std::function<void()> dismiss);

    /** message  one line; empty: nothing went wrong, and the bar is hidden
        playing  the dictionary that goes on to play
        [message] */
    void show (const juce::String& message, const juce::String& playing);

    /** Height for a width. */
    [[nodiscard]] int wantedHeight (int width) const;
    [[nodiscard]] const juce::String& message() const noexcept { return shown; }

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    [[nodiscard]] juce::TextLayout layoutFor (int width) const;

    juce::String shown, playing;
    FlatButton close;
};

} // namespace unbraid::editor
