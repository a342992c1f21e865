// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/SoundFile.h"

#include "Files/Ffmpeg.h"
#include "Files/FileKind.h"
#include "Files/SoundCalls.h"
#include "Files/WavStream.h"
#include "Platform/Descriptors.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

/** A sound that libsndfile reads. */
class FileInput final : public AudioInput
{
public:
    /** toOwn  descriptor of the file. A name would let libsndfile guess the format from its ending. */
    FileInput (int toOwn, std::string nameForErrors)
        : calls{ toOwn }
    {
        name = std::move (nameForErrors);
        SF_VIRTUAL_IO functions{ SoundCalls::length, SoundCalls::seek, SoundCalls::read, nullptr,
                                 SoundCalls::tell };
        file = sf_open_virtual (&functions, SFM_READ, &info, &calls);
        sampleRateHz = info.samplerate;
        numChannels = info.channels;
        numFrames = info.frames == SF_COUNT_MAX ? -1 : info.frames;
        promisedFrames = numFrames;
    }

    ~FileInput() override
    {
        sf_close (file);
        platform::closeFile (calls.descriptor);
    }
    FileInput (const FileInput&) = delete;
    FileInput& operator= (const FileInput&) = delete;

    [[nodiscard]] bool isOpen() const { return file != nullptr; }

    /** Files that libsndfile cannot read, decoded by ffmpeg. */
    [[nodiscard]] core::Result<TemporaryFile> decoded() const
    {
        platform::rewind (calls.descriptor);
        return decodeByFfmpeg (name, calls.descriptor);
    }

    /** Where the header says another length than libsndfile, which takes a shortened WAV for a shorter one. */
    void promise (Index frames) { promisedFrames = frames; }

