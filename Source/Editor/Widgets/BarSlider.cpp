// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/BarSlider.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Widgets/ParameterHint.h"

namespace unbraid::editor
{

namespace
{
constexpr double fine = 0.1;            // with Shift
constexpr double continuousStep = 0.01; // of the bar
constexpr double page = 10.0;
constexpr int longestTyped = 16;
} // namespace

BarSlider::BarSlider (juce::RangedAudioParameter& parameterToShow, const juce::String& purpose)
    : juce::Slider (juce::Slider::LinearHorizontal, juce::Slider::NoTextBox)
    , shown (parameterToShow)
    , attachment (parameterToShow, *this)
{
    introduce (*this, shown, purpose);
    setDoubleClickReturnValue (true, defaultValue());
    setMouseClickGrabsKeyboardFocus (false);
    setWantsKeyboardFocus (true);
    setRepaintsOnMouseActivity (true);
}

BarSlider::~BarSlider() = default;

double BarSlider::defaultValue() const
{
    return static_cast<double> (returnValue.value_or (shown.convertFrom0to1 (shown.getDefaultValue())));
}

void BarSlider::setReturnValue (std::optional<float> value)
{
    if (std::exchange (returnValue, value) == value)
        return;
    setDoubleClickReturnValue (true, defaultValue());
    repaint();
}

double BarSlider::shareOf (double value) const
{
    return static_cast<double> (shown.convertTo0to1 (static_cast<float> (value)));
}

double BarSlider::valueAt (double share) const
{
    return static_cast<double> (shown.convertFrom0to1 (static_cast<float> (juce::jlimit (0.0, 1.0, share))));
}

juce::String BarSlider::shownText()
{
    return fonts::withMinus (getTextFromValue (getValue()));
}

void BarSlider::set (double value)
{
    const juce::Slider::ScopedDragNotification oneGesture (*this);
    setValue (value, juce::sendNotificationSync);
}

void BarSlider::step (double steps)
{
    const double direction = shareOf (getMinimum()) <= shareOf (getMaximum()) ? 1.0 : -1.0;
    if (getInterval() > 0.0 && (getMaximum() - getMinimum()) / getInterval() <= 256.0)
        set (getValue() +
             direction * getInterval() * (steps < 0.0 ? juce::jmin (-1.0, steps) : juce::jmax (1.0, steps)));
    else
        set (valueAt (shareOf (getValue()) + continuousStep * steps));
}

void BarSlider::mouseDown (const juce::MouseEvent& event)
{
    if (! isEnabled() || ! event.mods.isLeftButtonDown())
        return;
    wasDragged = false;
    if (event.mods.isAltDown())
        return set (defaultValue());
    shareAtStart = shareOf (getValue());
    lastPosition = dragPosition (event);
}

void BarSlider::mouseDrag (const juce::MouseEvent& event)
{
    if (! isEnabled() || ! event.mods.isLeftButtonDown() || event.mods.isAltDown())
        return;
    if (! wasDragged && std::abs (dragPosition (event) - lastPosition) < 2.0f)
        return;
    if (! wasDragged)
        gesture = std::make_unique<juce::Slider::ScopedDragNotification> (*this);
    wasDragged = true;
    const float moved = dragPosition (event) - lastPosition;
    lastPosition = dragPosition (event);
    shareAtStart = juce::jlimit (0.0, 1.0,
                                 shareAtStart + static_cast<double> (moved / dragLength()) *
                                                    (event.mods.isShiftDown() ? fine : 1.0));
    setValue (valueAt (shareAtStart), juce::sendNotificationSync);
}

void BarSlider::mouseUp (const juce::MouseEvent& event)
{
    gesture.reset();
    const bool isClick = ! wasDragged && event.mouseWasClicked() && ! event.mods.isAltDown();
    if (isEnabled() && isClick && event.getNumberOfClicks() == 1 && textArea().contains (event.getPosition()))
        beginTyping();
    repaint();
}

void BarSlider::mouseDoubleClick (const juce::MouseEvent& event)
{
    if (isEnabled() && ! textArea().contains (event.getPosition()))
        set (defaultValue());
}

void BarSlider::mouseWheelMove (const juce::MouseEvent& event, const juce::MouseWheelDetails& wheel)
{
    const float turned = std::abs (wheel.deltaY) >= std::abs (wheel.deltaX) ? wheel.deltaY : -wheel.deltaX;
    if (! isEnabled() || wheel.isInertial || juce::approximatelyEqual (turned, 0.0f))
        return;
    const double direction = (turned > 0.0f) == wheel.isReversed ? -1.0 : 1.0;
    step (direction * (event.mods.isShiftDown() ? fine : 1.0));
}

bool BarSlider::keyPressed (const juce::KeyPress& key)
{
    const double size = key.getModifiers().isShiftDown() ? fine : 1.0;
    const int code = key.getKeyCode();
    if (code == juce::KeyPress::upKey || code == juce::KeyPress::rightKey)
        step (size);
    else if (code == juce::KeyPress::downKey || code == juce::KeyPress::leftKey)
        step (-size);
    else if (code == juce::KeyPress::pageUpKey)
        step (page);
    else if (code == juce::KeyPress::pageDownKey)
        step (-page);
    else if (code == juce::KeyPress::homeKey)
        set (valueAt (0.0));
    else if (code == juce::KeyPress::endKey)
        set (valueAt (1.0));
    else if (code == juce::KeyPress::deleteKey || code == juce::KeyPress::backspaceKey)
        set (defaultValue());
    else if (code == juce::KeyPress::returnKey)
        beginTyping();
    else
        return false;
    return true;
}

void BarSlider::beginTyping (const juce::String& start)
{
    if (! isEnabled() || field != nullptr)
        return;
    field = std::make_unique<juce::TextEditor>();
    field->setTitle (getTitle());
    field->setComponentID (getComponentID() + "_field");
    field->setInputRestrictions (longestTyped);
    field->setFont (fonts::value());
    field->setIndents (4, 0);
    field->setJustification (juce::Justification::centredLeft);
    field->setSelectAllWhenFocused (start.isEmpty());
    field->setText (start.isEmpty() ? getTextFromValue (getValue()) : start, false);
    field->onReturnKey = [this] { endTyping (true); };
    field->onEscapeKey = [this] { endTyping (false); };
    field->onFocusLost = [this] { endTyping (false); };
    addAndMakeVisible (*field);
    field->setBounds (textArea().expanded (4, 1).getIntersection (getLocalBounds()));
    field->grabKeyboardFocus();
    repaint();
}

bool BarSlider::isNumber (const juce::String& text) const
{
    const auto trimmed = text.trim();
    return trimmed.containsAnyOf ("0123456789") || trimmed.equalsIgnoreCase ("C") ||
           trimmed.startsWithIgnoreCase ("-inf");
}

/** Text that is no number leaves the value and shows what is allowed. */
void BarSlider::endTyping (bool isWanted)
{
    if (field == nullptr)
        return;
    const auto text = field->getText().replaceCharacter (0x2212, '-');
    if (isWanted && ! isNumber (text))
    {
        field->setText ({}, false);
        field->setTextToShowWhenEmpty (fonts::withMinus (getTextFromValue (getMinimum())) + " to " +
                                           fonts::withMinus (getTextFromValue (getMaximum())),
                                       themeOf (*this).hintText);
        field->repaint();
        return;
    }
    const bool hadFocus = field->hasKeyboardFocus (true);
    field->onFocusLost = nullptr;
    retired = std::move (field);
    if (isWanted)
        set (getValueFromText (text));
    if (hadFocus)
        grabKeyboardFocus();
    retired->setVisible (false);
    repaint();
}

} // namespace unbraid::editor
