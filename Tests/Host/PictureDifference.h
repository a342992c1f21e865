// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <array>
#include <cstdlib>
#include <vector>

namespace unbraid::test
{

/** How far two pictures of one size are apart, of 255 a channel, for an eye that blurs single pixels: the noise of another
    palette or of another processor's rounding vanishes, and what moved or changed its colour does not. */
struct PictureDifference
{
    double plain = 0.0; ///< share of the pixels that are plainly others, before the blur
    double mean = 0.0;  ///< of the blurred pictures, over all pixels and channels
    double block = 0.0; ///< over the worst block, in the channel where it is largest
    juce::Rectangle<int> worst;
};

/** The picture's channels as floats, each the mean of its 3 x 3 neighbourhood; `width` x `height` x 3. */
inline std::vector<float> blurred (const juce::Image& image)
{
    const juce::Image::BitmapData pixels (image, juce::Image::BitmapData::readOnly);
    std::vector<float> result;
    result.reserve (static_cast<size_t> (pixels.width) * static_cast<size_t> (pixels.height) * 3);
    for (int y = 0; y < pixels.height; ++y)
        for (int x = 0; x < pixels.width; ++x)
        {
            std::array<int, 3> sum{};
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                {
                    const auto colour = pixels.getPixelColour (juce::jlimit (0, pixels.width - 1, x + dx),
                                                               juce::jlimit (0, pixels.height - 1, y + dy));
                    sum[0] += colour.getRed();
                    sum[1] += colour.getGreen();
                    sum[2] += colour.getBlue();
                }
            for (const int channel : sum)
                result.push_back (static_cast<float> (channel) / 9.0f);
        }
    return result;
}

/** The share of pixels that are plainly others. */
inline double plainShare (const juce::Image& one, const juce::Image& other)
{
    constexpr int plainly = 48;
    const juce::Image::BitmapData ones (one, juce::Image::BitmapData::readOnly),
        theirs (other, juce::Image::BitmapData::readOnly);
    int count = 0;
    for (int y = 0; y < ones.height; ++y)
        for (int x = 0; x < ones.width; ++x)
        {
            const auto a = ones.getPixelColour (x, y), b = theirs.getPixelColour (x, y);
            count += std::abs (a.getRed() - b.getRed()) >= plainly ||
                             std::abs (a.getGreen() - b.getGreen()) >= plainly ||
                             std::abs (a.getBlue() - b.getBlue()) >= plainly
                         ? 1
                         : 0;
        }
    return static_cast<double> (count) / (static_cast<double> (ones.width) * ones.height);
}

/** Means of the blurred pictures' difference over a block, channel by channel. */
inline std::array<double, 3> blockDifference (const std::vector<float>& ones,
                                              const std::vector<float>& theirs, int width,
                                              juce::Rectangle<int> block)
{
    std::array<double, 3> means{};
    for (int y = block.getY(); y < block.getBottom(); ++y)
        for (int x = block.getX(); x < block.getRight(); ++x)
            for (int channel = 0; channel < 3; ++channel)
            {
                const auto at = static_cast<size_t> ((y * width + x) * 3 + channel);
                means[static_cast<size_t> (channel)] += std::abs (ones[at] - theirs[at]);
            }
    for (auto& mean : means)
        mean /= block.getWidth() * block.getHeight();
    return means;
}

/** Both pictures have one size. */
inline PictureDifference difference (const juce::Image& one, const juce::Image& other)
{
    constexpr int side = 8; // pixels: less than a letter's height
    PictureDifference result;
    result.plain = plainShare (one, other);
    const auto ones = blurred (one), theirs = blurred (other);
    const int width = one.getWidth(), height = one.getHeight();
    for (int top = 0; top < height; top += side)
        for (int left = 0; left < width; left += side)
        {
            const auto block = one.getBounds().getIntersection ({ left, top, side, side });
            const auto means = blockDifference (ones, theirs, width, block);
            const double share =
                static_cast<double> (block.getWidth() * block.getHeight()) / (3.0 * width * height);
            result.mean += share * (means[0] + means[1] + means[2]);
            if (const double worst = std::max ({ means[0], means[1], means[2] }); worst > result.block)
            {
                result.block = worst;
                result.worst = block;
            }
        }
    return result;
}

} // namespace unbraid::test
