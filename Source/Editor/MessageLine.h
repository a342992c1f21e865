// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** The last line of the window: the newest thing that went wrong until it is dismissed. */
class MessageLine : public juce::Component
{
public:
    static constexpr int height = 32;

    /** [message] */
    explicit MessageLine (std::function<void()> dismiss);

    /** message  empty: nothing went wrong
        [message] */
    void show (const juce::String& message);

    void resized() override;
    void paint (juce::Graphics& graphics) override;

private:
    bool isError = false;
    juce::Label text;
    juce::TextButton close;
};

} // namespace unbraid::editor
