// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioWriter.h"

#include "Files/AtomicFile.h"
#include "Files/FileKind.h"
#include "Files/Reading/FlacChunks.h"
#include "Files/Writing/AudioOutput.h"
#include "Files/Writing/FlacLength.h"
#include "Files/Writing/SoundCalls.h"
#include "Files/Writing/WavOutput.h"
#include "Platform/Descriptors.h"

#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cmath>
#include <iterator>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

namespace unbraid::files
{

namespace
{
using Eigen::Index;

constexpr Index chunkFrames = 1 << 14; // frames interleaved at a time
constexpr int libraryMp3 =
    0x230000 | 0x0082; // SF_FORMAT_MPEG, layer III, which headers before 1.1 do not name

/** Format of a file name's ending, ours and libsndfile's, where that writes it. */
struct Ending
{
    const char* text;
    AudioFormat format;
    int library; // 0: WAV, which is ours
};

constexpr std::array endings{
    Ending{ ".wav", AudioFormat::float32, 0 },
    Ending{ ".wave", AudioFormat::float32, 0 },
    Ending{ ".flac", AudioFormat::flac, SF_FORMAT_FLAC | SF_FORMAT_PCM_24 },
    Ending{ ".aiff", AudioFormat::aiff, SF_FORMAT_AIFF | SF_FORMAT_FLOAT },
    Ending{ ".aif", AudioFormat::aiff, SF_FORMAT_AIFF | SF_FORMAT_FLOAT },
    Ending{ ".au", AudioFormat::au, SF_FORMAT_AU | SF_FORMAT_FLOAT },
    Ending{ ".caf", AudioFormat::caf, SF_FORMAT_CAF | SF_FORMAT_FLOAT },
    Ending{ ".w64", AudioFormat::wave64, SF_FORMAT_W64 | SF_FORMAT_FLOAT },
    Ending{ ".ogg", AudioFormat::vorbis, SF_FORMAT_OGG | SF_FORMAT_VORBIS },
    Ending{ ".oga", AudioFormat::vorbis, SF_FORMAT_OGG | SF_FORMAT_VORBIS },
    Ending{ ".opus", AudioFormat::opus, SF_FORMAT_OGG | SF_FORMAT_OPUS },
    Ending{ ".mp3", AudioFormat::mp3, libraryMp3 },
};

int libraryFormat (AudioFormat format)
{
    for (const auto& ending : endings)
        if (ending.format == format)
            return ending.library;
    return 0;
}

bool isListOfTags (std::span<const std::byte> contents)
{
    return std::string_view (reinterpret_cast<const char*> (contents.data()), contents.size())
        .starts_with ("INFO");
}

/** True where the header states a length that libsndfile can write before the end. It would begin an Ogg stream anew, and another
    FLAC encoder. */
bool hasLength (int type)
{
    return type == SF_FORMAT_AIFF || type == SF_FORMAT_AU || type == SF_FORMAT_CAF || type == SF_FORMAT_W64;
}

/** By libsndfile, which does not tell when its last bytes cannot be written: so it writes through us. */
class LibraryOutput final : public AudioOutput
{
public:
    explicit LibraryOutput (AtomicFile target)
        : file (std::move (target))
    {
    }
    ~LibraryOutput() override { sf_close (sound); }
    LibraryOutput (const LibraryOutput&) = delete;
    LibraryOutput& operator= (const LibraryOutput&) = delete;

    core::Status open (double sampleRateHz, Index channels, int format, const SoundMetadata& metadata)
    {
        numChannels = channels;
        SF_INFO info{};
        info.samplerate = static_cast<int> (sampleRateHz);
        info.channels = static_cast<int> (channels);
        info.format = format;
        type = format & SF_FORMAT_TYPEMASK;
        if (auto placed = placeChunks (metadata); ! placed.ok())
            return placed;
        SF_VIRTUAL_IO functions{ SoundCalls::length, SoundCalls::seek, nullptr, SoundCalls::write,
                                 SoundCalls::tell };
        sound = sf_open_virtual (&functions, SFM_WRITE, &info, &calls);
        if (sound == nullptr)
            return cannotWriteSound (
                file.target().string(), sf_strerror (nullptr),
                "a rate and channels that the format holds, or another format such as .flac");
        sf_command (sound, SFC_SET_CLIPPING, nullptr, SF_TRUE);
        sf_command (sound, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE); // it holds the time of writing
        for (const auto& tag : metadata.tags)
            sf_set_string (sound, tag.kind, tag.text.c_str()); // a format without it leaves it out
        return core::Done{};
    }

    core::Status write (const float* interleaved, Index numFrames) override
    {
        if (sf_writef_float (sound, interleaved, numFrames) != numFrames || calls.failure != 0)
            return problem (sf_strerror (sound));
        numWritten += numFrames;
        return core::Done{};
    }

    core::Status renew() override
    {
        if (hasLength (type))
            sf_command (sound, SFC_UPDATE_HEADER_NOW, nullptr, 0);
        if (type == SF_FORMAT_FLAC && ! renewFlacLength (file.descriptor(), numWritten))
            calls.failure = errno;
        return calls.failure == 0 ? core::Status (core::Done{}) : problem ({});
    }

