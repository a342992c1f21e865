// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Theme.h"

namespace unbraid::editor
{

/** The look of what JUCE draws itself: menus, lists, text fields, tooltips, scroll bars, and the sliders and boxes of its own
    dialogs. The editor's controls draw themselves; they find their theme here. */
class EditorLook : public juce::LookAndFeel_V4
{
public:
    /** theme  must outlive the look
        [message] */
    explicit EditorLook (const Theme& theme = darkTheme());

    [[nodiscard]] const Theme& theme() const noexcept { return *shown; }

    void drawButtonBackground (juce::Graphics& graphics, juce::Button& button, const juce::Colour& colour,
                               bool isHovered, bool isPressed) override;
    void fillTextEditorBackground (juce::Graphics& graphics, int width, int height,
                                   juce::TextEditor& field) override;
    void drawTextEditorOutline (juce::Graphics& graphics, int width, int height,
                                juce::TextEditor& field) override;
    void drawScrollbar (juce::Graphics& graphics, juce::ScrollBar& bar, int x, int y, int width, int height,
                        bool isVertical, int thumbStart, int thumbSize, bool isHovered,
                        bool isPressed) override;
    int getDefaultScrollbarWidth() override;
    void drawPopupMenuBackgroundWithOptions (juce::Graphics& graphics, int width, int height,
                                             const juce::PopupMenu::Options& options) override;
    void drawCornerResizer (juce::Graphics& graphics, int width, int height, bool isHovered,
                            bool isPressed) override;
    void drawTooltip (juce::Graphics& graphics, const juce::String& text, int width, int height) override;
    juce::Rectangle<int> getTooltipBounds (const juce::String& text, juce::Point<int> at,
                                           juce::Rectangle<int> allowed) override;
    juce::Font getTextButtonFont (juce::TextButton& button, int height) override;
    juce::Font getComboBoxFont (juce::ComboBox& box) override;
    juce::Font getLabelFont (juce::Label& label) override;
    juce::Font getPopupMenuFont() override;
    juce::Typeface::Ptr getTypefaceForFont (const juce::Font& font) override;
    void drawFileBrowserRow (juce::Graphics& graphics, int width, int height, const juce::File& file,
                             const juce::String& filename, juce::Image* icon, const juce::String& size,
                             const juce::String& time, bool isFolder, bool isSelected, int row,
                             juce::DirectoryContentsDisplayComponent& list) override;

private:
    void setColours();

    const Theme* shown;
};

} // namespace unbraid::editor
