// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Live/Takes/Rehearsal.h"

#include <vector>

namespace unbraid::app
{

/** A take as columns: what came out of the engine in the colour of the first source, and on both sides of it what was taken
    away in that of the second. It grows while it is recorded; a line goes through it while it is played. */
class TakePicture : public juce::Component, public juce::SettableTooltipClient
{
public:
    /** [message] */
    TakePicture();

    /** take  null: there is none
        [message] */
    void show (const live::Take* take, const live::Rehearsal::Status& status);

    /** Levels of both, in words, once the take is complete. */
    [[nodiscard]] juce::String words() const;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    /** The highest values of a time span of the take, full scale 1. */
    struct Column
    {
        float kept = 0.0f, taken = 0.0f;
    };
    [[nodiscard]] int numColumns() const;
    [[nodiscard]] Column columnOf (const live::Take& take, int index) const;

    const live::Take* shown = nullptr;
    std::vector<Column> columns; // those that are recorded
    live::Rehearsal::Status now;
};

} // namespace unbraid::app
