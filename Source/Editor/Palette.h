// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <array>

/** The colours, and the measures that several views share. Chrome is neutral; a hue means a source and
    nothing else, red something that was refused. */
namespace unbraid::editor::palette
{

inline const juce::Colour window{ 0xff14181e };
inline const juce::Colour panel{ 0xff181d24 };
inline const juce::Colour control{ 0xff222932 };
inline const juce::Colour controlHovered{ 0xff2b333e };
inline const juce::Colour controlPressed{ 0xff38424e };
inline const juce::Colour well{ 0xff0c0f13 };
inline const juce::Colour line{ 0xff2a313b };
inline const juce::Colour edge{ 0xff6b7684 };
inline const juce::Colour track{ 0xff333c47 };
inline const juce::Colour meterBack{ 0xff262d36 };
inline const juce::Colour text{ 0xffe7eaee };
inline const juce::Colour secondText{ 0xffa9b1bc };
inline const juce::Colour hintText{ 0xff7f8894 };
inline const juce::Colour fill{ 0xff98a2af };
inline const juce::Colour on{ 0xffe7eaee };
inline const juce::Colour onText{ 0xff14181e };
inline const juce::Colour error{ 0xffff8a7a };
inline const juce::Colour errorBack{ 0xff2c1c1c };
inline const juce::Colour focus{ 0xffffffff };

/** One per strip, in this order: chosen to stay apart for every kind of colour vision. */
inline const std::array<juce::Colour, 8> sources{ juce::Colour{ 0xff4f93f7 }, juce::Colour{ 0xffe8741a },
                                                  juce::Colour{ 0xff35e0d0 }, juce::Colour{ 0xffc0659f },
                                                  juce::Colour{ 0xffd6b400 }, juce::Colour{ 0xffb3a6ff },
                                                  juce::Colour{ 0xffa5e56b }, juce::Colour{ 0xffff8795 } };

constexpr int unit = 8; // of the grid, logical pixels
constexpr int margin = 2 * unit;
constexpr int captionHeight = 20;
constexpr int cellHeight = 48;    // a control and its caption
constexpr int controlHeight = 28; // a button, a box

/** Heights of type as JUCE counts them: ascent and descent. */
constexpr float captionType = 13.0f;
constexpr float bodyType = 14.0f;
constexpr float headingType = 16.0f;

} // namespace unbraid::editor::palette
