// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/EditorLook.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Icons.h"
#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float tooltipWidth = 280.0f;
constexpr float tooltipPadding = 8.0f;
constexpr int scrollbarWidth = 10;
constexpr float thumbWidth = 4.0f;

juce::LookAndFeel_V4::ColourScheme schemeOf (const Theme& theme)
{
    return { theme.window, theme.control, theme.panel,          theme.edge, theme.text,
             theme.fill,   theme.text,    theme.controlPressed, theme.text };
}

juce::TextLayout tooltipLayout (const juce::String& text, juce::Colour colour)
{
    juce::AttributedString words;
    words.setJustification (juce::Justification::topLeft);
    words.append (text, fonts::label(), colour);
    juce::TextLayout layout;
    layout.createLayoutWithBalancedLineLengths (words, tooltipWidth - 2.0f * tooltipPadding);
    return layout;
}
} // namespace

EditorLook::EditorLook (const Theme& theme)
    : juce::LookAndFeel_V4 (schemeOf (theme))
    , shown (&theme)
{
    setColours();
}

void EditorLook::setColours()
{
    const auto& theme = *shown;
    setColour (juce::TextButton::buttonColourId, theme.control);
    setColour (juce::TextButton::buttonOnColourId, theme.on);
    setColour (juce::TextButton::textColourOffId, theme.text);
    setColour (juce::TextButton::textColourOnId, theme.onText);
    setColour (juce::ComboBox::outlineColourId, theme.edge);
    setColour (juce::ComboBox::arrowColourId, theme.secondText);
    setColour (juce::PopupMenu::backgroundColourId, theme.panel);
    setColour (juce::PopupMenu::headerTextColourId, theme.secondText);
    setColour (juce::PopupMenu::highlightedBackgroundColourId, theme.controlHovered);
    setColour (juce::PopupMenu::highlightedTextColourId, theme.text);
    setColour (juce::TextEditor::backgroundColourId, theme.well);
    setColour (juce::TextEditor::textColourId, theme.text);
    setColour (juce::TextEditor::highlightColourId, theme.controlPressed);
    setColour (juce::TextEditor::highlightedTextColourId, theme.text);
    setColour (juce::TextEditor::outlineColourId, theme.edge);
    setColour (juce::TextEditor::focusedOutlineColourId, theme.focus);
    setColour (juce::CaretComponent::caretColourId, theme.text);
    setColour (juce::ListBox::backgroundColourId, juce::Colours::transparentBlack);
    setColour (juce::Label::textColourId, theme.text);
    setColour (juce::ScrollBar::thumbColourId, theme.edge);
    setColour (juce::FileBrowserComponent::currentPathBoxBackgroundColourId, theme.well);
    setColour (juce::FileBrowserComponent::currentPathBoxTextColourId, theme.text);
    setColour (juce::FileBrowserComponent::currentPathBoxArrowColourId, theme.secondText);
    setColour (juce::FileBrowserComponent::filenameBoxBackgroundColourId, theme.well);
    setColour (juce::FileBrowserComponent::filenameBoxTextColourId, theme.text);
}

void EditorLook::drawButtonBackground (juce::Graphics& graphics, juce::Button& button,
                                       const juce::Colour& colour, bool isHovered, bool isPressed)
{
    const bool isPlain = colour == shown->control;
    const auto shade = ! isPlain   ? colour
                       : isPressed ? shown->controlPressed
                       : isHovered ? shown->controlHovered
                                   : colour;
    graphics.setColour (shade.withMultipliedAlpha (button.isEnabled() ? 1.0f : measures::disabledAlpha));
    graphics.fillRoundedRectangle (button.getLocalBounds().toFloat(), measures::corner);
    if (! button.hasKeyboardFocus (false))
        return;
    graphics.setColour (shown->focus);
    graphics.drawRoundedRectangle (button.getLocalBounds().toFloat().reduced (1.0f), measures::corner, 2.0f);
}

void EditorLook::fillTextEditorBackground (juce::Graphics& graphics, int width, int height,
                                           juce::TextEditor& field)
{
    graphics.setColour (shown->well.withMultipliedAlpha (field.isEnabled() ? 1.0f : measures::disabledAlpha));
    graphics.fillRoundedRectangle (0.0f, 0.0f, static_cast<float> (width), static_cast<float> (height),
                                   measures::corner);
}

void EditorLook::drawTextEditorOutline (juce::Graphics& graphics, int width, int height,
                                        juce::TextEditor& field)
{
    const bool hasFocus = field.hasKeyboardFocus (true) && ! field.isReadOnly();
    graphics.setColour ((hasFocus ? shown->focus : shown->edge)
                            .withMultipliedAlpha (field.isEnabled() ? 1.0f : measures::disabledAlpha));
    const float thickness = hasFocus ? 2.0f : 1.0f;
    graphics.drawRoundedRectangle (juce::Rectangle<int> (width, height).toFloat().reduced (0.5f * thickness),
                                   measures::corner, thickness);
}

