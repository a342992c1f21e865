// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorStage.h"
#include "Host/KeptPictures.h"

#include <random>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
juce::Image snapshot (EditorStage& stage)
{
    return stage.editor().createComponentSnapshot (stage.editor().getLocalBounds(), true, 1.0f);
}

/** Written in the form in which pictures are kept, and read again. */
juce::Image readAgain (const juce::Image& image)
{
    juce::MemoryOutputStream stream;
    writePng (withPalette (image), stream);
    return juce::ImageFileFormat::loadFrom (stream.getData(), stream.getDataSize());
}

/** Each pixel a little lighter or darker, and some much. */
juce::Image noisy (const juce::Image& image)
{
    auto result = image.createCopy();
    std::minstd_rand random (1);
    std::normal_distribution<float> noise (0.0f, 0.01f);
    const juce::Image::BitmapData pixels (result, juce::Image::BitmapData::readWrite);
    for (int y = 0; y < pixels.height; ++y)
        for (int x = 0; x < pixels.width; ++x)
        {
            const auto colour = pixels.getPixelColour (x, y);
            const float by = noise (random);
            pixels.setPixelColour (
                x, y, colour.withBrightness (juce::jlimit (0.0f, 1.0f, colour.getBrightness() + by)));
        }
    return result;
}

bool looksTheSame (const juce::Image& one, const juce::Image& other)
{
    const auto apart = difference (one, other);
    UNSCOPED_INFO ("mean " << apart.mean << ", plain " << apart.plain << ", block " << apart.block << " at "
                           << apart.worst.toString());
    return test::looksTheSame (apart, {});
}
} // namespace

TEST_CASE ("a kept picture is not different for what a person does not see")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.show (plugin::Look::mix);
    for (const bool isLight : { false, true })
    {
        stage.editor().setLight (isLight);
        stage.settle();
        const auto image = snapshot (stage);
        const auto kept = readAgain (image);
        REQUIRE (kept.getBounds() == image.getBounds());
        CHECK (looksTheSame (kept, image));
        CHECK (looksTheSame (kept, noisy (image)));
    }
}

TEST_CASE ("a kept picture is different where a label moved, a colour changed or a control is missing")
{
    EditorStage stage ("speech", "noisy-voice.flac", false, 2.0);
    const auto kept = readAgain (snapshot (stage));
    REQUIRE (looksTheSame (kept, snapshot (stage)));
    for (const auto* id : { "strip_1_name", "strip_1_colour", "strip_2_level", "bypass" })
    {
        INFO (id);
        auto* part = found (stage.editor(), id);
        REQUIRE (part != nullptr);
        const auto place = part->getPosition();
        for (const auto by : { juce::Point<int> (2, 0), juce::Point<int> (-2, 0), juce::Point<int> (0, 2) })
        {
            part->setTopLeftPosition (place + by);
            CHECK_FALSE (looksTheSame (kept, snapshot (stage)));
        }
        part->setTopLeftPosition (place);
        part->setVisible (false);
        CHECK_FALSE (looksTheSame (kept, snapshot (stage)));
        part->setVisible (true);
    }
    REQUIRE (looksTheSame (kept, snapshot (stage)));

    // The palette's own tolerance: the chip's blue, a fifth nearer to the orange.
    auto image = snapshot (stage);
    auto* chip = found (stage.editor(), "strip_1_colour");
    REQUIRE (chip != nullptr);
    const auto area =
        stage.editor().getLocalArea (chip, chip->getLocalBounds()).reduced (chip->getWidth() / 4);
    const auto& theme = editor::themeOf (stage.full());
    juce::Graphics graphics (image);
    graphics.setColour (theme.source (1).interpolatedWith (theme.source (2), 0.2f));
    graphics.fillRect (area);
    CHECK_FALSE (looksTheSame (kept, image));
}

TEST_CASE ("a palette keeps flat colours exactly, and few colours as they are")
{
    juce::Image image (juce::Image::RGB, 64, 48, true);
    const juce::Colour flat (0xff4f93f7), corner (0xff010203);
    image.clear (image.getBounds(), flat);
    image.setPixelAt (0, 0, corner);
    for (int x = 0; x < 64; ++x) // more colours than a palette has
        for (int y = 16; y < 48; ++y)
            image.setPixelAt (
                x, y, juce::Colour (static_cast<juce::uint8> (4 * x), static_cast<juce::uint8> (5 * y), 90));
    const auto many = readAgain (image);
    REQUIRE (many.getBounds() == image.getBounds());
    CHECK (many.getPixelAt (30, 5) == flat);

    const auto few = image.getClippedImage ({ 0, 0, 64, 16 }).createCopy();
    const auto read = readAgain (few);
    for (int y = 0; y < 16; ++y)
        for (int x = 0; x < 64; ++x)
            REQUIRE (read.getPixelAt (x, y) == few.getPixelAt (x, y));
}
