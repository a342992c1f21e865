// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

#include <optional>

namespace unbraid::editor
{

/** A slider that is a parameter, as the editor handles all of them: a drag moves it relatively and from wherever it is
    taken, 200 pixels for the whole range, ten times finer with Shift; the wheel and the arrows go step by step, Page ten
    steps, Home and End to the left and the right end; a double-click, Alt-click or Delete goes back to the default; a click on the number or
    Return opens a field to type in. Each of these is one gesture for host and undo. How it looks is for
    those who derive from it. */
class BarSlider : public juce::Slider
{
public:
    /** purpose  what it does for the sound, a sentence
        [message] */
    BarSlider (juce::RangedAudioParameter& parameter, const juce::String& purpose);
    ~BarSlider() override;

    void mouseDown (const juce::MouseEvent& event) override;
    void mouseDrag (const juce::MouseEvent& event) override;
    void mouseUp (const juce::MouseEvent& event) override;
    void mouseDoubleClick (const juce::MouseEvent& event) override;
    void mouseWheelMove (const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel) override;
    void mouseEnter (const juce::MouseEvent&) override { repaint(); }
    void mouseExit (const juce::MouseEvent&) override { repaint(); }
    bool keyPressed (const juce::KeyPress& key) override;
    void resized() override {}
    void paint (juce::Graphics& graphics) override = 0;

    /** The value as it is shown, with a true minus. */
    [[nodiscard]] juce::String shownText();

    /** Value after a double-click; nothing: the parameter's default. [message] */
    void setReturnValue (std::optional<float> value);

    /** Whether a number is being typed. */
    [[nodiscard]] bool isTyping() const noexcept { return field != nullptr; }

protected:
    /** Area of the number, in which it is typed as well. */
    [[nodiscard]] virtual juce::Rectangle<int> textArea() const = 0;

    /** Position of a value along the bar, 0 to 1 from the left, and back. */
    [[nodiscard]] virtual double shareOf (double value) const;
    [[nodiscard]] virtual double valueAt (double share) const;

    /** How far along its drag the mouse is, in pixels; to the right is more. */
    [[nodiscard]] virtual float dragPosition (const juce::MouseEvent& event) const
    {
        return event.position.x;
    }

    /** Pixels of a drag over the whole range. */
    [[nodiscard]] virtual float dragLength() const { return 200.0f; }

    [[nodiscard]] bool isPointedAt() const { return isEnabled() && isMouseOverOrDragging (true); }
    [[nodiscard]] juce::RangedAudioParameter& parameter() const noexcept { return shown; }
    [[nodiscard]] double defaultValue() const;

private:
    void set (double value);
    void step (double steps);
    void beginTyping (const juce::String& start = {});
    void endTyping (bool isWanted);
    [[nodiscard]] bool isNumber (const juce::String& text) const;

    juce::RangedAudioParameter& shown;
    std::optional<float> returnValue;
    std::unique_ptr<juce::Slider::ScopedDragNotification> gesture;
    double shareAtStart = 0.0;
    float lastPosition = 0.0f;
    bool wasDragged = false;
    std::unique_ptr<juce::TextEditor> field;   // while a number is typed
    std::unique_ptr<juce::TextEditor> retired; // the last one, which may still be calling
    juce::SliderParameterAttachment attachment;
};

} // namespace unbraid::editor
