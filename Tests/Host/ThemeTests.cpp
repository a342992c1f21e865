// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/FontData.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/OtherScripts.h"
#include "Editor/Look/Theme.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid::editor;

namespace
{
constexpr double forText = 4.5;     // WCAG 2.1, 1.4.3 (AA)
constexpr double forGraphics = 3.0; // 1.4.11
constexpr float widthTolerance = 0.02f;

/** Relative luminance of sRGB, WCAG 2.1. */
double luminance (juce::Colour colour)
{
    const auto linear = [] (juce::uint8 value)
    {
        const double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : std::pow ((share + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear (colour.getRed()) + 0.7152 * linear (colour.getGreen()) +
           0.0722 * linear (colour.getBlue());
}

double contrast (juce::Colour one, juce::Colour other)
{
    const double a = luminance (one), b = luminance (other);
    return (std::max (a, b) + 0.05) / (std::min (a, b) + 0.05);
}

void checkContrast (const Theme& theme)
{
    for (const auto ground : { theme.window, theme.panel, theme.well, theme.control, theme.controlHovered,
                               theme.controlPressed, theme.segment })
        CHECK (contrast (theme.text, ground) >= forText);
    for (const auto ground : { theme.window, theme.panel, theme.well, theme.control })
        CHECK (contrast (theme.secondText, ground) >= forText);
    for (const auto ground : { theme.window, theme.panel, theme.well })
    {
        CHECK (contrast (theme.hintText, ground) >= forText);
        CHECK (contrast (theme.edge, ground) >= forGraphics);
        CHECK (contrast (theme.focus, ground) >= forGraphics);
        CHECK (contrast (theme.residual, ground) >= forGraphics);
        CHECK (contrast (theme.fill, ground) >= forGraphics);
    }
    CHECK (contrast (theme.onText, theme.on) >= forText);
    CHECK (contrast (theme.error, theme.errorBack) >= forText);
    CHECK (contrast (theme.text, theme.errorBack) >= forText);
    for (int colour = 1; colour <= numSourceColours; ++colour)
    {
        INFO (colourName (colour, theme));
        for (const auto ground : { theme.window, theme.well, theme.meterBack })
            CHECK (contrast (theme.source (colour), ground) >= forGraphics);
    }
}
} // namespace

TEST_CASE ("contrast is known: black on white is 21, and one colour on itself 1")
{
    CHECK (contrast (juce::Colours::black, juce::Colours::white) == Approx (21.0));
    CHECK (contrast (juce::Colour (0xff777777), juce::Colour (0xff777777)) == Approx (1.0));
    CHECK (contrast (juce::Colour (0xff767676), juce::Colours::white) == Approx (4.54).margin (0.01));
}

TEST_CASE ("text and graphics stand out from their grounds as WCAG AA asks, dark and light")
{
    checkContrast (darkTheme());
    checkContrast (lightTheme());
}

TEST_CASE ("the source colours differ from each other, and a residual has none of them")
{
    for (const auto* theme : { &darkTheme(), &lightTheme() })
        for (int one = 0; one <= numSourceColours; ++one)
            for (int other = 0; other < one; ++other)
                CHECK (theme->source (one) != theme->source (other));
    CHECK (darkTheme().source (9) == darkTheme().source (1));
}

TEST_CASE ("the type is Inter in the sizes that were drawn, where the build found it")
{
    if (fontData::regular().empty())
    {
        WARN ("Inter was not found by the build");
        return;
    }
    CHECK (fonts::widthOf ("Reduction", fonts::label()) == Approx (52.3f).epsilon (widthTolerance));
    CHECK (fonts::widthOf ("Learn from input", fonts::value()) == Approx (94.6f).epsilon (widthTolerance));
    CHECK (fonts::widthOf ("Residual", fonts::name()) == Approx (53.6f).epsilon (widthTolerance));
    CHECK (fonts::widthOf ("Choose what to pull apart", fonts::heading()) ==
           Approx (198.9f).epsilon (widthTolerance));
}

TEST_CASE ("no glyph that the editor writes is missing from its type")
{
    const auto needed =
        juce::String::fromUTF8 ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                " .,:;-+/%()#'\"\xe2\x88\x92\xc2\xb7\xe2\x80\x93");
    for (const auto& font : { fonts::label(), fonts::value(), fonts::name() })
        for (auto at = needed.getCharPointer(); ! at.isEmpty(); ++at)
        {
            juce::Array<int> glyphs;
            juce::Array<float> offsets;
            font.getGlyphPositions (juce::String::charToString (*at), glyphs, offsets);
            INFO (juce::String::charToString (*at));
            REQUIRE (glyphs.size() == 1);
            CHECK (glyphs[0] > 0);
        }
}

TEST_CASE ("text of other scripts is drawn by a typeface of the system that has them")
{
    const auto font = fonts::body();
    CHECK (fonts::covering ("Kick", font) == font);
    CHECK (fonts::covering (juce::String::fromUTF8 ("\xd1\x88\xd1\x83\xd0\xbc \xe2\x88\x92"), font) == font);
    if (! juce::Font::findAllTypefaceNames().contains ("DejaVu Sans"))
        return;
    const auto georgian = juce::String::fromUTF8 ("\xe1\x83\xae\xe1\x83\x9b\xe1\x83\x90");
    const auto other = fonts::covering (georgian, font);
    CHECK (other.getTypefaceName() != font.getTypefaceName());
    CHECK (other.getHeightInPoints() == Approx (font.getHeightInPoints()));
    const auto nobodys = juce::String::charToString (0x10fffd);
    CHECK (fonts::covering (nobodys, font) == font);
}

TEST_CASE ("numbers stand in equal cells, and a minus is a minus")
{
    CHECK (fonts::numberWidth ("1.1", fonts::value()) == Approx (fonts::numberWidth ("8.8", fonts::value())));
    CHECK (fonts::withMinus ("-18.0 dB") == juce::String::fromUTF8 ("\xe2\x88\x92"
                                                                    "18.0 dB"));
    CHECK (fonts::withMinus ("-inf dB") == juce::String::fromUTF8 ("\xe2\x88\x92inf dB"));
    CHECK (fonts::withMinus ("hi-hat") == "hi-hat");
}

TEST_CASE ("meters and faders share a scale that goes back and forth, with 0 dB at three quarters")
{
    CHECK (measures::shareOfDb (0.0f) == 0.75f);
    CHECK (measures::shareOfDb (12.0f) == 1.0f);
    CHECK (measures::shareOfDb (-60.0f) == 0.0f);
    CHECK (measures::shareOfDb (-200.0f) == 0.0f);
    for (float db = -60.0f; db <= 12.0f; db += 0.5f)
        CHECK (measures::dbOfShare (measures::shareOfDb (db)) == Approx (db).margin (1e-3));
    for (float db = -60.0f; db < 12.0f; db += 0.5f)
        CHECK (measures::shareOfDb (db) < measures::shareOfDb (db + 0.5f));
}
