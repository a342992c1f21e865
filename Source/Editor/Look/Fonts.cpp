// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Fonts.h"

#include "Editor/Look/FontData.h"
#include "Editor/Look/OtherScripts.h"
#include "JuceVersions.h"

namespace unbraid::editor::fonts
{

namespace
{
juce::Typeface::Ptr typefaceFrom (std::span<const std::byte> data, int style)
{
    if (auto face =
            data.empty() ? nullptr : juce::Typeface::createSystemTypefaceFor (data.data(), data.size()))
        return face;
    return juce::Typeface::createSystemTypefaceFor (
        anyJuce::fontOf (juce::Font::getDefaultSansSerifFontName(), 12.0f, style));
}

/** The faces, as long as anyone shows an editor. */
struct Faces
{
    juce::Typeface::Ptr regular = typefaceFrom (fontData::regular(), juce::Font::plain);
    juce::Typeface::Ptr medium = typefaceFrom (fontData::medium(), juce::Font::plain);
    juce::Typeface::Ptr semiBold = typefaceFrom (fontData::semiBold(), juce::Font::bold);
};

juce::Font sized (const juce::Typeface::Ptr& face, float em)
{
    return anyJuce::fontOf (face).withPointHeight (anyJuce::interPointsPerEm * em);
}

const Faces& faces()
{
    static const juce::SharedResourcePointer<Faces> shared;
    return *shared;
}

bool isDigit (juce::juce_wchar character)
{
    return character >= '0' && character <= '9';
}

/** Draws character by character from `left`; returns where it ends. Without graphics it only measures. */
float placed (juce::Graphics* graphics, const juce::String& text, float left, float baseline,
              const juce::Font& font)
{
    const float cell = anyJuce::widthOf ("0", font);
    float x = left;
    for (auto at = text.getCharPointer(); ! at.isEmpty(); ++at)
    {
        const juce::String character = juce::String::charToString (*at);
        const float own = anyJuce::widthOf (character, font);
        const float width = isDigit (*at) ? cell : own;
        if (graphics != nullptr)
        {
            juce::GlyphArrangement glyph;
            glyph.addLineOfText (font, character, x + 0.5f * (width - own), baseline);
            glyph.draw (*graphics);
        }
        x += width;
    }
    return x;
}

juce::TextLayout paragraph (const juce::String& text, float width, const juce::Font& font,
                            juce::Colour colour)
{
    juce::AttributedString words;
    words.setLineSpacing (2.0f);
    words.append (text, covering (text, font), colour);
    juce::TextLayout layout;
    layout.createLayout (words, width);
    return layout;
}

float baselineIn (juce::Rectangle<float> area, const juce::Font& font)
{
    return std::round (area.getCentreY() + 0.5f * (font.getAscent() - font.getDescent()));
}
} // namespace

juce::Font title()
{
    return sized (faces().semiBold, 20.0f);
}

juce::Font heading()
{
    return sized (faces().semiBold, 16.0f);
}

juce::Font name()
{
    return sized (faces().semiBold, 13.0f);
}

juce::Font value()
{
    return sized (faces().medium, 12.0f);
}

juce::Font body()
{
    return sized (faces().regular, 12.0f);
}

juce::Font label()
{
    return sized (faces().regular, 11.0f);
}

float widthOf (const juce::String& text, const juce::Font& font)
{
    return anyJuce::widthOf (text, covering (text, font));
}

float numberWidth (const juce::String& text, const juce::Font& font)
{
    return placed (nullptr, text, 0.0f, 0.0f, font);
}

void drawNumber (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                 const juce::Font& font)
{
    placed (&graphics, text, area.getRight() - numberWidth (text, font), baselineIn (area, font), font);
}

void drawNumberLeft (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                     const juce::Font& font)
{
    placed (&graphics, text, area.getX(), baselineIn (area, font), font);
}

juce::String withMinus (const juce::String& text)
{
    juce::String result;
    for (auto at = text.getCharPointer(); ! at.isEmpty(); ++at)
    {
        const auto after = *(at + 1);
        result += *at == '-' && (isDigit (after) || after == 'i') ? juce::juce_wchar (0x2212) : *at;
    }
    return result;
}

void drawText (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
               const juce::Font& font, juce::Justification justification)
{
    graphics.setFont (covering (text, font));
    graphics.drawText (text, area, justification, true);
}

void drawParagraph (juce::Graphics& graphics, const juce::String& text, juce::Rectangle<float> area,
                    const juce::Font& font, juce::Colour colour)
{
    paragraph (text, area.getWidth(), font, colour).draw (graphics, area);
}

float paragraphHeight (const juce::String& text, float width, const juce::Font& font)
{
    return paragraph (text, width, font, {}).getHeight();
}

} // namespace unbraid::editor::fonts
