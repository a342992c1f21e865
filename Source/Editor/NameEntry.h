// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <functional>

namespace unbraid::editor
{

/** A line to type the name of a preset into: Return saves, Escape leaves. */
class NameEntry : public juce::Component
{
public:
    /** onSave gets the name, never an empty one. [message] */
    NameEntry (std::function<void (const juce::String&)> onSave, std::function<void()> onCancel);

    /** Starts with a name, all of it selected. A name of `taken` is offered to be replaced. [message] */
    void begin (const juce::String& name, const juce::StringArray& taken);

    void resized() override;

private:
    void prepareName();
    void update();
    void accept();

    std::function<void (const juce::String&)> save;
    std::function<void()> leave;
    juce::StringArray takenNames;
    juce::TextEditor name;
    juce::TextButton confirm, cancel;
};

} // namespace unbraid::editor
