// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/Reading/StatedLength.h"
#include "Files/Writing/WavOutput.h"
#include "Platform/Descriptors.h"
#include "Support/Pipe.h"
#include "Support/TemporaryFolder.h"

#ifndef _WIN32
#    include "Support/FullDisk.h"

#    include <sys/stat.h>
#    include <unistd.h>
#endif

#include <catch2/catch.hpp>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <span>
#include <thread>
#include <tuple>

using namespace unbraid;
using namespace unbraid::test;
using Eigen::Index;
using Eigen::MatrixXf;
using files::AudioFormat;
using files::AudioReader;
using files::AudioWriter;
using Names = std::vector<std::string>;

namespace
{
constexpr AudioFormat allFormats[]{ AudioFormat::float32, AudioFormat::pcm16, AudioFormat::pcm24,
                                    AudioFormat::flac };
constexpr Index many = 1 << 20;

MatrixXf noise (Index numFrames, Index numChannels)
{
    std::srand (7); // Eigen's Random uses it
    return 0.9f * MatrixXf::Random (numFrames, numChannels);
}

/** Half a step of the format and what its scaling adds. */
float toleranceOf (AudioFormat format)
{
    if (format == AudioFormat::float32)
        return 0.0f;
    return format == AudioFormat::pcm16 ? 1.0f / 32768.0f : 2.0f / 8388608.0f;
}

void writeSound (const std::filesystem::path& path, double rateHz, const MatrixXf& samples,
                 AudioFormat format = AudioFormat::float32)
{
    auto writer = AudioWriter::create (path, rateHz, samples.cols(), format);
    if (! writer.ok())
        FAIL (writer.error().message());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

std::string problemWith (const std::filesystem::path& path)
{
    const auto recording = files::readRecording (path, many);
    return recording.ok() ? "" : recording.error().message();
}

/** A number as it lies in a file. */
template <class Number>
std::string raw (Number number)
{
    std::string bytes (sizeof number, '\0');
    std::memcpy (bytes.data(), &number, sizeof number);
    return bytes;
}

std::string wavFormat (int encoding, int numChannels, int rateHz, int bits)
{
    const int frame = numChannels * bits / 8;
    return "fmt " + raw (16) + raw (static_cast<short> (encoding)) + raw (static_cast<short> (numChannels)) +
           raw (rateHz) + raw (rateHz * frame) + raw (static_cast<short> (frame)) +
           raw (static_cast<short> (bits));
}

core::Result<MatrixXf> readAll (AudioReader& reader)
{
    MatrixXf samples (1000, reader.numChannels());
    const auto frames = reader.read (samples);
    if (! frames.ok())
        return frames.error();
    return MatrixXf (samples.topRows (frames.value()));
}

/** Sends bytes through a real pipe, which cannot seek. */
template <class Opener>
core::Result<MatrixXf> throughPipe (const std::string& bytes, Opener open,
                                    const std::function<void (const AudioReader&)>& look = {})
{
    Pipe ends;
    std::thread sender (
        [&]
        {
            platform::writeFully (ends.writing(), std::as_bytes (std::span (bytes.data(), bytes.size())));
            ends.closeWriting();
        });
    core::Result<AudioReader> reader = open (ends.reading());
    core::Result<MatrixXf> samples = MatrixXf();
    if (reader.ok())
        samples = readAll (reader.value());
    if (reader.ok() && look)
        look (reader.value());
    if (! reader.ok())
        samples = reader.error();
    sender.join();
    return samples;
}

core::Result<MatrixXf> wavThroughPipe (const std::string& bytes)
{
    return throughPipe (bytes, [] (int descriptor) { return AudioReader::openStandardInput (descriptor); });
}
} // namespace

TEST_CASE ("Sound comes back from every format, rate and number of channels")
{
    const TemporaryFolder folder;
    for (const auto format : allFormats)
        for (const double rateHz : { 8000.0, 11025.0, 16000.0, 22050.0, 32000.0, 44100.0, 48000.0, 88200.0,
                                     96000.0, 176400.0, 192000.0 })
            for (Index numChannels = 1; numChannels <= 8; ++numChannels)
            {
                CAPTURE (static_cast<int> (format), rateHz, numChannels);
                const MatrixXf samples = noise (1000, numChannels);
                writeSound (folder / "a.wav", rateHz, samples, format);
                const auto recording = files::readRecording (folder / "a.wav", 1000);
                REQUIRE (recording.ok());
                CHECK (recording.value().sampleRateHz == rateHz);
                REQUIRE (recording.value().samples.rows() == 1000);
                REQUIRE (recording.value().samples.cols() == numChannels);
                CHECK ((recording.value().samples - samples).cwiseAbs().maxCoeff() <= toleranceOf (format));
            }
}

TEST_CASE ("Blocks of any size make the same sound and the same bytes")
{
    const TemporaryFolder folder;
    const MatrixXf samples = noise (40000, 2);
    for (const auto format : allFormats)
    {
        writeSound (folder / "whole", 44100.0, samples, format);
        auto writer = AudioWriter::create (folder / "pieces", 44100.0, 2, format);
        REQUIRE (writer.ok());
        for (Index first = 0; first < 40000; first += 777)
            REQUIRE (
                writer.value().write (samples.middleRows (first, std::min<Index> (777, 40000 - first))).ok());
        REQUIRE (writer.value().finish().ok());
        CHECK (readText (folder / "whole") == readText (folder / "pieces"));
    }

    auto reader = AudioReader::open (folder / "whole");
    REQUIRE (reader.ok());
    CHECK (reader.value().numFrames() == 40000);
    Index total = 0;
    for (const Index size : { 1, 17, 512, 20000, 30000, 5 })
    {
        MatrixXf block (size, 2);
        const auto frames = reader.value().read (block);
        REQUIRE (frames.ok());
        const MatrixXf expected = samples.middleRows (total, frames.value());
        CHECK ((block.topRows (frames.value()) - expected).cwiseAbs().sum() <= 1.0f);
        total += frames.value();
    }
    CHECK (total == 40000);
}

TEST_CASE ("A float file keeps every bit, and no file keeps the time")
{
    const TemporaryFolder folder;
    MatrixXf samples (4, 1);
    samples << 3.5f, -1.0e-38f, 1.0e30f, -0.0f;
    writeSound (folder / "a.wav", 48000.0, samples);
    const auto recording = files::readRecording (folder / "a.wav", 4);
    REQUIRE (recording.ok());
    CHECK (recording.value().samples == samples);
    CHECK (std::signbit (recording.value().samples (3, 0)));
    CHECK (readText (folder / "a.wav").substr (0, 4) == "RIFF");
    CHECK (readText (folder / "a.wav").find ("PEAK") == std::string::npos);
}

TEST_CASE ("Integer formats clip at full scale")
{
    const TemporaryFolder folder;
    MatrixXf samples (4, 1);
    samples << 2.0f, -2.0f, 1.0f, -1.0f;
    for (const auto format : { AudioFormat::pcm16, AudioFormat::pcm24, AudioFormat::flac })
    {
        writeSound (folder / "a", 48000.0, samples, format);
        const auto recording = files::readRecording (folder / "a", 4);
        REQUIRE (recording.ok());
        CHECK ((recording.value().samples - samples.cwiseMax (-1.0f).cwiseMin (1.0f)).cwiseAbs().maxCoeff() <=
               toleranceOf (format));
    }
}

TEST_CASE ("A sound without a single frame is a sound")
{
    const TemporaryFolder folder;
    for (const auto format : { AudioFormat::float32, AudioFormat::pcm16, AudioFormat::pcm24 })
    {
        writeSound (folder / "a.wav", 48000.0, MatrixXf (0, 2), format);
        const auto recording = files::readRecording (folder / "a.wav", 0);
        REQUIRE (recording.ok());
        CHECK (recording.value().samples.rows() == 0);
        CHECK (recording.value().samples.cols() == 2);
    }
}

TEST_CASE (
    "A file that is cut short gives what is there and says that some is missing, or is refused by its name")
{
    const TemporaryFolder folder;
    constexpr Index numFrames = 20000;
    for (const auto format : allFormats)
    {
        writeSound (folder / "a", 44100.0, noise (numFrames, 2), format);
        const auto sound = files::readRecording (folder / "a", numFrames);
        REQUIRE (sound.ok());
        const auto whole = readText (folder / "a");
        for (const size_t size :
             { size_t{ 1 }, size_t{ 20 }, size_t{ 60 }, whole.size() / 2, whole.size() - 1 })
        {
            CAPTURE (static_cast<int> (format), size);
            writeText (folder / "cut", whole.substr (0, size));
            const auto cut = files::readRecording (folder / "cut", numFrames);
            if (! cut.ok())
            {
                CHECK (size <= 60); // there is no sound yet
                CHECK (cut.error().message().find ((folder / "cut").string()) != std::string::npos);
                continue;
            }
            const Index there = cut.value().samples.rows();
            CHECK (there < numFrames);
            CHECK (there >= (size == whole.size() / 2 ? numFrames / 4 : 0));
            CHECK (cut.value().samples == sound.value().samples.topRows (there));
            CHECK (files::oddityOf (cut.value()).find ("damaged or incomplete") != std::string::npos);
        }
    }
}

TEST_CASE ("What is not a sound is refused with its name")
{
    const TemporaryFolder folder;
    writeText (folder / "text.wav",
               "not a sound at all, but long enough to be mistaken for one by its name alone");
    writeText (folder / "empty.wav", "");
    CHECK (problemWith (folder / "text.wav").find ("text.wav") != std::string::npos);
    CHECK (problemWith (folder / "empty.wav").find ("empty.wav") != std::string::npos);
    CHECK (problemWith (folder / "none.wav").find ("no such file") != std::string::npos);
    CHECK_FALSE (problemWith (folder.path).empty());
}

TEST_CASE ("Sounds that were read, and what is none, leave nothing open")
{
    const TemporaryFolder folder;
    writeSound (folder / "sound.flac", 8000.0, noise (100, 1), AudioFormat::flac);
    writeText (folder / "text.wav",
               "not a sound at all, but long enough to be mistaken for one by its name alone");
    const auto nextDescriptor = [&folder]
    {
        const int descriptor = platform::openForReading (folder / "text.wav");
        REQUIRE (platform::closeFile (descriptor));
        return descriptor;
    };
    const int before = nextDescriptor();
    CHECK (problemWith (folder / "sound.flac").empty());
    CHECK_FALSE (problemWith (folder / "text.wav").empty());
    CHECK (nextDescriptor() == before);
}

TEST_CASE ("Too many frames, channels or hertz are refused on reading")
{
    const TemporaryFolder folder;
    writeSound (folder / "long.wav", 8000.0, noise (100, 1));
    CHECK_FALSE (files::readRecording (folder / "long.wav", 99).ok());
    writeSound (folder / "wide.wav", 8000.0, noise (10, 65));
    CHECK (problemWith (folder / "wide.wav").find ("channels") != std::string::npos);
    writeSound (folder / "slow.wav", 999.0, noise (10, 1));
    CHECK (problemWith (folder / "slow.wav").find ("sample rate") != std::string::npos);
}

TEST_CASE ("A writer that is not finished leaves nothing")
{
    const TemporaryFolder folder;
    for (const auto format : allFormats)
    {
        auto writer = AudioWriter::create (folder / "a", 44100.0, 2, format);
        REQUIRE (writer.ok());
        REQUIRE (writer.value().write (noise (1000, 2)).ok());
    }
    CHECK (folder.names().empty());
}

TEST_CASE ("Of a take that is not finished, all that was written before its last new header can be read")
{
    const TemporaryFolder folder;
    constexpr Index numFrames = 20000, blockOfFlac = 4096; // frames; the last block waits in the encoder
    const MatrixXf samples = noise (numFrames, 2);
    for (const auto* name : { "take.wav", "take.flac", "take.aiff", "take.au", "take.caf", "take.w64" })
    {
        CAPTURE (name);
        const auto format = files::formatOf (folder / name);
        REQUIRE (format);
        {
            auto take = AudioWriter::createTake (folder / name, 44100.0, 2, *format);
            REQUIRE (take.ok());
            REQUIRE (take.value().renew().ok()); // of nothing
            for (Index first = 0; first < numFrames; first += 1000)
            {
                REQUIRE (take.value().write (samples.middleRows (first, 1000)).ok());
                REQUIRE (take.value().renew().ok());
            }
            std::filesystem::copy_file (folder / name, folder / ("copy of " + std::string (name)));
            CHECK_FALSE (AudioWriter::createTake (folder / name, 44100.0, 2, *format).ok());
        }
        // As the killed program leaves it; the destructor may have completed the other.
        const auto read = files::readRecording (folder / ("copy of " + std::string (name)), many);
        REQUIRE (read.ok());
        const bool isFlac = format == AudioFormat::flac;
        const Index there = isFlac ? numFrames / blockOfFlac * blockOfFlac : numFrames;
        REQUIRE (read.value().samples.rows() == there);
        CHECK (read.value().missingFrames == 0);
        const float tolerance = isFlac ? 1.0f / (1 << 23) : 0.0f; // a step of 24 bits
        CHECK ((read.value().samples - samples.topRows (there)).cwiseAbs().maxCoeff() <= tolerance);
        CHECK (std::filesystem::exists (folder / name));
    }
}

TEST_CASE ("A take whose header was renewed again and again is whole in the end, in every form")
{
    const TemporaryFolder folder;
    constexpr Index numFrames = 20000;
    const MatrixXf samples = noise (numFrames, 2);
    for (const auto* name :
         { "take.wav", "take.flac", "take.aiff", "take.au", "take.caf", "take.w64", "take.ogg" })
    {
        CAPTURE (name);
        auto take = AudioWriter::createTake (folder / name, 44100.0, 2, *files::formatOf (folder / name));
        REQUIRE (take.ok());
        for (Index first = 0; first < numFrames; first += 1000)
        {
            REQUIRE (take.value().write (samples.middleRows (first, 1000)).ok());
            REQUIRE (take.value().renew().ok());
        }
        REQUIRE (take.value().finish().ok());
        const auto read = files::readRecording (folder / name, many);
        REQUIRE (read.ok());
        CHECK (read.value().samples.rows() == numFrames);
        CHECK (read.value().missingFrames == 0);
    }
}

TEST_CASE ("A take of a form that cannot hold it leaves no file, and no other in its place")
{
    const TemporaryFolder folder;
    CHECK_FALSE (AudioWriter::createTake (folder / "a.opus", 44100.0, 2, AudioFormat::opus).ok());
    CHECK (folder.names().empty());
}

#ifndef _WIN32
TEST_CASE ("A full disk is reported by every format, and nothing stays")
{
    const TemporaryFolder folder;
    for (const auto format : allFormats)
        for (const rlim_t bytes : { 10, 1000, 30000 })
        {
            CAPTURE (static_cast<int> (format), bytes);
            const FullDisk full (bytes);
            auto writer = AudioWriter::create (folder / "a", 44100.0, 2, format);
            const bool done =
                writer.ok() && writer.value().write (noise (8000, 2)).ok() && writer.value().finish().ok();
            CHECK_FALSE (done);
        }
    CHECK (folder.names().empty());
}
#endif

TEST_CASE ("What a format cannot hold, and folders that cannot be, are refused before writing")
{
    const TemporaryFolder folder;
    CHECK_FALSE (AudioWriter::create (folder / "a", 44100.0, 9, AudioFormat::flac).ok());
    CHECK_FALSE (AudioWriter::create (folder / "a", 768000.0, 1, AudioFormat::flac).ok());
    CHECK_FALSE (AudioWriter::create (folder / "a", 44100.5, 1).ok());
    CHECK_FALSE (AudioWriter::create (folder / "a", 44100.0, 0).ok());
    writeText (folder / "plain", "");
    CHECK_FALSE (AudioWriter::create (folder / "plain/a", 44100.0, 1).ok());
    std::filesystem::remove (folder / "plain");
    CHECK (folder.names().empty());
}

TEST_CASE ("Sounds beyond four gigabytes get an RF64 header that is understood")
{
    const TemporaryFolder folder;
    for (const std::uint64_t frames : { 1ull << 20, 1ull << 29, 1ull << 33 })
    {
        const auto header = files::makeWavHeader ({ 48000, 2, 32 }, frames * 8);
        const std::string bytes (reinterpret_cast<const char*> (header.data()), header.size());
        CHECK (bytes.substr (0, 4) == (frames > 1 << 20 ? "RF64" : "RIFF"));
        std::uint32_t riffBytes = 0;
        std::memcpy (&riffBytes, header.data() + 4, 4);
        CHECK (riffBytes == std::min<std::uint64_t> (header.size() - 8 + frames * 8, 0xFFFFFFFF));
        writeText (folder / "a.wav", bytes);
        const int descriptor = platform::openForReading (folder / "a.wav");
        const auto reader = AudioReader::openStandardInput (descriptor);
        platform::closeFile (descriptor);
        REQUIRE (reader.ok());
        CHECK (reader.value().numFrames() == static_cast<Index> (frames));
        CHECK (files::readRecording (folder / "a.wav", many).value().samples.rows() ==
               0); // there is nothing yet
#ifndef _WIN32     // where it would take the room on the disk
        std::filesystem::resize_file (folder / "a.wav", bytes.size() + frames * 8);
        const auto file = AudioReader::open (folder / "a.wav");
        REQUIRE (file.ok());
        CHECK (file.value().numFrames() == static_cast<Index> (frames));
#endif
    }
}

TEST_CASE ("A WAV stream is read whatever its encoding and chunks")
{
    const std::string list = "LIST" + raw (5) + "abcde" + '\0'; // odd: a byte of padding follows
    const auto wav = [&] (const std::string& format, const std::string& data)
    {
        return "RIFF" + raw (0) + "WAVE" + list + format + "data" + raw (static_cast<int> (data.size())) +
               data + list;
    };
    const std::pair<std::string, std::string> halves[]{
        { wavFormat (1, 2, 44100, 8), "\xC0\x40" },
        { wavFormat (1, 2, 44100, 16), raw<short> (16384) + raw<short> (-16384) },
        { wavFormat (1, 2, 44100, 24), std::string ("\0\0\x40\0\0\xC0", 6) },
        { wavFormat (1, 2, 44100, 32), raw (1 << 30) + raw (-(1 << 30)) },
        { wavFormat (3, 2, 44100, 32), raw (0.5f) + raw (-0.5f) },
        { wavFormat (3, 2, 44100, 64), raw (0.5) + raw (-0.5) },
    };
    for (const auto& [format, data] : halves)
    {
        const auto samples = wavThroughPipe (wav (format, data));
        REQUIRE (samples.ok());
        CHECK (samples.value() == (MatrixXf (1, 2) << 0.5f, -0.5f).finished());
    }
}

TEST_CASE ("A WAV stream of unknown length is read to its end, an RF64 stream to its own length")
{
    const auto format = wavFormat (3, 1, 48000, 32);
    const auto data = raw (0.25f) + raw (-1.0f) + raw (3.0f);
    const auto riff = [&] (unsigned length)
    { return "RIFF" + raw (length) + "WAVE" + format + "data" + raw (length) + data; };
    for (const unsigned length : { 0xFFFFFFFFu, 0xFFFFFFDBu, 0u, 0x7FFFF000u, 0x7FFFFFFFu, 12u })
    {
        const auto samples = wavThroughPipe (riff (length));
        REQUIRE (samples.ok());
        CHECK (samples.value() == (MatrixXf (3, 1) << 0.25f, -1.0f, 3.0f).finished());
    }
    const auto rf64 = [&] (long long length)
    {
        return "RF64" + raw (~0u) + "WAVEds64" + raw (28) + raw (length + 80) + raw (length) +
               raw (length / 4) + raw (0) + format + "data" + raw (~0u) + data;
    };
    CHECK (wavThroughPipe (rf64 (8)).value().rows() == 2);
    CHECK (wavThroughPipe (rf64 (-1)).value().rows() == 3);
    CHECK (wavThroughPipe (rf64 (16)).value().rows() == 3); // of four
}

TEST_CASE ("Broken WAV streams give one error")
{
    const auto format = wavFormat (3, 1, 48000, 32);
    for (const std::string& bytes :
         { std::string(), std::string ("RIFF"), "RIFX" + raw (0) + "WAVE", "RIFF" + raw (0) + "AVI ",
           "RIFF" + raw (0) + "WAVEfmt " + raw (~0u), "RIFF" + raw (0) + "WAVEdata" + raw (4) + raw (0.0f),
           "RIFF" + raw (0) + "WAVE" + format,
           "RIFF" + raw (0) + "WAVE" + wavFormat (2, 1, 48000, 4) + "data" + raw (4) + raw (0.0f),
           "RIFF" + raw (0) + "WAVE" + wavFormat (3, 65, 48000, 32) + "data" + raw (4) + raw (0.0f),
           "RIFF" + raw (0) + "WAVE" + wavFormat (3, 1, 10, 32) + "data" + raw (4) + raw (0.0f) })
    {
        CAPTURE (bytes);
        const auto samples = wavThroughPipe (bytes);
        REQUIRE_FALSE (samples.ok());
        CHECK (samples.error().message().find ("standard input") != std::string::npos);
    }
}

TEST_CASE ("Raw samples are read from a stream")
{
    const auto open = [] (int descriptor)
    { return AudioReader::openRawStandardInput (48000.0, 2, descriptor); };
    const auto samples = throughPipe (raw (1.0f) + raw (2.0f) + raw (3.0f) + raw (4.0f), open);
    REQUIRE (samples.ok());
    CHECK (samples.value() == (MatrixXf (2, 2) << 1.0f, 2.0f, 3.0f, 4.0f).finished());
    CHECK_FALSE (throughPipe (raw (1.0f) + raw (2.0f) + raw (3.0f), open).ok());
    CHECK_FALSE (AudioReader::openRawStandardInput (10.0, 1).ok());
    CHECK_FALSE (AudioReader::openRawStandardInput (48000.0, 65).ok());
}

TEST_CASE ("What is streamed out can be streamed in, and read as a file")
{
    const TemporaryFolder folder;
    const MatrixXf samples = noise (900, 3);
    const int descriptor = platform::createFile (folder / "a.wav");
    auto writer = AudioWriter::toStandardOutput (96000.0, 3, descriptor);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
    platform::closeFile (descriptor);
    const auto streamed = wavThroughPipe (readText (folder / "a.wav"));
    REQUIRE (streamed.ok());
    CHECK (streamed.value() == samples);
    const auto recording = files::readRecording (folder / "a.wav", many);
    REQUIRE (recording.ok());
    CHECK (recording.value().sampleRateHz == 96000.0);
    CHECK (recording.value().samples == samples);
}

TEST_CASE ("A pipe whose reader has gone is reported")
{
    Pipe ends;
    ends.closeReading();
#ifndef _WIN32
    const auto oldHandler = std::signal (SIGPIPE, SIG_IGN);
#endif
    const auto writer = AudioWriter::toStandardOutput (48000.0, 1, ends.writing());
#ifndef _WIN32
    std::signal (SIGPIPE, oldHandler);
#endif
    REQUIRE_FALSE (writer.ok());
    CHECK (writer.error().message().find ("standard output") != std::string::npos);
}

namespace
{
/** A 16-bit WAV of one channel that says what it is told. */
std::string wavSaying (const std::string& data, std::uint32_t dataBytes, const std::string& behind = "",
                       const std::string& before = "")
{
    return before + "RIFF" + raw (dataBytes) + "WAVE" + wavFormat (1, 1, 8000, 16) + "data" +
           raw (dataBytes) + data + behind;
}

std::string steps (int first, int count)
{
    std::string data;
    for (int i = first; i < first + count; ++i)
        data += raw (static_cast<short> (i));
    return data;
}
} // namespace

TEST_CASE (
    "How long a WAV file is, is what it holds: sizes that say nothing, tags and several chunks of samples")
{
    const TemporaryFolder folder;
    const std::string data = steps (1, 100), list = "LIST" + raw (4) + "abcd";
    const std::string tag = std::string ("ID3\3\0\0\0\0\1\0", 10) + std::string (128, '\0');
    const auto more = "data" + raw (100) + steps (101, 50) + list;
    const std::tuple<std::string, Index, bool> rows[]{
        { wavSaying (data, 200), 100, false },
        { wavSaying (data, 200, list), 100, false },
        { wavSaying (data, 0), 100, false },
        { wavSaying (data, 0x7ffff000u), 100, false },
        { wavSaying (data, 0xffffffffu), 100, false },
        { wavSaying (data, 20), 100, false }, // written while the recorder still ran
        { wavSaying ("", 0), 0, false },
        { wavSaying ("", 0, list), 0, false },
        { wavSaying (data, 200, "", tag), 100, false },
        { wavSaying (data, 200, "TAG" + std::string (125, ' ')), 100, false },
        { wavSaying (data, 200, more), 150, true },
    };
    for (const auto& [bytes, numFrames, isRemarkable] : rows)
    {
        writeText (folder / "a.wav", bytes);
        const auto recording = files::readRecording (folder / "a.wav", many);
        REQUIRE (recording.ok());
        CHECK (recording.value().samples.rows() == numFrames);
        CHECK (recording.value().remark.empty() != isRemarkable);
        for (Index i = 0; i < numFrames; ++i)
            REQUIRE (recording.value().samples (i, 0) == static_cast<float> (i + 1) / 32768.0f);
    }
}

TEST_CASE ("A WAV that is cut is read to its end, by name and through a pipe")
{
    const TemporaryFolder folder;
    const auto bytes = wavSaying (steps (1, 100), 300);
    writeText (folder / "a.wav", bytes);
    const auto named = files::readRecording (folder / "a.wav", many);
    REQUIRE (named.ok());
    CHECK (named.value().samples.rows() == 100);
    CHECK (named.value().missingFrames == 50);
    const auto piped =
        throughPipe (bytes, [] (int descriptor) { return AudioReader::openStandardInput (descriptor); });
    REQUIRE (piped.ok());
    CHECK (piped.value() == named.value().samples);
}

#ifndef _WIN32
/** What this program and its libraries print on standard error while it lives. */
class CaughtErrors
{
public:
    CaughtErrors()
        : before (::dup (platform::standardError))
        , caught (platform::createUnnamedFile())
    {
        std::fflush (stderr);
        ::dup2 (caught, platform::standardError);
    }
    ~CaughtErrors()
    {
        ::dup2 (before, platform::standardError);
        platform::closeFile (before);
        platform::closeFile (caught);
    }
    CaughtErrors (const CaughtErrors&) = delete;
    CaughtErrors& operator= (const CaughtErrors&) = delete;

