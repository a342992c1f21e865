// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/SoundFile.h"

#include "Files/FileKind.h"
#include "Files/PipeCopy.h"
#include "Files/Reading/EditList.h"
#include "Files/Reading/Ffmpeg.h"
#include "Files/Reading/FileLayout.h"
#include "Files/Reading/WavStream.h"
#include "Platform/Descriptors.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <vector>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr int firstMpegCodec = 0x0080,
              lastMpegCodec = 0x0082; // layers I to III, which headers before 1.1 do not name

/** Callbacks by which libsndfile reads. A name would let it guess the format from its ending. */
struct ViewCalls
{
    FileView view;
    std::int64_t position = 0;
    std::int64_t furthest = 0; // read to; decoders go back where they lose their way
    int failure = 0;           // errno of the first call that failed

    static ViewCalls& of (void* calls) { return *static_cast<ViewCalls*> (calls); }
    static std::int64_t length (void* calls) { return of (calls).view.length(); }
    static std::int64_t tell (void* calls) { return of (calls).position; }

    static std::int64_t seek (std::int64_t offset, int whence, void* calls)
    {
        const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? tell (calls) : length (calls);
        if (from + offset < 0)
            return -1;
        return of (calls).position = from + offset;
    }

    static std::int64_t read (void* bytes, std::int64_t count, void* calls)
    {
        auto& self = of (calls);
        const auto numRead =
            self.view.read (self.position, { static_cast<std::byte*> (bytes), static_cast<size_t> (count) });
        if (numRead < 0)
            self.failure = errno;
        self.position += std::max<std::int64_t> (numRead, 0);
        self.furthest = std::max (self.furthest, self.position);
        return std::max<std::int64_t> (numRead, 0);
    }
};

/** A sound that libsndfile reads. */
class FileInput final : public AudioInput
{
public:
    /** toOwn  descriptor of the file; below 0: another's, to which the view belongs */
    FileInput (int toOwn, FileView view, std::string nameForErrors)
        : ownDescriptor (toOwn)
        , calls{ std::move (view) }
    {
        name = std::move (nameForErrors);
        SF_VIRTUAL_IO functions{ ViewCalls::length, ViewCalls::seek, ViewCalls::read, nullptr,
                                 ViewCalls::tell };
        file = sf_open_virtual (&functions, SFM_READ, &info, &calls);
        sampleRateHz = info.samplerate;
        numChannels = info.channels;
        numFrames = info.frames == SF_COUNT_MAX ? -1 : info.frames;
        promisedFrames = numFrames;
        calls.furthest = 0;
    }

    ~FileInput() override
    {
        sf_close (file);
        if (ownDescriptor >= 0)
            platform::closeFile (ownDescriptor);
    }
    FileInput (const FileInput&) = delete;
    FileInput& operator= (const FileInput&) = delete;

    [[nodiscard]] bool isOpen() const { return file != nullptr; }

    /** Adds what libsndfile finds of the file's tags, and the places of its channels where FLAC has but one choice. */
    void describe()
    {
        for (int kind = SF_STR_FIRST; kind <= SF_STR_LAST; ++kind)
            if (const char* text = sf_get_string (file, kind); text != nullptr && kind != SF_STR_SOFTWARE)
                metadata.tags.push_back ({ kind, text });
        constexpr std::array<std::uint32_t, 9> ofFlac{ 0, 0, 0, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f };
        if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC && numChannels < std::ssize (ofFlac))
            metadata.channelMask = ofFlac[static_cast<size_t> (numChannels)];
    }

    [[nodiscard]] const FileView& view() const { return calls.view; }

    /** Files that libsndfile cannot read, decoded by ffmpeg. */
    [[nodiscard]] core::Result<TemporaryFile> decoded() const
    {
        platform::rewind (ownDescriptor);
        return decodeByFfmpeg (name, ownDescriptor);
    }

    /** Ends the sound there: what follows in the file pads its last block. */
    void endAt (Index frames)
    {
        numFrames = promisedFrames = std::min (numFrames, std::max<Index> (0, frames));
    }

    /** Corrects a length that the header gives otherwise than libsndfile, which takes a shortened WAV for a shorter one. */
    void promise (Index frames) { promisedFrames = frames; }

    core::Result<Index> read (float* interleaved, Index count) override
    {
        if (numFrames >= 0) // read by blocks, it ends where it does read at once
            count = std::min (count, std::max<Index> (0, numFrames - framesRead));
        const auto frames = static_cast<Index> (sf_readf_float (file, interleaved, count));
        framesRead += frames;
        if (frames == count && (numFrames < 0 || framesRead < numFrames))
            return frames;
        if (calls.failure != 0 || (sf_error (file) != SF_ERR_NO_ERROR && ! isCut()))
            return cannotRead (name + ", frame " + std::to_string (framesRead), reason(), {});
        missingFrames = std::max<Index> (0, promisedFrames - framesRead);
        if (missingFrames <= tolerance())
            missingFrames = 0;
        return frames;
    }

    core::Status seek (Index frame) override
    {
        if ((numFrames >= 0 && frame > numFrames) || sf_seek (file, frame, SEEK_SET) != frame)
            return cannotRead (name, "frame " + std::to_string (frame), "0 to " + std::to_string (numFrames));
        framesRead = frame;
        calls.furthest = 0;
        return core::Done{};
    }

