// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"

#include "Files/Reading/SoundFile.h"
#include "Files/Reading/WavStream.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr Index chunkFrames = 1 << 14; // frames de-interleaved at a time

/** "1.50 s" */
std::string secondsText (Index frames, double sampleRateHz)
{
    const auto hundredths = std::llround (100.0 * static_cast<double> (frames) / sampleRateHz);
    const auto digits = std::to_string (100 + hundredths % 100);
    return std::to_string (hundredths / 100) + "." + digits.substr (1) + " s";
}

std::string notNumbersText (Index count)
{
    return "has " + std::to_string (count) +
           (count == 1 ? " sample that is no number" : " samples that are no numbers") + " (NaN or infinite)";
}

std::string oddity (double sampleRateHz, Index numThere, Index numMissing, const std::string& remark)
{
    std::string text;
    if (numMissing > 0)
        text = "is damaged or incomplete: " + secondsText (numThere, sampleRateHz) + " of " +
               secondsText (numThere + numMissing, sampleRateHz) + " are there and were read";
    if (! remark.empty())
        text += (text.empty() ? "" : "; it ") + remark;
    return text;
}
} // namespace

core::Status checkLimits (const AudioInput& input)
{
    if (input.numChannels < 1 || input.numChannels > maxReadChannels)
        return cannotRead (input.name + ", channels", std::to_string (input.numChannels),
                           "1 to " + std::to_string (maxReadChannels));
    if (! (input.sampleRateHz >= minReadRateHz && input.sampleRateHz <= maxReadRateHz))
        return cannotRead (input.name + ", sample rate", std::to_string (input.sampleRateHz),
                           "1000 to 768000 Hz");
    return core::Done{};
}

core::Result<AudioReader> AudioReader::of (core::Result<std::unique_ptr<AudioInput>> input)
{
    if (! input.ok())
        return input.error();
    if (auto holds = checkLimits (*input.value()); ! holds.ok())
        return holds.error();
    return AudioReader (std::move (input).value());
}

core::Result<AudioReader> AudioReader::open (const std::filesystem::path& path)
{
    return of (openSoundFile (path));
}

core::Result<AudioReader> AudioReader::openStandardInput (int descriptor)
{
    return of (openSoundStream (descriptor, "standard input"));
}

core::Result<AudioReader> AudioReader::openRawStandardInput (double sampleRateHz, Index numChannels,
                                                             int descriptor)
{
    return of (openRawStream (descriptor, "standard input", sampleRateHz, numChannels));
}

AudioReader::AudioReader (std::unique_ptr<AudioInput> source)
    : input (std::move (source))
    , interleaved (input->numChannels, chunkFrames)
{
}

AudioReader::~AudioReader() = default;
AudioReader::AudioReader (AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator= (AudioReader&&) noexcept = default;

double AudioReader::sampleRateHz() const noexcept
{
    return input->sampleRateHz;
}
Index AudioReader::numChannels() const noexcept
{
    return input->numChannels;
}
Index AudioReader::numFrames() const noexcept
{
    return input->numFrames;
}
Index AudioReader::missingFrames() const noexcept
{
    return input->missingFrames;
}

const std::string& AudioReader::remark() const noexcept
{
    return input->remark;
}

const SoundMetadata& AudioReader::metadata() const noexcept
{
    return input->metadata;
}

core::Result<Index> AudioReader::read (Eigen::Ref<Eigen::MatrixXf> block)
{
    assert (block.cols() == numChannels());
    Index filled = 0;
    while (filled < block.rows())
    {
        const Index wanted = std::min (chunkFrames, block.rows() - filled);
        const auto frames = input->read (interleaved.data(), wanted);
        if (! frames.ok())
            return frames.error();
        block.middleRows (filled, frames.value()) = interleaved.leftCols (frames.value()).transpose();
        filled += frames.value();
        if (frames.value() < wanted)
            break;
    }
    return filled;
}

core::Status AudioReader::seek (Index frame)
{
    return input->seek (frame);
}

core::Result<Recording> readPart (const std::filesystem::path& path, Index firstFrame, Index numFrames)
{
    auto opened = AudioReader::open (path);
    if (! opened.ok())
        return opened.error();
    AudioReader reader = std::move (opened).value();
    Recording part{ reader.sampleRateHz(), Eigen::MatrixXf (numFrames, reader.numChannels()), 0, {} };
    if (auto moved = reader.seek (firstFrame); ! moved.ok())
    {
        if (firstFrame >= reader.numFrames())
            return moved.error();
        part.samples.resize (0, reader.numChannels()); // the file ends before its header says
        return part;
    }
    const auto frames = reader.read (part.samples);
    if (! frames.ok())
        return frames.error();
    part.samples.conservativeResize (frames.value(), Eigen::NoChange);
    part.missingFrames = reader.missingFrames();
    part.remark = reader.remark();
    return part;
}

std::string oddityOf (const Recording& recording, Index firstFrame)
{
    std::string remark = recording.remark;
    const auto finite = recording.samples.array().isFinite().count();
    if (const Index none = recording.samples.size() - finite; none > 0)
        remark += (remark.empty() ? "" : "; it ") + notNumbersText (none);
    return oddity (recording.sampleRateHz, firstFrame + recording.samples.rows(), recording.missingFrames,
                   remark);
}

std::string oddityOf (const AudioReader& reader)
{
    return oddity (reader.sampleRateHz(), reader.numFrames(), reader.missingFrames(), reader.remark());
}

core::Result<Recording> readRecording (const std::filesystem::path& path, Index maxFrames)
{
    auto opened = AudioReader::open (path);
    if (! opened.ok())
        return opened.error();
    AudioReader reader = std::move (opened).value();
    const auto tooLong = [&] (Index numFrames)
    {
        return cannotRead (path.string(), std::to_string (numFrames) + " frames",
                           "at most " + std::to_string (maxFrames));
    };
    if (reader.numFrames() > maxFrames)
        return tooLong (reader.numFrames());

    const Index expected = reader.numFrames() < 0 ? chunkFrames : reader.numFrames();
    Recording recording{ reader.sampleRateHz(), Eigen::MatrixXf (expected, reader.numChannels()), 0, {} };
    Index filled = 0;
    while (true)
    {
        const auto frames = reader.read (recording.samples.bottomRows (recording.samples.rows() - filled));
        if (! frames.ok())
            return frames.error();
        filled += frames.value();
        if (filled > maxFrames)
            return tooLong (filled);
        if (filled < recording.samples.rows() || reader.numFrames() >= 0)
            break;
        recording.samples.conservativeResize (2 * filled, Eigen::NoChange);
    }
    recording.samples.conservativeResize (filled, Eigen::NoChange);
    recording.missingFrames = reader.missingFrames();
    recording.remark = reader.remark();
    recording.metadata = reader.metadata();
    return recording;
}

} // namespace unbraid::files
