// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"
#include "Editor/Picture/PictureScope.h"

#include <functional>

namespace unbraid::editor
{

/** The marks over the frozen picture: hatched where a source is silent, clear between coloured edges where only it sounds.
    It lies over the picture and takes the mouse only where an edge is, or all of it while a mark is being made. */
class MarkOverlay : public juce::Component
{
public:
    /** scope  must outlive the overlay
        [message] */
    explicit MarkOverlay (PictureScope& scope);

    void setMarks (std::vector<plugin::SpanMark> marks);
    [[nodiscard]] const std::vector<plugin::SpanMark>& marks() const noexcept { return shown; }

    /** The next drag over time makes a mark of this source; Escape, or `cancel`, leaves it. */
    void begin (bool isAlone, int source);
    void cancel();
    [[nodiscard]] bool isMaking() const noexcept { return making; }

    /** Sets the beginning of the mark that is being made, then its end. For the keyboard. */
    void setEdge (double time);

    /** After a mark was made or moved, with all of them. */
    std::function<void (const std::vector<plugin::SpanMark>&)> onMarksChanged;

    /** Making has ended, by a mark or without one. */
    std::function<void()> onMakingEnded;

    bool hitTest (int x, int y) override;
    void paint (juce::Graphics& graphics) override;
    void mouseMove (const juce::MouseEvent& event) override;
    void mouseExit (const juce::MouseEvent& event) override;
    void mouseDown (const juce::MouseEvent& event) override;
    void mouseDrag (const juce::MouseEvent& event) override;
    void mouseUp (const juce::MouseEvent& event) override;

private:
    struct Edge
    {
        int mark = -1;
        bool isEnd = false;

        bool operator== (const Edge&) const = default;
    };
    [[nodiscard]] Edge edgeAt (float x) const;
    [[nodiscard]] float xOf (std::int64_t position) const;
    [[nodiscard]] std::int64_t positionAt (float x) const;
    void moveEdge (std::int64_t position);
    void finish();
    void paintMark (juce::Graphics& graphics, const plugin::SpanMark& mark) const;
    void paintLabel (juce::Graphics& graphics, const plugin::SpanMark& mark,
                     juce::Rectangle<float> span) const;
    void paintHandle (juce::Graphics& graphics, float x) const;

    PictureScope& scope;
    std::vector<plugin::SpanMark> shown;
    plugin::SpanMark draft;
    Edge pointed, held;
    std::int64_t anchor = -1; // of what is dragged: the edge that stays
    bool making = false;
};

} // namespace unbraid::editor