private:
    /** The decoder misses what is behind the end of the file, and not within it. */
    [[nodiscard]] bool isCut() const
    {
        return promisedFrames > framesRead && calls.furthest >= calls.view.length();
    }

    /** Frames that may be missing of a whole file. What is said of MPEG counts its frames and the decoder's delay. */
    [[nodiscard]] Index tolerance() const
    {
        constexpr Index mpegFrames = 2 * 1152;
        const int codec = info.format & SF_FORMAT_SUBMASK;
        return codec >= firstMpegCodec && codec <= lastMpegCodec ? mpegFrames : 0;
    }

    [[nodiscard]] std::string reason() const
    {
        return calls.failure == 0 ? sf_strerror (file) : std::generic_category().message (calls.failure);
    }

    int ownDescriptor;
    ViewCalls calls;
    SNDFILE* file = nullptr;
    SF_INFO info{};
    Index framesRead = 0;
    Index promisedFrames = -1;
};

/** The links of a chained file one after the other. */
class LinkedInput final : public AudioInput
{
public:
    explicit LinkedInput (std::unique_ptr<FileInput> first)
    {
        name = first->name;
        sampleRateHz = first->sampleRateHz;
        numChannels = first->numChannels;
        numFrames = first->numFrames;
        metadata = first->metadata;
        links.push_back (std::move (first));
    }

    /** False where the link is of another rate or of other channels, or no sound. */
    bool add (std::unique_ptr<FileInput> link)
    {
        if (! link->isOpen() || link->sampleRateHz != sampleRateHz || link->numChannels != numChannels ||
            link->numFrames < 0 || numFrames < 0)
            return false;
        numFrames += link->numFrames;
        links.push_back (std::move (link));
        return true;
    }

    core::Result<Index> read (float* interleaved, Index count) override
    {
        Index done = 0;
        while (done < count && current < links.size())
        {
            const auto frames = links[current]->read (interleaved + done * numChannels, count - done);
            if (! frames.ok())
                return frames.error();
            done += frames.value();
            if (done < count)
                missingFrames += links[current++]->missingFrames;
        }
        return done;
    }

    core::Status seek (Index frame) override
    {
        if (frame < 0 || frame > numFrames)
            return cannotRead (name, "frame " + std::to_string (frame), "0 to " + std::to_string (numFrames));
        missingFrames = 0;
        for (current = 0; current + 1 < links.size() && frame >= links[current]->numFrames; ++current)
            frame -= links[current]->numFrames;
        for (size_t i = current + 1; i < links.size(); ++i)
            if (auto moved = links[i]->seek (0); ! moved.ok())
                return moved;
        return links[current]->seek (frame);
    }

private:
    std::vector<std::unique_ptr<FileInput>> links; // the first owns the file
    size_t current = 0;
};

core::Result<int> openForReading (const std::filesystem::path& path)
{
    if (const auto kept = openKeptPipe (path))
        return *kept;
    std::error_code failure;
    if (const bool isThere = std::filesystem::exists (path, failure); ! isThere && failure)
        return cannotRead (path.string(), failure.message(), "a readable file");
    else if (! isThere)
        return core::Error{ "there is no file '" + path.string() + "'", path.string(), "no such file",
                            "a file" };
    if (! std::filesystem::is_regular_file (path, failure) && ! std::filesystem::is_fifo (path, failure))
        return cannotRead (path.string(), "something else", "a file");
    const int descriptor = platform::openForReading (path);
    if (descriptor < 0)
        return cannotRead (path.string(), std::generic_category().message (errno), "a readable file");
    return descriptor;
}

/** Formats that ffmpeg may know better, by name where their first bytes say little. */
bool mayBeSound (const std::string& name, FileKind kind)
{
    return kind == FileKind::sound || (kind == FileKind::other && isNamedAsSound (name));
}

