// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/PlayedSound.h"

#include "Files/AudioReader.h"
#include "Files/Resampler.h"

#include <algorithm>

namespace unbraid::live
{

namespace
{
using Eigen::Index;

constexpr Index readFrames = 1 << 16; // at a time

core::Error cannotPlay (const std::filesystem::path& file, std::string found, std::string allowed)
{
    return { "the file cannot be played", file.string(), std::move (found), std::move (allowed) };
}

/** The first two channels, as they are in the file, up to so many frames. The length in the header is not trusted. */
core::Result<Eigen::MatrixXf> readChannels (files::AudioReader& reader, Index maxFrames)
{
    const Index numChannels = std::min<Index> (reader.numChannels(), 2);
    Eigen::MatrixXf block (readFrames, reader.numChannels());
    Eigen::MatrixXf samples (readFrames, numChannels);
    Index filled = 0;
    while (true)
    {
        const auto frames = reader.read (block);
        if (! frames.ok())
            return frames.error();
        const auto taken = std::min (frames.value(), maxFrames - filled);
        if (filled + taken > samples.rows())
            samples.conservativeResize (2 * samples.rows(), Eigen::NoChange);
        samples.middleRows (filled, taken) = block.topRows (taken).leftCols (numChannels);
        filled += taken;
        if (frames.value() < readFrames || filled == maxFrames)
            break;
    }
    samples.conservativeResize (filled, Eigen::NoChange);
    return samples;
}
} // namespace

core::Result<PlayedSound> readPlayedSound (const std::filesystem::path& file, double rateHz, Index maxFrames)
{
    auto opened = files::AudioReader::open (file);
    if (! opened.ok())
        return opened.error();
    auto reader = std::move (opened).value();
    const double fileRateHz = reader.sampleRateHz();
    const double playedRateHz = rateHz > 0.0 ? rateHz : fileRateHz;
    const double share = fileRateHz / std::max (fileRateHz, playedRateHz); // so that neither has more frames
    auto read = readChannels (reader, static_cast<Index> (share * static_cast<double> (maxFrames)));
    if (! read.ok())
        return read.error();
    if (read.value().rows() == 0)
        return cannotPlay (file, "no sound in it", "one frame or more");
    auto resampled = files::resample (read.value(), fileRateHz, playedRateHz);
    if (! resampled.ok())
        return resampled.error();
    const auto numFrames = std::max (reader.numFrames(), read.value().rows());
    PlayedSound sound{ playedRateHz, std::move (resampled).value(),
                       static_cast<double> (numFrames) / fileRateHz, files::oddityOf (reader) };
    if (sound.samples.rows() == 0)
        return cannotPlay (file, "no frame at this rate", "one frame or more");
    if (sound.samples.cols() == 1)
    {
        sound.samples.conservativeResize (Eigen::NoChange, 2);
        sound.samples.col (1) = sound.samples.col (0);
    }
    return sound;
}

} // namespace unbraid::live
