// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "PalettePng.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>

namespace unbraid::test
{
namespace
{
constexpr size_t numColours = 160, numExact = 40;
constexpr double rarity = 0.2; // the power of a colour's count in its claim to a place
constexpr int rounds = 6;
constexpr int asNear = 8; // how much farther a neighbour's colour may be, Euclidean, of 255 a channel

using Channels = std::array<int, 3>;

struct Counted
{
    Channels colour;
    int count = 0;
    int flat = 0; // of these, like their neighbours to the left and above
};

Channels channelsOf (juce::Colour colour)
{
    return { colour.getRed(), colour.getGreen(), colour.getBlue() };
}

int squaredDistance (const Channels& one, const Channels& other)
{
    int sum = 0;
    for (size_t channel = 0; channel < one.size(); ++channel)
        sum += (one[channel] - other[channel]) * (one[channel] - other[channel]);
    return sum;
}

double distance (const Channels& one, const Channels& other)
{
    return std::sqrt (static_cast<double> (squaredDistance (one, other)));
}

size_t nearest (const std::vector<Channels>& palette, const Channels& colour)
{
    size_t found = 0;
    int least = std::numeric_limits<int>::max();
    for (size_t index = 0; index < palette.size(); ++index)
        if (const int squared = squaredDistance (palette[index], colour); squared < least)
        {
            least = squared;
            found = index;
        }
    return found;
}

/** Those of flat areas first, the largest first. */
std::vector<Counted> countColours (const juce::Image::BitmapData& pixels)
{
    std::map<Channels, Counted> counts;
    for (int y = 0; y < pixels.height; ++y)
        for (int x = 0; x < pixels.width; ++x)
        {
            const auto colour = pixels.getPixelColour (x, y);
            auto& counted = counts[channelsOf (colour)];
            counted.colour = channelsOf (colour);
            ++counted.count;
            if (x > 0 && y > 0 && pixels.getPixelColour (x - 1, y) == colour &&
                pixels.getPixelColour (x, y - 1) == colour)
                ++counted.flat;
        }
    std::vector<Counted> found;
    for (const auto& [colour, counted] : counts)
        found.push_back (counted);
    std::stable_sort (found.begin(), found.end(),
                      [] (const Counted& one, const Counted& other)
                      { return std::pair (one.flat, one.count) > std::pair (other.flat, other.count); });
    return found;
}

/** The first colours, then again and again the one that is represented worst. */
std::vector<Channels> firstPalette (const std::vector<Counted>& colours)
{
    std::vector<Channels> palette;
    for (size_t index = 0; index < std::min (numExact, colours.size()); ++index)
        palette.push_back (colours[index].colour);
    std::vector<double> away (colours.size(), std::numeric_limits<double>::max());
    const auto take = [&] (const Channels& colour)
    {
        for (size_t index = 0; index < colours.size(); ++index)
            away[index] = std::min (away[index], distance (colours[index].colour, colour));
    };
    for (const auto& colour : palette)
        take (colour);
    while (palette.size() < std::min (numColours, colours.size()))
    {
        size_t worst = 0;
        double most = -1.0;
        for (size_t index = 0; index < colours.size(); ++index)
            if (const double weight = away[index] * std::pow (colours[index].count, rarity); weight > most)
            {
                most = weight;
                worst = index;
            }
        palette.push_back (colours[worst].colour);
        take (palette.back());
    }
    return palette;
}

/** Moves the colours that need not be exact to the means of what they stand for. */
void refine (std::vector<Channels>& palette, const std::vector<Counted>& colours)
{
    struct Sum
    {
        std::array<double, 3> channels{};
        double weight = 0.0;
    };
    std::vector<Sum> sums (palette.size());
    for (const auto& [colour, count, flat] : colours)
    {
        auto& sum = sums[nearest (palette, colour)];
        const double weight = std::sqrt (static_cast<double> (count));
        for (size_t channel = 0; channel < colour.size(); ++channel)
            sum.channels[channel] += weight * colour[channel];
        sum.weight += weight;
    }
    for (size_t index = std::min (numExact, palette.size()); index < palette.size(); ++index)
        for (size_t channel = 0; channel < palette[index].size(); ++channel)
            if (sums[index].weight > 0.0)
                palette[index][channel] =
                    juce::roundToInt (sums[index].channels[channel] / sums[index].weight);
}

/** A chunk of PNG: its length, its kind, its bytes, their check sum. */
void writeChunk (juce::OutputStream& stream, const char* kind, const juce::MemoryBlock& bytes)
{
    juce::MemoryBlock checked (kind, 4);
    checked.append (bytes.getData(), bytes.getSize());
    juce::uint32 sum = 0xffffffffu; // CRC-32, bit by bit
    for (const char each : checked)
    {
        sum ^= static_cast<juce::uint8> (each);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1) ^ (0xedb88320u & (0u - (sum & 1u)));
    }
    stream.writeIntBigEndian (static_cast<int> (bytes.getSize()));
    stream.write (checked.getData(), checked.getSize());
    stream.writeIntBigEndian (static_cast<int> (~sum));
}

juce::MemoryBlock headerOf (const PaletteImage& image)
{
    constexpr juce::uint8 bitsPaletteDeflateFilterPlain[] = { 8, 3, 0, 0, 0 };
    juce::MemoryOutputStream header;
    header.writeIntBigEndian (image.width);
    header.writeIntBigEndian (image.height);
    header.write (bitsPaletteDeflateFilterPlain, sizeof (bitsPaletteDeflateFilterPlain));
    return header.getMemoryBlock();
}

juce::MemoryBlock deflated (const PaletteImage& image)
{
    juce::MemoryOutputStream packed;
    {
        juce::GZIPCompressorOutputStream zlib (packed, 9);
        for (int y = 0; y < image.height; ++y)
        {
            zlib.writeByte (0); // no filter: indices have no neighbours that they resemble
            zlib.write (image.pixels.data() + static_cast<std::ptrdiff_t> (y) * image.width,
                        static_cast<size_t> (image.width));
        }
    }
    return packed.getMemoryBlock();
}
} // namespace

