// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/FontData.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/OtherScripts.h"
#include "Editor/Look/Theme.h"
#include "JuceVersions.h"
#include "Support/Paths.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace unbraid;
using namespace unbraid::editor;

namespace
{
constexpr double forText = 4.5;       // WCAG 2.1, 1.4.3 (AA)
constexpr double forGraphics = 3.0;   // 1.4.11
constexpr int keptExactly = 2;        // of 255 a channel
constexpr double plainlyApart = 20.0; // of two sources' colours side by side
#ifdef _WIN32
constexpr float widthTolerance = 0.04f; // GDI fits the height by other metrics of the font
#else
constexpr float widthTolerance = 0.02f;
#endif

/** Linear light of a channel of sRGB. */
double linear (juce::uint8 value)
{
    const double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow ((share + 0.055) / 1.055, 2.4);
}

/** Relative luminance of sRGB, WCAG 2.1. */
double luminance (juce::Colour colour)
{
    return 0.2126 * linear (colour.getRed()) + 0.7152 * linear (colour.getGreen()) +
           0.0722 * linear (colour.getBlue());
}

/** CIE L*a*b* of sRGB under D65. */
std::array<double, 3> labOf (juce::Colour colour)
{
    const double r = linear (colour.getRed()), g = linear (colour.getGreen()), b = linear (colour.getBlue());
    const auto bent = [] (double share)
    { return share > 216.0 / 24389.0 ? std::cbrt (share) : (24389.0 / 27.0 * share + 16.0) / 116.0; };
    const double x = bent ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    const double y = bent (luminance (colour));
    const double z = bent ((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    return { 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z) };
}

/** The CIE 1976 colour difference. */
double difference (juce::Colour one, juce::Colour other)
{
    const auto a = labOf (one), b = labOf (other);
    return std::hypot (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** The largest of the channels' differences. */
int channelDistance (juce::Colour one, juce::Colour other)
{
    return std::max ({ std::abs (one.getRed() - other.getRed()), std::abs (one.getGreen() - other.getGreen()),
                       std::abs (one.getBlue() - other.getBlue()) });
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
                CHECK (difference (theme->source (one), theme->source (other)) >= plainlyApart);
    CHECK (darkTheme().source (9) == darkTheme().source (1));
}

TEST_CASE ("the kept picture of eight sources shows the colours of its seven parts as they are")
{
    for (const auto* theme : { &darkTheme(), &lightTheme() })
    {
        const juce::File file (juce::String (std::string (paths::pictures) + "/eight-sources-") +
                               (theme->isDark ? "dark.png" : "light.png"));
        const auto image = juce::ImageFileFormat::loadFrom (file);
        REQUIRE (image.isValid());
        const juce::Image::BitmapData pixels (image, juce::Image::BitmapData::readOnly);
        for (int colour = 1; colour < numSourceColours; ++colour) // the eighth is the residual
        {
            INFO (file.getFileName() << ", source " << colour);
            int nearest = 255;
            for (int y = 0; y < pixels.height; ++y)
                for (int x = 0; x < pixels.width; ++x)
                    nearest = std::min (
                        nearest, channelDistance (pixels.getPixelColour (x, y), theme->source (colour)));
            CHECK (nearest <= keptExactly);
        }
    }
}

TEST_CASE ("the type is Inter in the sizes that were drawn, where the build found it")
{
    if (fontData::regular().empty())
        return test::skip ("the build found no Inter");
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
            const auto glyphs = anyJuce::glyphsOf (juce::String::charToString (*at), *font.getTypefacePtr());
            INFO (juce::String::charToString (*at));
            REQUIRE (glyphs.size() == 1);
            CHECK (glyphs[0] > 0);
        }
}

TEST_CASE ("text that the editor's typeface covers is drawn by it")
{
    const auto font = fonts::body();
    CHECK (fonts::covering ("Kick", font) == font);
    CHECK (fonts::covering (juce::String::fromUTF8 ("\xd1\x88\xd1\x83\xd0\xbc \xe2\x88\x92"), font) == font);
}

TEST_CASE ("text of other scripts is drawn by a typeface of the system that has them")
{
    if (! juce::Font::findAllTypefaceNames().contains ("DejaVu Sans"))
        return test::skip ("no DejaVu Sans here");
    const auto font = fonts::body();
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