    core::Result<Index> read (float* interleaved, Index count) override
    {
        const auto frames = static_cast<Index> (sf_readf_float (file, interleaved, count));
        framesRead += frames;
        if (frames == count)
            return frames;
        if (calls.failure != 0 || sf_error (file) != SF_ERR_NO_ERROR)
            return cannotRead (name + ", frame " + std::to_string (framesRead), reason(), {});
        // The length of an MPEG file is a guess.
        const bool isExact = (info.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_MPEG;
        missingFrames = isExact ? std::max<Index> (0, promisedFrames - framesRead) : 0;
        if (missingFrames > 0 && ! mayEndEarly)
            return endsEarly (name, "an end after " + std::to_string (framesRead) + " frames",
                              std::to_string (promisedFrames) + ", as its header says");
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
    [[nodiscard]] std::string reason() const
    {
        return calls.failure == 0 ? sf_strerror (file) : std::generic_category().message (calls.failure);
    }

    SoundCalls calls;
    SNDFILE* file = nullptr;
    SF_INFO info{};
    Index framesRead = 0;
    Index promisedFrames = -1;
};

core::Result<int> openForReading (const std::filesystem::path& path)
{
    std::error_code failure;
    if (! std::filesystem::exists (path, failure))
        return core::Error{ "there is no file '" + path.string() + "'", path.string(), "no such file",
                            "a file" };
    if (! std::filesystem::is_regular_file (path, failure))
        return cannotRead (path.string(), "something else", "a file");
    const int descriptor = platform::openForReading (path);
    if (descriptor < 0)
        return cannotRead (path.string(), std::generic_category().message (errno), "a readable file");
    return descriptor;
}

/** The frames that a WAV header promises, where the file is shorter than that; else -1.
    Error: it is, and shall not be. */
core::Result<Index> promisedFrames (int descriptor, const std::string& name, WhenCutShort whenCutShort)
{
    const auto header = readWavHeader (descriptor, name);
    const auto fileBytes = static_cast<std::uint64_t> (platform::seek (descriptor, 0, SEEK_END));
    platform::rewind (descriptor);
    if (! header.ok()) // another format: libsndfile's to judge
        return Index{ -1 };
    const auto wanted = header.value().headerBytes + header.value().dataBytes;
    if (wanted <= fileBytes)
        return Index{ -1 };
    if (whenCutShort == WhenCutShort::refuse)
        return endsEarly (name, std::to_string (fileBytes) + " bytes",
                          std::to_string (wanted) + ", as its header says");
    return static_cast<Index> (header.value().dataBytes) / header.value().bytesPerFrame;
}

/** Formats that ffmpeg may know better, by name where their first bytes say little. */
bool mayBeSound (const std::string& name, FileKind kind)
{
    constexpr std::array mediaEndings{ ".3gp", ".aac", ".ac3", ".amr",  ".ape", ".m4a", ".mkv",
                                       ".mov", ".mp3", ".mp4", ".webm", ".wma", ".wv" };
    return kind == FileKind::sound ||
           (kind == FileKind::other &&
            std::any_of (mediaEndings.begin(), mediaEndings.end(),
                         [&] (const char* ending) { return name.ends_with (ending); }));
}

core::Error notASound (const std::string& name, FileKind kind, const std::string& reason)
{
    const std::string what = kind == FileKind::sound     ? "damaged, or of a kind that cannot be read"
                             : kind == FileKind::other   ? "not a sound that can be read"
                             : kind == FileKind::nothing ? "empty"
                                                         : std::string (nameOf (kind)) + ", not a sound";
    return { "'" + name + "' is " + what, name, reason, "a sound file, such as WAV or FLAC" };
}

/** Reads by libsndfile what is in a descriptor, or else what ffmpeg makes of it. */
core::Result<std::unique_ptr<FileInput>> openSound (int descriptor, const std::string& name, FileKind kind)
{
    auto input = std::make_unique<FileInput> (descriptor, name);
    const std::string reason = sf_strerror (nullptr);
    const bool isForFfmpeg =
        ! input->isOpen() && sf_error (nullptr) == SF_ERR_UNRECOGNISED_FORMAT && mayBeSound (name, kind);
    if (input->isOpen())
        return input;
    if (! isForFfmpeg)
        return notASound (name, kind, reason);
    auto decoded = input->decoded();
    if (! decoded.ok())
        return decoded.error();
    input = std::make_unique<FileInput> (decoded.value().take(), name);
    if (! input->isOpen())
        return notASound (name, kind, sf_strerror (nullptr));
    return input;
}
} // namespace

core::Result<std::unique_ptr<AudioInput>> openSoundFile (const std::filesystem::path& path,
                                                         WhenCutShort whenCutShort)
{
    const auto descriptor = openForReading (path);
    if (! descriptor.ok())
        return descriptor.error();
    const auto promised = promisedFrames (descriptor.value(), path.string(), whenCutShort);
    if (! promised.ok())
    {
        platform::closeFile (descriptor.value());
        return promised.error();
    }
    auto input = openSound (descriptor.value(), path.string(), kindOf (path));
    if (! input.ok())
        return input.error();
    input.value()->mayEndEarly = whenCutShort == WhenCutShort::readToItsEnd;
    if (promised.value() >= 0)
        input.value()->promise (promised.value());
    return std::unique_ptr<AudioInput> (std::move (input).value());
}

core::Result<std::unique_ptr<AudioInput>> openSoundStream (int descriptor, const std::string& name)
{
    std::vector<std::byte> begin (wavBeginningBytes);
    begin.resize (
        static_cast<size_t> (std::max<std::ptrdiff_t> (0, platform::readFully (descriptor, begin))));
    if (beginsAsWav (begin))
        return openWavStream (descriptor, name, begin);
    auto whole = TemporaryFile::create();
    if (! whole.ok())
        return whole.error();
    if (auto filled = whole.value().fill (begin, descriptor); ! filled.ok())
        return filled.error();
    const std::string_view text (reinterpret_cast<const char*> (begin.data()), begin.size());
    auto input = openSound (whole.value().take(), name, kindOfContent (text));
    if (! input.ok())
        return input.error();
    return std::unique_ptr<AudioInput> (std::move (input).value());
}

} // namespace unbraid::files