PaletteImage withPalette (const juce::Image& image)
{
    const juce::Image::BitmapData pixels (image, juce::Image::BitmapData::readOnly);
    const auto colours = countColours (pixels);
    auto palette = firstPalette (colours);
    for (int round = 0; round < rounds; ++round)
        refine (palette, colours);

    std::map<Channels, std::pair<size_t, double>> choices; // the nearest, and how far it is
    for (const auto& each : colours)
    {
        const auto choice = nearest (palette, each.colour);
        choices[each.colour] = { choice, distance (palette[choice], each.colour) };
    }
    PaletteImage result{ pixels.width, pixels.height, {}, {} };
    for (const auto& [red, green, blue] : palette)
        result.palette.emplace_back (static_cast<juce::uint8> (red), static_cast<juce::uint8> (green),
                                     static_cast<juce::uint8> (blue));
    const auto chosen = [&] (int x, int y)
    {
        return result
            .pixels[static_cast<size_t> (y) * static_cast<size_t> (pixels.width) + static_cast<size_t> (x)];
    };
    result.pixels.reserve (static_cast<size_t> (pixels.width) * static_cast<size_t> (pixels.height));
    for (int y = 0; y < pixels.height; ++y)
        for (int x = 0; x < pixels.width; ++x)
        {
            const auto colour = channelsOf (pixels.getPixelColour (x, y));
            const auto [best, away] = choices.at (colour);
            const auto serves = [&, away = away] (juce::uint8 index)
            { return away > 0.0 && distance (palette[index], colour) <= away + asNear; };
            auto index = static_cast<juce::uint8> (best);
            if (x > 0 && serves (chosen (x - 1, y)))
                index = chosen (x - 1, y);
            else if (y > 0 && serves (chosen (x, y - 1)))
                index = chosen (x, y - 1);
            result.pixels.push_back (index);
        }
    return result;
}

void writePng (const PaletteImage& image, juce::OutputStream& stream)
{
    constexpr juce::uint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    stream.write (signature, sizeof (signature));
    writeChunk (stream, "IHDR", headerOf (image));
    juce::MemoryBlock palette;
    for (const auto colour : image.palette)
    {
        const juce::uint8 channels[] = { colour.getRed(), colour.getGreen(), colour.getBlue() };
        palette.append (channels, sizeof (channels));
    }
    writeChunk (stream, "PLTE", palette);
    writeChunk (stream, "IDAT", deflated (image));
    writeChunk (stream, "IEND", {});
}

} // namespace unbraid::test
