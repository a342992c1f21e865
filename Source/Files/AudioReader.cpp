// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"

#include "Files/AudioInput.h"
#include "Files/WavStream.h"

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <system_error>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr Index chunkFrames = 1 << 14; // frames de-interleaved at a time

class FileInput final : public AudioInput
{
public:
    explicit FileInput (const std::filesystem::path& path)
    {
        name = path.string();
        file = sf_open (path.c_str(), SFM_READ, &info);
        sampleRateHz = info.samplerate;
        numChannels = info.channels;
        numFrames = info.frames == SF_COUNT_MAX ? -1 : info.frames;
    }

    ~FileInput() override { sf_close (file); }
    FileInput (const FileInput&) = delete;
    FileInput& operator= (const FileInput&) = delete;

    [[nodiscard]] bool isOpen() const { return file != nullptr; }

    core::Result<Index> read (float* interleaved, Index count) override
    {
        const auto frames = static_cast<Index> (sf_readf_float (file, interleaved, count));
        framesRead += frames;
        if (frames == count)
            return frames;
        if (sf_error (file) != SF_ERR_NO_ERROR)
            return cannotRead (name + ", frame " + std::to_string (framesRead), sf_strerror (file), {});
        // The length of an MPEG file is a guess.
        const bool isExact = (info.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_MPEG;
        if (isExact && framesRead < numFrames)
            return cannotRead (name, "an end after " + std::to_string (framesRead) + " frames",
                               std::to_string (numFrames) + ", as its header says");
        return frames;
    }

    core::Status seek (Index frame) override
    {
        if (sf_seek (file, frame, SEEK_SET) != frame)
            return cannotRead (name, "frame " + std::to_string (frame), "0 to " + std::to_string (numFrames));
        framesRead = frame;
        return core::Done{};
    }

private:
    SNDFILE* file = nullptr;
    SF_INFO info{};
    Index framesRead = 0;
};

/** libsndfile takes a shortened WAV for a shorter one; this compares the header with the file. */
core::Status checkWavLength (const std::filesystem::path& path)
{
    const int descriptor = ::open (path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return cannotRead (path.string(), std::generic_category().message (errno), "a readable file");
    const auto header = readWavHeader (descriptor, path.string());
    ::close (descriptor);
    std::error_code failure;
    const auto fileBytes = std::filesystem::file_size (path, failure);
    if (! header.ok() || failure)
        return core::Done{}; // another format: libsndfile's to judge
    const auto wanted = header.value().headerBytes + header.value().dataBytes;
    if (wanted > fileBytes)
        return cannotRead (path.string(), std::to_string (fileBytes) + " bytes",
                           std::to_string (wanted) + ", as its header says");
    return core::Done{};
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

core::Result<AudioReader> AudioReader::open (const std::filesystem::path& path)
{
    std::error_code failure;
    if (! std::filesystem::is_regular_file (path, failure))
        return cannotRead (path.string(),
                           std::filesystem::exists (path, failure) ? "something else" : "no such file",
                           "a file");
    if (auto whole = checkWavLength (path); ! whole.ok())
        return whole.error();
    auto input = std::make_unique<FileInput> (path);
    if (! input->isOpen())
        return cannotRead (path.string(), sf_strerror (nullptr), "a sound file that libsndfile knows");
    if (auto checked = checkLimits (*input); ! checked.ok())
        return checked.error();
    return AudioReader (std::move (input));
}

core::Result<AudioReader> AudioReader::openStandardInput (int descriptor)
{
    auto input = openWavStream (descriptor, "standard input");
    if (! input.ok())
        return input.error();
    if (auto checked = checkLimits (*input.value()); ! checked.ok())
        return checked.error();
    return AudioReader (std::move (input).value());
}

core::Result<AudioReader> AudioReader::openRawStandardInput (double sampleRateHz, Index numChannels,
                                                             int descriptor)
{
    auto input = openRawStream (descriptor, "standard input", sampleRateHz, numChannels);
    if (auto checked = checkLimits (*input); ! checked.ok())
        return checked.error();
    return AudioReader (std::move (input));
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
    if (auto moved = reader.seek (firstFrame); ! moved.ok())
        return moved.error();
    Recording part{ reader.sampleRateHz(), Eigen::MatrixXf (numFrames, reader.numChannels()) };
    const auto frames = reader.read (part.samples);
    if (! frames.ok())
        return frames.error();
    part.samples.conservativeResize (frames.value(), Eigen::NoChange);
    return part;
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
    Recording recording{ reader.sampleRateHz(), Eigen::MatrixXf (expected, reader.numChannels()) };
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
    return recording;
}

} // namespace unbraid::files