core::Error notASound (const std::string& name, FileKind kind, const std::string& reason)
{
    const std::string what = kind == FileKind::sound     ? "damaged, or of a kind that cannot be read"
                             : kind == FileKind::other   ? "not a sound that can be read"
                             : kind == FileKind::nothing ? "empty"
                                                         : std::string (nameOf (kind)) + ", not a sound";
    return { "'" + name + "' is " + what, name, reason, "a sound file, such as WAV or FLAC" };
}

/** Opens by ffmpeg a file that libsndfile refused for a reason. */
core::Result<std::unique_ptr<FileInput>> openDecoded (const FileInput& refused, FileKind kind,
                                                      const std::string& reason)
{
    if (! mayBeSound (refused.name, kind))
        return notASound (refused.name, kind, reason);
    const auto seconds = secondsOfEdit (refused.view());
    auto decoded = refused.decoded();
    if (! decoded.ok())
        return decoded.error();
    const int output = decoded.value().take();
    auto input = std::make_unique<FileInput> (output, FileView (output), refused.name);
    if (! input->isOpen())
        return notASound (refused.name, kind, sf_strerror (nullptr));
    if (seconds)
        input->endAt (static_cast<Index> (std::llround (*seconds * input->sampleRateHz)));
    return input;
}

/** With the links that follow it in its file, as far as they are like it. */
std::unique_ptr<AudioInput> joined (std::unique_ptr<FileInput> first, std::vector<FileView> links)
{
    if (links.empty())
        return first;
    const auto name = first->name;
    auto whole = std::make_unique<LinkedInput> (std::move (first));
    for (auto& link : links)
        if (! whole->add (std::make_unique<FileInput> (-1, std::move (link), name)))
        {
            whole->remark = "goes on with another rate or other channels, which were left out";
            break;
        }
    return whole;
}

/** What the user should know of a file beside a number of frames that are missing. */
std::string remarkOn (const FileLayout& layout, int descriptor)
{
    if (layout.hasFurtherSound)
        return "has several chunks of samples, which were put together";
    if (layout.hasNoEnd)
        return "is damaged or incomplete: its end is missing, and it was read as far as it goes";
    if (layout.promisedBytes > 0 && layout.promisedFrames < 0)
        return "is damaged or incomplete: " + std::to_string (FileView (descriptor).length()) + " of " +
               std::to_string (layout.promisedBytes) + " bytes are there and were read";
    return {};
}

/** Reads by libsndfile what is in a descriptor, or else what ffmpeg makes of it. */
core::Result<std::unique_ptr<AudioInput>> openSound (int descriptor, const std::string& name, FileKind kind)
{
    auto layout = layoutOf (descriptor);
    const std::string remark = remarkOn (layout, descriptor);
    auto input = std::make_unique<FileInput> (descriptor, std::move (layout.view), name);
    if (const std::string reason = sf_strerror (nullptr); ! input->isOpen())
    {
        auto decoded = openDecoded (*input, kind, reason);
        if (! decoded.ok())
            return decoded.error();
        input = std::move (decoded).value();
        layout.links.clear();
    }
    if (layout.promisedFrames >= 0)
        input->promise (layout.promisedFrames);
    input->metadata = std::move (layout.metadata);
    input->describe();
    auto whole = joined (std::move (input), std::move (layout.links));
    if (! remark.empty())
        whole->remark = remark;
    return whole;
}
} // namespace

core::Result<std::unique_ptr<AudioInput>> openSoundFile (const std::filesystem::path& path)
{
    const auto descriptor = openForReading (path);
    if (! descriptor.ok())
        return descriptor.error();
    if (isPipe (path) && ! isKeptPipe (path))
    {
        const std::shared_ptr<void> opened (nullptr, [toClose = descriptor.value()] (void*)
                                            { platform::closeFile (toClose); });
        auto input = openSoundStream (descriptor.value(), path.string());
        if (input.ok())
            input.value()->opened = opened;
        return input;
    }
    return openSound (descriptor.value(), path.string(), kindOf (path));
}

core::Result<std::unique_ptr<AudioInput>> openSoundStream (int descriptor, const std::string& name)
{
    std::vector<std::byte> begin (wavBeginningBytes);
    begin.resize (
        static_cast<size_t> (std::max<std::ptrdiff_t> (0, platform::readFully (descriptor, begin))));
    if (beginsAsWav (begin))
    {
        auto stream = openWavStream (descriptor, name, begin);
        if (! stream.ok() || stream.value() != nullptr)
            return stream;
    }
    auto whole = TemporaryFile::create();
    if (! whole.ok())
        return whole.error();
    if (auto filled = whole.value().fill (begin, descriptor); ! filled.ok())
        return filled.error();
    const std::string_view text (reinterpret_cast<const char*> (begin.data()), begin.size());
    return openSound (whole.value().take(), name, kindOfContent (text));
}

} // namespace unbraid::files
