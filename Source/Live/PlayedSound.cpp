// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/PlayedSound.h"

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

core::Error tooLong (const std::filesystem::path& file, double highestRateHz)
{
    return cannotPlay (file, "a longer one",
                       "at most " + core::numberText (static_cast<double> (maxPlayedFrames) / highestRateHz) +
                           " s at this rate");
}

/** The first two channels, as they are in the file. The length in the header is not trusted. */
core::Result<Eigen::MatrixXf> readChannels (files::AudioReader& reader, const std::filesystem::path& file)
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
        if (filled + frames.value() > maxPlayedFrames)
            return tooLong (file, reader.sampleRateHz());
        if (filled + frames.value() > samples.rows())
            samples.conservativeResize (2 * samples.rows(), Eigen::NoChange);
        samples.middleRows (filled, frames.value()) = block.topRows (frames.value()).leftCols (numChannels);
        filled += frames.value();
        if (frames.value() < readFrames)
            break;
    }
    samples.conservativeResize (filled, Eigen::NoChange);
    return samples;
}
} // namespace

core::Result<PlayedSound> readPlayedSound (const std::filesystem::path& file, double rateHz)
{
    auto opened = files::AudioReader::open (file);
    if (! opened.ok())
        return opened.error();
    auto reader = std::move (opened).value();
    const double fileRateHz = reader.sampleRateHz();
    const double playedRateHz = rateHz > 0.0 ? rateHz : fileRateHz;
    const double highestRateHz = std::max (fileRateHz, playedRateHz);
    if (static_cast<double> (reader.numFrames()) / fileRateHz * highestRateHz >
        static_cast<double> (maxPlayedFrames))
        return tooLong (file, highestRateHz);

    auto read = readChannels (reader, file);
    if (! read.ok())
        return read.error();
    if (read.value().rows() == 0)
        return cannotPlay (file, "no sound in it", "one frame or more");
    auto resampled = files::resample (read.value(), fileRateHz, playedRateHz);
    if (! resampled.ok())
        return resampled.error();
    PlayedSound sound{ playedRateHz, std::move (resampled).value() };
    if (sound.samples.rows() == 0 || sound.samples.rows() > maxPlayedFrames)
        return cannotPlay (file, std::to_string (sound.samples.rows()) + " frames at this rate",
                           "1 to " + std::to_string (maxPlayedFrames));
    if (sound.samples.cols() == 1)
    {
        sound.samples.conservativeResize (Eigen::NoChange, 2);
        sound.samples.col (1) = sound.samples.col (0);
    }
    return sound;
}

} // namespace unbraid::live
