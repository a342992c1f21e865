// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "PalettePng.h"
#include "PictureDifference.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>

/** Views compared with the pictures of them that are kept in the docs. */
namespace unbraid::test
{

/** What a person does not see, of 255. In a block of 8 x 8 pixels, the palette of a kept picture makes up to 12 where seven
    sources share a dense spectrogram, and 3 where there is none; a label that moved by two pixels makes 20 or more, and a
    source's chip of a blue a little nearer to its neighbour's orange 17. */
struct Tolerance
{
    double mean = 2.0, plain = 0.01, block = 14.0;
};

#if defined(_WIN32) || JUCE_MAJOR_VERSION >= 8
/** Type of another size, whose lines break elsewhere: GDI's is smaller by 3 %, and JUCE 8 shapes and places it otherwise. */
constexpr Tolerance tolerance{ 7.0, 0.05, 255.0 };
#else
constexpr Tolerance tolerance;
#endif

inline bool looksTheSame (const PictureDifference& apart, const Tolerance& allowed = tolerance)
{
    return apart.mean <= allowed.mean && apart.plain <= allowed.plain && apart.block <= allowed.block;
}

inline juce::File pictureFolder()
{
    return juce::File (paths::pictures);
}

/** In the folder of the build for pictures. */
inline void writeScreenshot (const juce::Image& image, const juce::String& name)
{
    const auto file = juce::File (paths::screenshots).getChildFile ("editor").getChildFile (name);
    file.getParentDirectory().createDirectory();
    file.deleteFile();
    juce::FileOutputStream stream (file);
    REQUIRE (juce::PNGImageFormat().writeImageToStream (image, stream));
}

/** In the form in which pictures are kept. */
inline void keep (const juce::Image& image, const juce::File& file)
{
    file.deleteFile();
    juce::FileOutputStream stream (file);
    REQUIRE (stream.openedOk());
    writePng (withPalette (image), stream);
    std::cout << "kept " << file.getFileName() << ", " << stream.getPosition() / 1000 << " kB\n";
}

/** Compares what is shown with the picture of that name in the docs. With UNBRAID_KEEP_PICTURES=1 a picture that looks
    different to a person, or is new, is kept in its place, and one of twice the size is left in the build's folder. */
inline void compareWithKept (juce::Component& shown, const juce::String& name)
{
    const auto image = shown.createComponentSnapshot (shown.getLocalBounds(), true, 1.0f);
    writeScreenshot (image, name + ".png");
    const auto kept = pictureFolder().getChildFile (name + ".png");
    auto reference = juce::ImageFileFormat::loadFrom (kept);
    const auto isKept = [&]
    { return reference.getBounds() == image.getBounds() && looksTheSame (difference (reference, image)); };
    if (std::getenv ("UNBRAID_KEEP_PICTURES") != nullptr && ! isKept())
    {
        keep (image, kept);
        writeScreenshot (shown.createComponentSnapshot (shown.getLocalBounds(), true, 2.0f),
                         name + "@2x.png");
        reference = juce::ImageFileFormat::loadFrom (kept);
    }
    REQUIRE (reference.isValid());
    REQUIRE (reference.getBounds() == image.getBounds());
    const auto apart = difference (reference, image);
    INFO (kept.getFileName() << ", worst at " << apart.worst.toString());
    CHECK (apart.mean <= tolerance.mean);
    CHECK (apart.plain <= tolerance.plain);
    CHECK (apart.block <= tolerance.block);
}

} // namespace unbraid::test