    core::Result<std::optional<AtomicFile>> complete() override
    {
        const int closed = sf_close (std::exchange (sound, nullptr));
        if (closed != SF_ERR_NO_ERROR || calls.failure != 0)
            return problem (sf_error_number (closed));
        return std::optional<AtomicFile> (std::move (file));
    }

private:
    /** FLAC: libsndfile writes no blocks of applications, so they stand where it does not look. */
    core::Status placeChunks (const SoundMetadata& metadata)
    {
        if (type != SF_FORMAT_FLAC || metadata.chunks.empty())
            return core::Done{};
        const auto blocks = flacBlocksOf (metadata);
        if (platform::seek (file.descriptor(), flacBlocksAt, SEEK_SET) < 0)
            return problem (std::generic_category().message (errno));
        if (auto written = file.write (blocks); ! written.ok())
            return written;
        platform::rewind (file.descriptor());
        calls.ownAt = flacBlocksAt;
        calls.ownBytes = static_cast<std::int64_t> (blocks.size());
        return core::Done{};
    }

    core::Error problem (const std::string& reason) const
    {
        return cannotWriteSound (file.target().string(),
                                 calls.failure == 0 ? reason
                                                    : std::generic_category().message (calls.failure));
    }

    AtomicFile file;
    SoundCalls calls{ file.descriptor() };
    SNDFILE* sound = nullptr;
    int type = 0;         // SF_FORMAT_FLAC, ...
    Index numWritten = 0; // frames
};

core::Result<std::unique_ptr<AudioOutput>> openByLibrary (AtomicFile file, double sampleRateHz,
                                                          Index numChannels, AudioFormat format,
                                                          const SoundMetadata& metadata)
{
    auto output = std::make_unique<LibraryOutput> (std::move (file));
    if (auto opened = output->open (sampleRateHz, numChannels, libraryFormat (format), metadata);
        ! opened.ok())
        return opened.error();
    return std::unique_ptr<AudioOutput> (std::move (output));
}

/** With the tags of other formats as those of WAV. */
SoundMetadata withTags (SoundMetadata metadata)
{
    struct Name
    {
        int kind;
        std::string_view ofWav;
    };
    constexpr std::array names{ Name{ SF_STR_TITLE, "INAM" },   Name{ SF_STR_ARTIST, "IART" },
                                Name{ SF_STR_ALBUM, "IPRD" },   Name{ SF_STR_DATE, "ICRD" },
                                Name{ SF_STR_COMMENT, "ICMT" }, Name{ SF_STR_COPYRIGHT, "ICOP" },
                                Name{ SF_STR_GENRE, "IGNR" },   Name{ SF_STR_TRACKNUMBER, "ITRK" } };
    constexpr std::array<char, 4> list{ 'L', 'I', 'S', 'T' };
    if (std::any_of (metadata.chunks.begin(), metadata.chunks.end(),
                     [&] (const auto& chunk) { return chunk.id == list && isListOfTags (chunk.contents); }))
        return metadata;
    std::string text = "INFO";
    for (const auto& tag : metadata.tags)
        for (const auto& name : names)
            if (name.kind == tag.kind)
            {
                const auto size = static_cast<std::uint32_t> (tag.text.size() + 1);
                text += name.ofWav;
                for (int byte = 0; byte < 4; ++byte)
                    text += static_cast<char> (size >> (8 * byte) & 0xff);
                text += tag.text;
                text.append (1 + size % 2, '\0');
            }
    if (text.size() > 4)
    {
        const auto bytes = std::as_bytes (std::span (text));
        metadata.chunks.push_back ({ list, { bytes.begin(), bytes.end() } });
    }
    return metadata;
}

Index bitsOf (AudioFormat format)
{
    if (format == AudioFormat::float32)
        return 32;
    return format == AudioFormat::pcm16 ? 16 : 24;
}

/** Checks the limits of WAV, and those of FLAC, of which libsndfile writes more than other programs read; it reports all
    other limits itself when the file is opened. */
core::Status checkSpec (const std::string& where, double sampleRateHz, Index numChannels, AudioFormat format)
{
    const bool isFlac = format == AudioFormat::flac;
    const Index maxChannels = isFlac ? 8 : 1024;
    const double maxRateHz = isFlac ? 655350.0 : 1.0e6;
    const bool holds = numChannels >= 1 && numChannels <= maxChannels && sampleRateHz >= 1.0 &&
                       sampleRateHz <= maxRateHz && sampleRateHz == std::floor (sampleRateHz);
    if (holds)
        return core::Done{};
    return cannotWriteSound (
        where, std::to_string (numChannels) + " channels at " + core::numberText (sampleRateHz) + " Hz",
        isFlac ? "1 to 8 channels, a whole number of Hz up to 655350"
               : "1 to 1024 channels, a whole number of Hz up to 1000000");
}

bool canWrite (int library)
{
    SF_INFO info{};
    info.samplerate = 48000;
    info.channels = 1;
    info.format = library;
    return library == 0 || sf_format_check (&info) == SF_TRUE;
}
} // namespace

std::optional<AudioFormat> formatOf (const std::filesystem::path& path)
{
    const auto text = endingOf (path);
    for (const auto& ending : endings)
        if (text == ending.text && canWrite (ending.library))
            return ending.format;
    return {};
}

std::string writableEndings()
{
    std::string list;
    for (const auto& ending : endings)
        if (canWrite (ending.library))
            list += (list.empty() ? "" : ", ") + std::string (ending.text);
    return list;
}

bool carriesChunks (AudioFormat format)
{
    return libraryFormat (format) == 0 || format == AudioFormat::flac;
}

bool clips (AudioFormat format)
{
    return format == AudioFormat::pcm16 || format == AudioFormat::pcm24 || format == AudioFormat::flac ||
           format >= AudioFormat::vorbis;
}

core::Result<AudioWriter> AudioWriter::create (const std::filesystem::path& path, double sampleRateHz,
                                               Index numChannels, AudioFormat format,
                                               const SoundMetadata& metadata)
{
    if (auto checked = checkSpec (path.string(), sampleRateHz, numChannels, format); ! checked.ok())
        return checked.error();
    return open (AtomicFile::create (path), sampleRateHz, numChannels, format, metadata);
}

core::Result<AudioWriter> AudioWriter::createTake (const std::filesystem::path& path, double sampleRateHz,
                                                   Index numChannels, AudioFormat format)
{
    if (auto checked = checkSpec (path.string(), sampleRateHz, numChannels, format); ! checked.ok())
        return checked.error();
    auto file = AtomicFile::createNamed (path);
    if (! file.ok())
        return file.error();
    auto take = open (std::move (file).value(), sampleRateHz, numChannels, format, {});
    if (std::error_code ignored; ! take.ok())
        std::filesystem::remove (path, ignored); // nothing is in it
    return take;
}

core::Result<AudioWriter> AudioWriter::open (core::Result<AtomicFile> file, double sampleRateHz,
                                             Index numChannels, AudioFormat format,
                                             const SoundMetadata& metadata)
{
    if (! file.ok())
        return file.error();
    const WavSpec spec{ static_cast<std::uint32_t> (sampleRateHz), numChannels, bitsOf (format),
                        withTags (metadata) };
    auto opened = libraryFormat (format) != 0
                      ? openByLibrary (std::move (file).value(), sampleRateHz, numChannels, format, metadata)
                      : openWavFile (std::move (file).value(), spec);
    if (! opened.ok())
        return opened.error();
    return AudioWriter (std::move (opened).value());
}

core::Result<AudioWriter> AudioWriter::toStandardOutput (double sampleRateHz, Index numChannels,
                                                         int descriptor, const SoundMetadata& metadata)
{
    if (auto checked = checkSpec ("standard output", sampleRateHz, numChannels, AudioFormat::float32);
        ! checked.ok())
        return checked.error();
    auto opened = openWavPipe (
        descriptor, { static_cast<std::uint32_t> (sampleRateHz), numChannels, 32, withTags (metadata) });
    if (! opened.ok())
        return opened.error();
    return AudioWriter (std::move (opened).value());
}

AudioWriter::AudioWriter (std::unique_ptr<AudioOutput> destination)
    : output (std::move (destination))
    , interleaved (output->numChannels, chunkFrames)
{
}

AudioWriter::~AudioWriter() = default;
AudioWriter::AudioWriter (AudioWriter&&) noexcept = default;
AudioWriter& AudioWriter::operator= (AudioWriter&&) noexcept = default;

core::Status AudioWriter::write (const Eigen::Ref<const Eigen::MatrixXf>& block)
{
    assert (block.cols() == interleaved.rows());
    beyondFullScale += (block.array().abs() > 1.0f).count();
    for (Index first = 0; first < block.rows(); first += chunkFrames)
    {
        const Index numFrames = std::min (chunkFrames, block.rows() - first);
        interleaved.leftCols (numFrames) = block.middleRows (first, numFrames).transpose();
        if (auto written = output->write (interleaved.data(), numFrames); ! written.ok())
            return written;
    }
    return core::Done{};
}

core::Status AudioWriter::renew()
{
    return output->renew();
}

core::Result<std::optional<AtomicFile>> AudioWriter::complete()
{
    return output->complete();
}

void AudioWriter::addBehind (const SoundMetadata& metadata)
{
    std::vector<MetadataChunk> behind;
    std::copy_if (metadata.chunks.begin(), metadata.chunks.end(), std::back_inserter (behind),
                  [] (const MetadataChunk& chunk) { return chunk.isBehind; });
    output->setBehind (behind);
}

core::Status AudioWriter::finish()
{
    auto file = complete();
    if (! file.ok())
        return file.error();
    // Sound can be computed again: waiting for the disk would cost more than it saves.
    return file.value() ? file.value()->commit (AtomicFile::Sync::none) : core::Done{};
}

} // namespace unbraid::files
