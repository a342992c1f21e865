// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorLook.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr float cornerSize = 4.0f;
constexpr float disabledAlpha = 0.4f;
constexpr int handleWidth = 8;
constexpr float handleHeight = 14.0f;
constexpr float trackHeight = 3.0f;
constexpr float switchWidth = 28.0f;

juce::Font bodyFont (const juce::Font& font)
{
    return font.withHeight (palette::bodyType);
}

/** Where the filled part of a bar begins: at zero for values that go both ways alike, else at the left. */
float fillStart (juce::Slider& slider, float left)
{
    const bool isBipolar = juce::approximatelyEqual (slider.getMinimum(), -slider.getMaximum());
    return isBipolar ? slider.getPositionOfValue (0.0) : left;
}

void drawHandle (juce::Graphics& graphics, juce::Point<float> centre, bool hasFocus)
{
    const auto handle =
        juce::Rectangle<float> (static_cast<float> (handleWidth), handleHeight).withCentre (centre);
    graphics.setColour (palette::text);
    graphics.fillRoundedRectangle (handle, 2.0f);
    if (hasFocus)
    {
        graphics.setColour (palette::focus);
        graphics.drawRoundedRectangle (handle.expanded (2.5f), cornerSize, 1.0f);
    }
}
} // namespace

EditorLook::EditorLook()
    : juce::LookAndFeel_V4 ({ palette::window, palette::control, palette::panel, palette::edge, palette::text,
                              palette::fill, palette::text, palette::controlPressed, palette::text })
{
    setColour (juce::TextButton::buttonColourId, palette::control);
    setColour (juce::TextButton::buttonOnColourId, palette::on);
    setColour (juce::TextButton::textColourOffId, palette::text);
    setColour (juce::TextButton::textColourOnId, palette::onText);
    setColour (juce::ComboBox::outlineColourId, palette::line);
    setColour (juce::ComboBox::arrowColourId, palette::secondText);
    setColour (juce::PopupMenu::headerTextColourId, palette::secondText);
    setColour (juce::TextEditor::backgroundColourId, palette::well);
    setColour (juce::TextEditor::outlineColourId, palette::edge);
    setColour (juce::TextEditor::focusedOutlineColourId, palette::focus);
    setColour (juce::ProgressBar::backgroundColourId, palette::track);
    setColour (juce::ProgressBar::foregroundColourId, palette::fill);
    setColour (juce::TooltipWindow::backgroundColourId, palette::control);
    setColour (juce::TooltipWindow::outlineColourId, palette::edge);
    setColour (juce::ScrollBar::thumbColourId, palette::edge);
}

juce::Slider::SliderLayout EditorLook::getSliderLayout (juce::Slider& slider)
{
    auto area = slider.getLocalBounds();
    const bool isBelowCaption = area.getHeight() >= palette::cellHeight;
    juce::Slider::SliderLayout layout;
    layout.textBoxBounds = isBelowCaption ? area.removeFromTop (palette::captionHeight) : area;
    layout.textBoxBounds.removeFromLeft (layout.textBoxBounds.getWidth() - slider.getTextBoxWidth());
    if (! isBelowCaption)
        area.removeFromRight (slider.getTextBoxWidth());
    layout.sliderBounds = area.reduced (handleWidth / 2, 0);
    return layout;
}

int EditorLook::getSliderThumbRadius (juce::Slider&)
{
    return handleWidth / 2;
}

void EditorLook::drawLinearSlider (juce::Graphics& graphics, int x, int y, int width, int height,
                                   float position, float, float, juce::Slider::SliderStyle,
                                   juce::Slider& slider)
{
    const auto area = juce::Rectangle<int> (x, y, width, height).toFloat();
    const auto bar = area.withSizeKeepingCentre (area.getWidth(), trackHeight);
    juce::Graphics::ScopedSaveState state (graphics);
    if (! slider.isEnabled())
        graphics.beginTransparencyLayer (disabledAlpha);

    graphics.setColour (palette::track);
    graphics.fillRect (bar);
    const float start = fillStart (slider, area.getX());
    graphics.setColour (palette::fill);
    graphics.fillRect (bar.withLeft (juce::jmin (start, position)).withRight (juce::jmax (start, position)));
    if (slider.isDoubleClickReturnEnabled())
    {
        const float tick = slider.getPositionOfValue (slider.getDoubleClickReturnValue());
        graphics.setColour (palette::edge);
        graphics.fillRect (tick - 0.5f, bar.getBottom() + 3.0f, 1.0f, 4.0f);
    }
    drawHandle (graphics, { position, area.getCentreY() }, slider.hasKeyboardFocus (false));

    if (! slider.isEnabled())
        graphics.endTransparencyLayer();
}

