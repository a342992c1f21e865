// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <array>

namespace unbraid::editor
{

constexpr int numSourceColours = 8;

/** The colours of the editor, dark or light. Chrome is neutral; a hue means a source and nothing else, red something that
    was refused. Contrasts are computed in ThemeTests. */
struct Theme
{
    bool isDark = true;
    juce::Colour window;                                  // behind everything
    juce::Colour panel;                                   // header, controls, pop-ups, what is pointed at
    juce::Colour control, controlHovered, controlPressed; // grounds of controls
    juce::Colour segment;                                 // the selected one
    juce::Colour well;                                    // picture, plots, text fields
    juce::Colour line;                                    // between panels
    juce::Colour edge;                                    // borders and ticks
    juce::Colour track, meterBack;                        // of bars and faders; of meters
    juce::Colour text, secondText, hintText;              // hintText never on `control`
    juce::Colour fill, residual;                          // of value bars; of what no source explains
    juce::Colour on, onText;                              // a button that is on
    juce::Colour error, errorBack;                        // refused
    juce::Colour focus;                                   // the ring
    std::array<juce::Colour, numSourceColours> sources;   // for areas, lines and chips, never for text

    /** 1 to 8; 0: the residual's. */
    [[nodiscard]] juce::Colour source (int colour) const
    {
        return colour < 1 ? residual : sources[static_cast<size_t> ((colour - 1) % numSourceColours)];
    }
};

const Theme& darkTheme();
const Theme& lightTheme();

/** The names of the source colours, 1 to 8 ("blue"); 0: "grey". */
juce::String colourName (int colour, const Theme& theme);

/** The theme of the look that a component has; of a foreign look the dark one. [message] */
const Theme& themeOf (const juce::Component& component);

} // namespace unbraid::editor
