// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::editor
{

/** A part of the window with a heading. Panels touch; a thin line parts them. */
class Panel : public juce::Component
{
public:
    /** heading  empty: no room is kept for one
        [message] */
    explicit Panel (const juce::String& heading);

    void paint (juce::Graphics& graphics) override;

protected:
    /** What is left inside the margins, under the heading. */
    [[nodiscard]] juce::Rectangle<int> content() const;

private:
    juce::String heading;
};

} // namespace unbraid::editor
