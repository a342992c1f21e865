// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <cstdlib>

/** Views compared with the pictures of them that are kept in the docs. */
namespace unbraid::test
{

#ifdef _WIN32
constexpr double maxMeanDifference = 7.0; // GDI's type is smaller by 3 %, and lines break elsewhere
constexpr double maxOtherPixels = 0.05;
#else
constexpr double maxMeanDifference = 2.0; // of 255: another processor's rounding, not another layout
constexpr double maxOtherPixels = 0.01;   // share of those that differ plainly
#endif
constexpr int plainly = 48;

inline juce::File pictureFolder()
{
    return juce::File (paths::pictures);
}

inline void write (const juce::Image& image, const juce::File& file)
{
    file.getParentDirectory().createDirectory();
    file.deleteFile();
    juce::FileOutputStream stream (file);
    REQUIRE (juce::PNGImageFormat().writeImageToStream (image, stream));
}

/** Mean difference of all channels, and the share of pixels that are plainly others. */
inline std::pair<double, double> differences (const juce::Image& one, const juce::Image& other)
{
    double sum = 0.0, others = 0.0;
    const juce::Image::BitmapData ones (one, juce::Image::BitmapData::readOnly),
        theirs (other, juce::Image::BitmapData::readOnly);
    for (int y = 0; y < one.getHeight(); ++y)
        for (int x = 0; x < one.getWidth(); ++x)
        {
            const auto a = ones.getPixelColour (x, y), b = theirs.getPixelColour (x, y);
            const int red = std::abs (a.getRed() - b.getRed()),
                      green = std::abs (a.getGreen() - b.getGreen()),
                      blue = std::abs (a.getBlue() - b.getBlue());
            sum += red + green + blue;
            others += std::max ({ red, green, blue }) >= plainly ? 1.0 : 0.0;
        }
    const double pixels = static_cast<double> (one.getWidth()) * one.getHeight();
    return { sum / (3.0 * pixels), others / pixels };
}

/** Compares what is shown with the picture of that name in the docs, at both scales; UNBRAID_KEEP_PICTURES=1 keeps it as
    the new one, UNBRAID_SMALL_PICTURES=1 leaves the larger out: the same lines paint it, four times as long. */
inline void compareWithKept (juce::Component& shown, const juce::String& name)
{
    for (const float scale : { 1.0f, 2.0f })
    {
        if (scale > 1.0f && std::getenv ("UNBRAID_SMALL_PICTURES") != nullptr)
            return;
        const auto file = name + (scale > 1.0f ? "@2x.png" : ".png");
        const auto image = shown.createComponentSnapshot (shown.getLocalBounds(), true, scale);
        write (image, juce::File (paths::screenshots).getChildFile ("editor").getChildFile (file));
        const auto kept = pictureFolder().getChildFile (file);
        if (std::getenv ("UNBRAID_KEEP_PICTURES") != nullptr)
            write (image, kept);
        INFO (file);
        const auto reference = juce::ImageFileFormat::loadFrom (kept);
        REQUIRE (reference.isValid());
        REQUIRE (reference.getBounds() == image.getBounds());
        const auto [mean, others] = differences (reference, image);
        CHECK (mean <= maxMeanDifference);
        CHECK (others <= maxOtherPixels);
    }
}

} // namespace unbraid::test