void EditorLook::drawScrollbar (juce::Graphics& graphics, juce::ScrollBar&, int x, int y, int width,
                                int height, bool isVertical, int thumbStart, int thumbSize, bool isHovered,
                                bool isPressed)
{
    auto thumb = isVertical ? juce::Rectangle<int> (x, thumbStart, width, thumbSize)
                            : juce::Rectangle<int> (thumbStart, y, thumbSize, height);
    graphics.setColour (isHovered || isPressed ? shown->secondText : shown->edge);
    auto area = thumb.toFloat();
    area = isVertical ? area.withSizeKeepingCentre (thumbWidth, area.getHeight())
                      : area.withSizeKeepingCentre (area.getWidth(), thumbWidth);
    graphics.fillRoundedRectangle (area, 0.5f * thumbWidth);
}

int EditorLook::getDefaultScrollbarWidth()
{
    return scrollbarWidth;
}

void EditorLook::drawPopupMenuBackgroundWithOptions (juce::Graphics& graphics, int width, int height,
                                                     const juce::PopupMenu::Options&)
{
    graphics.fillAll (shown->panel);
    graphics.setColour (shown->edge);
    graphics.drawRect (0, 0, width, height, 1);
}

void EditorLook::drawCornerResizer (juce::Graphics& graphics, int width, int height, bool isHovered,
                                    bool isPressed)
{
    graphics.setColour (isHovered || isPressed ? shown->text : shown->edge);
    for (const int step : { 5, 10 })
        graphics.drawLine (static_cast<float> (width - step), static_cast<float> (height),
                           static_cast<float> (width), static_cast<float> (height - step), 1.0f);
}

void EditorLook::drawTooltip (juce::Graphics& graphics, const juce::String& text, int width, int height)
{
    const auto area = juce::Rectangle<int> (width, height).toFloat();
    graphics.fillAll (shown->panel);
    graphics.setColour (shown->edge);
    graphics.drawRect (area, 1.0f);
    tooltipLayout (text, shown->text).draw (graphics, area.reduced (tooltipPadding));
}

juce::Rectangle<int> EditorLook::getTooltipBounds (const juce::String& text, juce::Point<int> at,
                                                   juce::Rectangle<int> allowed)
{
    const auto layout = tooltipLayout (text, shown->text);
    const int width = juce::roundToInt (std::ceil (layout.getWidth() + 2.0f * tooltipPadding));
    const int height = juce::roundToInt (std::ceil (layout.getHeight() + 2.0f * tooltipPadding));
    const int x = at.x > allowed.getCentreX() ? at.x - width - 12 : at.x + 16;
    const int y = at.y > allowed.getCentreY() ? at.y - height - 6 : at.y + 18;
    return juce::Rectangle<int> (x, y, width, height).constrainedWithin (allowed);
}

juce::Font EditorLook::getTextButtonFont (juce::TextButton&, int)
{
    return fonts::value();
}

juce::Font EditorLook::getComboBoxFont (juce::ComboBox&)
{
    return fonts::value();
}

juce::Font EditorLook::getLabelFont (juce::Label&)
{
    return fonts::body();
}

juce::Font EditorLook::getPopupMenuFont()
{
    return fonts::body();
}

/** Typeface where JUCE asks for none of its own, as in its file dialog. */
juce::Typeface::Ptr EditorLook::getTypefaceForFont (const juce::Font& font)
{
    return font.getTypefaceName() == juce::Font::getDefaultSansSerifFontName()
               ? fonts::body().getTypefacePtr()
               : LookAndFeel_V4::getTypefaceForFont (font);
}

void EditorLook::drawFileBrowserRow (juce::Graphics& graphics, int width, int height, const juce::File&,
                                     const juce::String& filename, juce::Image*, const juce::String& size,
                                     const juce::String& time, bool isFolder, bool isSelected, int,
                                     juce::DirectoryContentsDisplayComponent&)
{
    constexpr float iconWidth = 28.0f, sizeWidth = 80.0f, timeWidth = 128.0f;
    auto area = juce::Rectangle<int> (width, height).toFloat();
    if (isSelected)
    {
        graphics.setColour (shown->controlHovered);
        graphics.fillRect (area);
    }
    icons::draw (graphics, isFolder ? icons::Icon::folder : icons::Icon::file,
                 area.removeFromLeft (iconWidth), shown->secondText);
    graphics.setColour (shown->secondText);
    area.removeFromRight (static_cast<float> (measures::unit));
    if (! isFolder && area.getWidth() > 2.0f * (sizeWidth + timeWidth))
    {
        fonts::drawText (graphics, time, area.removeFromRight (timeWidth), fonts::label(),
                         juce::Justification::centredRight);
        fonts::drawText (graphics, size, area.removeFromRight (sizeWidth), fonts::label(),
                         juce::Justification::centredRight);
    }
    graphics.setColour (shown->text);
    fonts::drawText (graphics, filename, area, fonts::body());
}

} // namespace unbraid::editor