juce::Label* EditorLook::createSliderTextBox (juce::Slider& slider)
{
    auto* box = juce::LookAndFeel_V4::createSliderTextBox (slider);
    box->setFont (bodyFont (box->getFont()));
    box->setJustificationType (juce::Justification::centredRight);
    box->setBorderSize ({});
    box->setMinimumHorizontalScale (1.0f);
    box->setColour (juce::Label::outlineColourId, juce::Colours::transparentBlack);
    box->setColour (juce::Label::backgroundWhenEditingColourId, palette::well);
    return box;
}

void EditorLook::drawButtonBackground (juce::Graphics& graphics, juce::Button& button,
                                       const juce::Colour& colour, bool isHovered, bool isPressed)
{
    const auto area = button.getLocalBounds().toFloat();
    const bool isQuiet = colour == palette::control;
    const auto shade = ! isQuiet   ? colour
                       : isPressed ? palette::controlPressed
                       : isHovered ? palette::controlHovered
                                   : colour;
    graphics.setColour (shade.withMultipliedAlpha (button.isEnabled() ? 1.0f : disabledAlpha));
    graphics.fillRoundedRectangle (area, cornerSize);
    if (button.hasKeyboardFocus (false))
    {
        graphics.setColour (palette::focus);
        graphics.drawRoundedRectangle (area.reduced (0.5f), cornerSize, 1.0f);
    }
}

void EditorLook::drawToggleButton (juce::Graphics& graphics, juce::ToggleButton& button, bool isHovered, bool)
{
    auto area = button.getLocalBounds().toFloat();
    const auto pill =
        area.removeFromLeft (switchWidth).withSizeKeepingCentre (switchWidth, handleHeight).reduced (0.5f);
    const bool isOn = button.getToggleState();
    const auto knob = pill.withSizeKeepingCentre (pill.getHeight(), pill.getHeight())
                          .withX (isOn ? pill.getRight() - pill.getHeight() : pill.getX());
    const float alpha = button.isEnabled() ? 1.0f : disabledAlpha;
    graphics.setColour ((isOn        ? palette::on
                         : isHovered ? palette::controlHovered
                                     : palette::control)
                            .withAlpha (alpha));
    graphics.fillRoundedRectangle (pill, 0.5f * pill.getHeight());
    graphics.setColour ((button.hasKeyboardFocus (false) ? palette::focus : palette::edge).withAlpha (alpha));
    graphics.drawRoundedRectangle (pill, 0.5f * pill.getHeight(), 1.0f);
    graphics.setColour ((isOn ? palette::onText : palette::secondText).withAlpha (alpha));
    graphics.fillEllipse (knob.reduced (3.0f));
    graphics.setColour (palette::text.withAlpha (alpha));
    graphics.setFont (bodyFont (graphics.getCurrentFont()));
    graphics.drawText (button.getButtonText(), area.withTrimmedLeft (static_cast<float> (palette::unit)),
                       juce::Justification::centredLeft);
}

juce::Font EditorLook::getTextButtonFont (juce::TextButton& button, int height)
{
    return bodyFont (juce::LookAndFeel_V4::getTextButtonFont (button, height));
}

juce::Font EditorLook::getComboBoxFont (juce::ComboBox& box)
{
    return bodyFont (juce::LookAndFeel_V4::getComboBoxFont (box));
}

juce::Font EditorLook::getPopupMenuFont()
{
    return bodyFont (juce::LookAndFeel_V4::getPopupMenuFont());
}

} // namespace unbraid::editor