    [[nodiscard]] Index numBytes() const
    {
        std::fflush (stderr);
        return static_cast<Index> (platform::seek (caught, 0, SEEK_END));
    }

private:
    int before, caught;
};

TEST_CASE ("A sound of any format that is cut is read to its end, says so, and no library prints")
{
    const TemporaryFolder folder;
    const MatrixXf sound = noise (96000, 1); // several pages of Ogg
    for (const std::string ending : { "wav", "aiff", "au", "caf", "w64", "flac", "ogg", "opus", "mp3" })
    {
        const auto format = files::formatOf ("a." + ending);
        if (! format)
            continue;
        INFO (ending);
        writeSound (folder / ("a." + ending), 48000.0, sound, *format);
        const auto whole = files::readRecording (folder / ("a." + ending), many);
        REQUIRE (whole.ok());
        CHECK (whole.value().samples.rows() == sound.rows());
        CHECK ((whole.value().missingFrames == 0 && whole.value().remark.empty()));

        const auto bytes = readText (folder / ("a." + ending));
        writeText (folder / ("b." + ending), bytes.substr (0, bytes.size() * 7 / 10 + 1));
        const CaughtErrors errors;
        const auto cut = files::readRecording (folder / ("b." + ending), many);
        CHECK (errors.numBytes() == 0);
        REQUIRE (cut.ok());
        const bool isLossy =
            *format == AudioFormat::vorbis || *format == AudioFormat::opus || *format == AudioFormat::mp3;
        CHECK (cut.value().samples.rows() > (isLossy ? 30000 : 60000)); // an Ogg page may hold a second
        CHECK (cut.value().samples.rows() < 70000);
        const bool isOgg = *format == AudioFormat::vorbis || *format == AudioFormat::opus;
        CHECK (cut.value().remark.empty() != isOgg); // which does not say how much there should be
        if (! isLossy)
            CHECK (cut.value().samples.rows() + cut.value().missingFrames == sound.rows());
        else
            CHECK ((isOgg || cut.value().missingFrames > 20000));
    }
}
#endif

TEST_CASE ("A cut CAF that promises more than any file has tells how many bytes it promises, and no length "
           "of its sound")
{
    const auto big = [] (std::uint64_t number, int numBytes)
    {
        std::string text;
        for (int i = numBytes - 1; i >= 0; --i)
            text += static_cast<char> (number >> 8 * i & 0xff);
        return text;
    };
    const auto lengthOf =
        [&] (std::uint64_t bytes, std::uint64_t bytesPerPacket, std::uint64_t framesPerPacket)
    {
        const TemporaryFolder folder;
        // one channel of "lpcm" at 48 kHz
        writeText (folder / "cut.caf", "caff" + big (1 << 16, 4) + "desc" + big (32, 8) +
                                           big (0x40e7700000000000, 8) + "lpcm" + big (0, 4) +
                                           big (bytesPerPacket, 4) + big (framesPerPacket, 4) + big (1, 4) +
                                           big (16, 4) + "data" + big (bytes, 8) + std::string (1000, 'a'));
        const int descriptor = platform::openForReading (folder / "cut.caf");
        const files::FileView view (descriptor);
        const auto stated = files::lengthOfCutFile (view, 0, view.length());
        platform::closeFile (descriptor);
        REQUIRE (stated.has_value());
        CHECK (stated->bytes == static_cast<std::int64_t> (bytes) + view.length() - 1000);
        return stated->frames;
    };
    CHECK (lengthOf (20004, 2, 1) == 10000);
    CHECK (lengthOf (20004, 0, 1) == -1);
    CHECK (lengthOf (20004, 2, 0) == -1);
    const std::uint64_t most = (std::uint64_t{ 1 } << 62) - 1, largest = 0xffffffff;
    CHECK (lengthOf (most, 1, largest) == -1);
    CHECK (lengthOf (most, 1, 1) == -1);
    CHECK (lengthOf (most, largest, largest) == -1);
}

TEST_CASE (
    "A sound of any format has one length, read at once or by blocks, from the beginning or from within")
{
    const TemporaryFolder folder;
    const MatrixXf sound = noise (150001, 2); // several pages of Ogg
    for (const std::string ending : { "wav", "aiff", "au", "caf", "w64", "flac", "ogg", "opus", "mp3" })
    {
        const auto format = files::formatOf ("a." + ending);
        if (! format)
            continue;
        INFO (ending);
        writeSound (folder / ("a." + ending), 48000.0, sound, *format);
        const auto bytes = readText (folder / ("a." + ending));
        for (const auto& content : { bytes, bytes + bytes, bytes.substr (0, bytes.size() / 2) })
        {
            writeText (folder / ("b." + ending), content);
            const auto whole = files::readRecording (folder / ("b." + ending), many);
            INFO (content.size() << " bytes; " << (whole.ok() ? "" : whole.error().message()));
            REQUIRE (whole.ok());
            auto reader = AudioReader::open (folder / ("b." + ending));
            REQUIRE (reader.ok());
            for (const Index from : { 0, 10000 })
            {
                if (from > 0 && ! reader.value().seek (from).ok())
                    continue; // a cut one may end before
                MatrixXf block (1000, 2);
                Index total = from;
                for (Index count = block.rows(); count == block.rows(); total += count)
                {
                    const auto read = reader.value().read (block);
                    REQUIRE (read.ok());
                    count = read.value();
                }
                CHECK (total == whole.value().samples.rows());
                const auto behind = reader.value().read (block);
                REQUIRE (behind.ok());
                CHECK (behind.value() == 0);
            }
        }
    }
}

TEST_CASE ("Encodings of telephones are read through a pipe as by name")
{
    const TemporaryFolder folder;
    std::string data;
    for (int i = 0; i < 200; ++i)
        data += static_cast<char> (i);
    for (const int encoding : { 6, 7 }) // A-law and mu-law
    {
        const auto bytes =
            "RIFF" + raw (0) + "WAVE" + wavFormat (encoding, 1, 8000, 8) + "data" + raw (200) + data;
        writeText (folder / "a.wav", bytes);
        const auto named = files::readRecording (folder / "a.wav", many);
        const auto piped = wavThroughPipe (bytes);
        REQUIRE ((named.ok() && piped.ok()));
        CHECK (named.value().samples.rows() == 200);
        CHECK (named.value().samples.cwiseAbs().maxCoeff() > 0.9f);
        CHECK (piped.value() == named.value().samples);
    }
}

TEST_CASE ("A tag behind a FLAC file and further links of an Ogg file lose no sound and add none")
{
    const TemporaryFolder folder;
    const MatrixXf sound = noise (20000, 1);
    writeSound (folder / "a.flac", 16000.0, sound, AudioFormat::flac);
    writeText (folder / "tagged.flac", readText (folder / "a.flac") + "TAG" + std::string (125, '\0'));
    const auto tagged = files::readRecording (folder / "tagged.flac", many);
    REQUIRE (tagged.ok());
    CHECK (tagged.value().samples.rows() == sound.rows());

    if (! files::formatOf ("a.ogg"))
        return;
    writeSound (folder / "a.ogg", 16000.0, sound, AudioFormat::vorbis);
    const auto one = files::readRecording (folder / "a.ogg", many);
    writeText (folder / "chain.ogg", readText (folder / "a.ogg") + readText (folder / "a.ogg"));
    const auto chain = files::readRecording (folder / "chain.ogg", many);
    REQUIRE ((one.ok() && chain.ok()));
    REQUIRE (chain.value().samples.rows() == 2 * sound.rows());
    CHECK (chain.value().samples.topRows (sound.rows()) == one.value().samples);
    CHECK (chain.value().samples.bottomRows (sound.rows()) == one.value().samples);
    const auto part = files::readPart (folder / "chain.ogg", sound.rows() + 4000, 100);
    REQUIRE (part.ok());
    CHECK (part.value().samples.isApprox (one.value().samples.middleRows (4000, 100), 1e-4f));
}

TEST_CASE ("An MP3 is as long as its frames, whatever its beginning says")
{
    if (! files::formatOf ("a.mp3"))
        return;
    const TemporaryFolder folder;
    MatrixXf sound = noise (48000, 1);
    sound.bottomRows (40000).setZero(); // of a variable bit rate: the first frames say nothing of the others
    writeSound (folder / "a.mp3", 16000.0, sound, AudioFormat::mp3);
    const auto bytes = readText (folder / "a.mp3");
    const auto lengthOf = [&] (const std::string& content)
    {
        writeText (folder / "b.mp3", content);
        const auto recording = files::readRecording (folder / "b.mp3", many);
        REQUIRE (recording.ok());
        return recording.value().samples.rows();
    };
    CHECK (lengthOf (bytes) == sound.rows());
    CHECK (lengthOf (bytes + bytes) >= 2 * sound.rows());
    const auto next = bytes.find (bytes.substr (0, 2), 4); // behind the frame that tells the length
    REQUIRE (next != std::string::npos);
    CHECK (lengthOf (bytes.substr (next)) >= sound.rows());
}

TEST_CASE (
    "An MP3 whose frames have no room for a count is as long as its frames, whatever its first one announces")
{
    if (! files::formatOf ("a.mp3"))
        return;
    constexpr Index numFrames = 200, frameSamples = 576, decoderDelay = 529 + 576;
    const TemporaryFolder folder;
    for (const int rateBits : { 0, 1 }) // MPEG-2 at 8 kbit/s, of 22,050 and 24,000 Hz
        for (const std::string id : { "Xing", "Info", "VBRI" })
            for (const int fields : { 0, 1, 2, 3, 15 })
            {
                std::string frame (rateBits == 0 ? 26 : 24, '\0');
                const auto header = { 0xff, 0xf3, 0x10 | rateBits << 2, 0xc0 };
                std::copy (header.begin(), header.end(), frame.begin());
                std::string first = frame;
                first.replace (13, 4, id);
                first[20] = static_cast<char> (fields);
                std::string bytes = first;
                for (Index i = 0; i < numFrames; ++i)
                    bytes += frame;
                writeText (folder / "short.mp3", bytes);
                const auto recording = files::readRecording (folder / "short.mp3", many);
                INFO (id << " in frames of " << frame.size() << " bytes, fields " << fields);
                REQUIRE (recording.ok());
                CHECK (recording.value().samples.rows() >= numFrames * frameSamples - decoderDelay);
                CHECK (recording.value().samples.rows() <= (numFrames + 1) * frameSamples);
            }
}

#ifndef _WIN32
TEST_CASE ("A named pipe is read as a stream")
{
    const TemporaryFolder folder;
    REQUIRE (::mkfifo ((folder / "pipe").c_str(), 0600) == 0);
    std::thread sender ([&] { writeText (folder / "pipe", wavSaying (steps (1, 100), 200)); });
    const auto recording = files::readRecording (folder / "pipe", many);
    sender.join();
    REQUIRE (recording.ok());
    CHECK (recording.value().samples.rows() == 100);
}
#endif

TEST_CASE ("What a WAV says beside its samples, before and behind them, comes through a pipe as by name")
{
    const TemporaryFolder folder;
    const auto list = "INFOINAM" + raw (7) + "A title" + std::string (1, '\0');
    const auto samples = steps (1, 101);
    const auto bytes = "RIFF" + raw (0) + "WAVE" + "bext" + raw (5) + "times" + std::string (1, '\0') +
                       wavFormat (1, 1, 8000, 16) + "data" + raw (202) + samples + "cue " + raw (4) + "mark" +
                       "LIST" + raw (static_cast<int> (list.size())) + list;
    writeText (folder / "a.wav", bytes);
    const auto named = files::readRecording (folder / "a.wav", many);
    REQUIRE (named.ok());
    files::SoundMetadata piped;
    const auto sound = throughPipe (
        bytes, [] (int descriptor) { return AudioReader::openStandardInput (descriptor); },
        [&piped] (const AudioReader& reader) { piped = reader.metadata(); });
    REQUIRE (sound.ok());
    CHECK (sound.value() == named.value().samples);
    const auto& expected = named.value().metadata;
    REQUIRE ((expected.chunks.size() == 3 && piped.chunks.size() == 3));
    for (size_t i = 0; i < 3; ++i)
    {
        CHECK (piped.chunks[i].id == expected.chunks[i].id);
        CHECK (piped.chunks[i].contents == expected.chunks[i].contents);
        CHECK (piped.chunks[i].isBehind == (i > 0));
        CHECK (expected.chunks[i].isBehind == (i > 0));
    }
    REQUIRE (piped.tags.size() == 1);
    CHECK (piped.tags[0].text == "A title");

    // Where what is behind the samples arrives when they are written, the file is the same.
    files::SoundMetadata before;
    before.chunks = { piped.chunks[0] };
    for (const bool isEarly : { true, false })
    {
        auto writer = AudioWriter::create (folder / (isEarly ? "early.wav" : "late.wav"), 8000.0, 1,
                                           AudioFormat::pcm16, isEarly ? piped : before);
        REQUIRE (writer.ok());
        REQUIRE (writer.value().write (sound.value()).ok());
        writer.value().addBehind (piped);
        REQUIRE (writer.value().finish().ok());
    }
    CHECK (readText (folder / "early.wav") == readText (folder / "late.wav"));
    CHECK (files::readRecording (folder / "late.wav", many).value().metadata.chunks.size() == 3);
}

TEST_CASE ("What a WAV says beside its samples goes into every WAV and FLAC made from it, and back")
{
    const test::TemporaryFolder folder;
    constexpr Index numFrames = 1001, numChannels = 6;
    const Eigen::MatrixXf samples = Eigen::MatrixXf::Constant (numFrames, numChannels, 0.25f);
    const auto bytesOf = [] (const std::string& text)
    {
        const auto bytes = std::as_bytes (std::span (text));
        return std::vector<std::byte> (bytes.begin(), bytes.end());
    };
    files::SoundMetadata metadata;
    metadata.channelMask = 0x60f; // 5.1 with the surrounds at the sides
    metadata.chunks = {
        { { 'b', 'e', 'x', 't' }, bytesOf (std::string (603, 'b')) }, // odd: padded in the file
        { { 'c', 'u', 'e', ' ' }, bytesOf (std::string (28, 'c')) },
        { { 'L', 'I', 'S', 'T' }, bytesOf (std::string ("INFOINAM\x08\0\0\0A title\0", 20)) }
    };
    const auto write =
        [&] (const std::string& name, files::AudioFormat format, const files::SoundMetadata& more)
    {
        auto writer = files::AudioWriter::create (folder / name, 48000.0, numChannels, format, more);
        REQUIRE (writer.ok());
        REQUIRE (writer.value().write (samples).ok());
        REQUIRE (writer.value().finish().ok());
        auto read = files::readRecording (folder / name, 1 << 20);
        REQUIRE (read.ok());
        CHECK (read.value().samples == samples);
        return std::move (read.value().metadata);
    };
    for (const auto format :
         { files::AudioFormat::float32, files::AudioFormat::pcm16, files::AudioFormat::pcm24 })
    {
        const auto first = write ("first.wav", format, metadata), again = write ("again.wav", format, first);
        // The title goes into FLAC as a tag too. AIFF has the tag alone.
        const auto ofFlac = write ("of.flac", files::AudioFormat::flac, first);
        const auto back = write ("back.wav", format, ofFlac);
        for (const auto* found : { &first, &again, &ofFlac, &back })
        {
            REQUIRE (found->chunks.size() == metadata.chunks.size());
            for (size_t i = 0; i < metadata.chunks.size(); ++i)
            {
                CHECK (found->chunks[i].id == metadata.chunks[i].id);
                CHECK (found->chunks[i].contents == metadata.chunks[i].contents);
            }
        }
        CHECK ((first.channelMask == metadata.channelMask && again.channelMask == metadata.channelMask));
        CHECK (back.channelMask == 0x3f); // what six channels are in FLAC
        REQUIRE (ofFlac.tags.size() == 1);
        CHECK (ofFlac.tags[0].text == "A title");
        CHECK (test::readText (folder / "first.wav") == test::readText (folder / "again.wav"));
        const auto ofAiff = write ("of.aiff", files::AudioFormat::aiff, first);
        CHECK (ofAiff.chunks.empty());
        REQUIRE (ofAiff.tags.size() == 1);
        const auto fromTag = write ("tag.wav", format, ofAiff);
        REQUIRE (fromTag.chunks.size() == 1);
        CHECK (fromTag.chunks[0].contents == metadata.chunks[2].contents);
    }
    const auto plain = write ("plain.wav", files::AudioFormat::float32, {});
    CHECK (plain.isEmpty());
}

TEST_CASE ("A FLAC that is cut is read to its end, and one that is damaged within is refused")
{
    const test::TemporaryFolder folder;
    constexpr Index numFrames = 48000;
    Eigen::MatrixXf samples (numFrames, 1);
    for (Index n = 0; n < numFrames; ++n)
        samples (n, 0) = static_cast<float> ((n * 7919) % 16384 - 8192) / 16384.0f;
    auto writer = files::AudioWriter::create (folder / "whole.flac", 48000.0, 1, files::AudioFormat::flac);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
    const auto whole = test::readText (folder / "whole.flac");
    test::writeText (folder / "cut.flac", whole.substr (0, whole.size() / 2));
    const auto cut = files::readRecording (folder / "cut.flac", 1 << 20);
    REQUIRE (cut.ok());
    const Index there = cut.value().samples.rows();
    CHECK (there > numFrames / 4);
    CHECK (there < numFrames);
    CHECK (cut.value().missingFrames == numFrames - there);
    CHECK (cut.value().samples == samples.topRows (there));
    auto damaged = whole;
    damaged.replace (whole.size() / 2, 4000, 4000, '\x55');
    test::writeText (folder / "damaged.flac", damaged);
    CHECK_FALSE (files::readRecording (folder / "damaged.flac", 1 << 20).ok());
}
