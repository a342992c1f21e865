// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/MarkOverlay.h"
#include "Editor/Picture/PictureCursor.h"
#include "Editor/Picture/SpectrumImage.h"

#include <optional>

namespace unbraid::editor
{

/** The spectrogram of the last seconds, coloured by source, with the level now beside it, both axes, the read-out
    at the pointer and the marks. All functions: [message] */
class SpectrogramView : public juce::Component, private juce::ChangeListener
{
public:
    /** scope  must outlive the view */
    explicit SpectrogramView (PictureScope& scope);
    ~SpectrogramView() override;

    /** To be called after frames came; repaints when a whole column of pixels is new. */
    void update();

    /** Sets the levels to what is seen, shows all frequencies and the newest time. */
    void fit();
    void setLevels (LevelRange range);
    [[nodiscard]] LevelRange levels() const noexcept { return range; }

    [[nodiscard]] const FrequencyAxis& frequencies() const noexcept { return axis; }
    void zoomFrequencies (double factor, double share);

    MarkOverlay& marks() noexcept { return overlay; }

    /** The picture without its axes. */
    [[nodiscard]] juce::Rectangle<int> pictureArea() const;

    /** Read-out at a point of the component; none outside the picture. */
    [[nodiscard]] std::optional<ReadOut> readOutAt (juce::Point<float> point) const;

    /** Return was pressed at the read-out cursor, while no mark is being made. */
    std::function<void (std::int64_t position)> onMark;

    /** Space was pressed, with the picture in focus. */
    std::function<void()> onFreeze;

    /** Seconds that a drawing took; see PictureFeed::drew. */
    std::function<void (double)> onDrawn;

    void paint (juce::Graphics& graphics) override;
    void paintOverChildren (juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override;
    void mouseMove (const juce::MouseEvent& event) override;
    void mouseExit (const juce::MouseEvent& event) override;
    void mouseDown (const juce::MouseEvent& event) override;
    void mouseDrag (const juce::MouseEvent& event) override;
    void mouseUp (const juce::MouseEvent& event) override;
    void mouseWheelMove (const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    bool keyPressed (const juce::KeyPress& key) override;
    void focusGained (FocusChangeType cause) override;
    void focusLost (FocusChangeType cause) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void redrawAll();
    void paintPicture (juce::Graphics& graphics) const;
    bool actOn (const juce::KeyPress& key);
    [[nodiscard]] double cursorTime() const;
    void nameForAll();

    PictureScope& scope;
    MarkOverlay overlay;
    FrequencyAxis axis;
    LevelRange range;
    SpectrumImage image;
    PictureCursor cursor;
    double draggedSeconds = 0.0;
    float draggedHeight = 0.0f;
    bool isDragging = false;
};

} // namespace unbraid::editor
