// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/OtherScripts.h"

#include "JuceVersions.h"

namespace unbraid::editor::fonts
{

namespace
{
/** Typefaces of many scripts, those with Latin letters first. */
juce::ReferenceCountedArray<juce::Typeface> installedFaces()
{
    const auto installed = juce::Font::findAllTypefaceNames();
    juce::ReferenceCountedArray<juce::Typeface> faces;
    for (const auto* name :
         { "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans JP", "Noto Sans SC", "Droid Sans Fallback",
           "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "DejaVu Sans", "FreeSans", "Noto Sans",
           "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Unifont" })
        if (installed.contains (name))
            faces.add (
                juce::Typeface::createSystemTypefaceFor (anyJuce::fontOf (name, 12.0f, juce::Font::plain)));
    return faces;
}

/** Looked for when the first text needs them, and kept as long as the program runs. */
struct OtherFaces
{
    juce::ReferenceCountedArray<juce::Typeface> list = installedFaces();
};

bool isOfOtherScript (juce::juce_wchar character)
{
    constexpr juce::juce_wchar behindCyrillic = 0x530, latinAgain = 0x1e00, behindSigns = 0x2300;
    return character >= behindCyrillic && ! (character >= latinAgain && character < behindSigns);
}

juce::String outlineOf (juce::Typeface& face, juce::juce_wchar character)
{
    const auto glyphs = anyJuce::glyphsOf (juce::String::charToString (character), face);
    return glyphs.isEmpty() ? juce::String() : anyJuce::outlineOf (glyphs[0], face).toString();
}

/** Whether a face draws these characters otherwise than one that no face has. */
bool hasAll (juce::Typeface& face, const juce::String& text)
{
    constexpr juce::juce_wchar nobodys = 0xffff;
    const auto missing = outlineOf (face, nobodys);
    for (auto at = text.getCharPointer(); ! at.isEmpty(); ++at)
        if (isOfOtherScript (*at) && outlineOf (face, *at) == missing)
            return false;
    return true;
}
} // namespace

juce::Font covering (const juce::String& text, const juce::Font& font)
{
    bool isCovered = true;
    for (auto at = text.getCharPointer(); ! at.isEmpty() && isCovered; ++at)
        isCovered = ! isOfOtherScript (*at);
    if (isCovered)
        return font;
    static const juce::SharedResourcePointer<OtherFaces> others;
    for (auto* face : others->list)
        if (hasAll (*face, text))
            return anyJuce::fontOf (face).withPointHeight (font.getHeightInPoints());
    return font;
}

void fitToText (juce::TextEditor& field, const juce::Font& font)
{
    if (const auto wanted = covering (field.getText(), font); wanted != field.getFont())
        field.applyFontToAllText (wanted);
}

} // namespace unbraid::editor::fonts
