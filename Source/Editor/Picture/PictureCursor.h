// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/ReadOut.h"

#include <optional>

namespace unbraid::editor
{

/** Position of the read-out: at the pointer, or where arrows moved it. It keeps its position in the picture while that
    moves on. [message] */
class PictureCursor
{
public:
    [[nodiscard]] bool isShown() const noexcept { return share.has_value(); }
    void hide() { share.reset(); }

    /** Goes to a point, or away where that is outside the picture. */
    void moveTo (juce::Point<float> point, juce::Rectangle<float> picture);
    void showInMiddle() { share = juce::Point<float> (0.5f, 0.5f); }

    /** Moves by arrows (with Shift ten pixels), Page, Home and End; false: it is another key. */
    bool move (const juce::KeyPress& key, juce::Rectangle<float> picture);

    [[nodiscard]] std::optional<juce::Point<float>> pointIn (juce::Rectangle<float> picture) const;

    /** The cross and the box beside it. */
    static void draw (juce::Graphics& graphics, juce::Point<float> point, const ReadOut& readOut,
                      juce::Rectangle<float> picture, const Theme& theme);

private:
    std::optional<juce::Point<float>> share; // of the picture's width and height
};

} // namespace unbraid::editor
