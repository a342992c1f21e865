// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Fuzz/ByteMutator.h"
#include "Fuzz/FuzzArguments.h"

#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/FileKind.h"
#include "Files/Safetensors.h"
#include "Midi/MidiScore.h"
#include "Platform/Descriptors.h"
#include "Support/DictionaryMutator.h"
#include "Support/Environment.h"
#ifdef UNBRAID_FUZZ_SESSIONS
#    include "Plugin/Session/Session.h"
#endif

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

using namespace unbraid;
using Bytes = test::ByteMutator::Bytes;
using Eigen::Index;
namespace fs = std::filesystem;

namespace
{
/** Empty: the bytes were read, or refused by one clear line. */
using Reader = std::function<std::string (const Bytes&)>;

struct Original
{
    std::string name;
    Bytes bytes;
    Reader read;
};

std::string complaintOn (const core::Error& error)
{
    const auto line = error.message();
    const bool isOneLine =
        ! line.empty() &&
        std::all_of (line.begin(), line.end(),
                     [] (char c) { return c == '\t' || static_cast<unsigned char> (c) >= ' '; });
    return isOneLine ? "" : "unclear error: " + line;
}

/** Reads what is there, up to a million frames: a header may promise any number. */
std::string complaintOfReading (core::Result<files::AudioReader> opened)
{
    constexpr Index blockFrames = 4096, mostFrames = 1 << 20;
    if (! opened.ok())
        return complaintOn (opened.error());
    auto& reader = opened.value();
    const auto limits = files::maxReadChannels;
    if (reader.numChannels() < 1 || reader.numChannels() > limits)
        return "channels outside the limits";
    Eigen::MatrixXf block (blockFrames, reader.numChannels());
    for (Index done = 0; done < mostFrames;)
    {
        const auto frames = reader.read (block);
        if (! frames.ok())
            return complaintOn (frames.error());
        if (frames.value() < 0 || frames.value() > blockFrames)
            return "an impossible number of frames";
        done += frames.value();
        if (reader.numFrames() >= 0 && done > reader.numFrames())
            return "more frames than there are";
        if (frames.value() < blockFrames)
            break;
    }
    if (reader.numFrames() > 0) // streams cannot, and ends may move
        if (const auto moved = reader.seek (reader.numFrames() / 2); moved.ok())
            if (const auto frames = reader.read (block); ! frames.ok())
                return complaintOn (frames.error());
    return {};
}

bool write (const Bytes& bytes, const fs::path& file)
{
    std::ofstream out (file, std::ios::binary);
    out.write (reinterpret_cast<const char*> (bytes.data()), static_cast<std::streamsize> (bytes.size()));
    return static_cast<bool> (out.flush());
}

/** By name and as a stream in turns. */
class SoundReader
{
public:
    explicit SoundReader (fs::path workFolder)
        : folder (std::move (workFolder))
    {
    }

    std::string operator() (const Bytes& bytes)
    {
        const auto file = folder / "sound";
        if (! write (bytes, file))
            return "the file cannot be written";
        files::kindOf (file);
        isStream = ! isStream;
        if (! isStream)
            return complaintOfReading (files::AudioReader::open (file));
        const int descriptor = platform::openForReading (file);
        auto complaint = complaintOfReading (files::AudioReader::openStandardInput (descriptor));
        platform::closeFile (descriptor);
        return complaint;
    }

private:
    fs::path folder;
    bool isStream = false;
};

Bytes bytesOf (const fs::path& file)
{
    Bytes bytes (fs::file_size (file));
    const int descriptor = platform::openForReading (file);
    platform::readFully (descriptor, bytes);
    platform::closeFile (descriptor);
    return bytes;
}

/** A short sound in every format that can be written here, with metadata where it has any. */
void addSounds (const fs::path& folder, std::vector<Original>& originals)
{
    const Reader read = SoundReader (folder);
    std::srand (3); // Eigen's Random uses it
    const Eigen::MatrixXf sound = 0.5f * Eigen::MatrixXf::Random (3000, 2);
    files::SoundMetadata metadata;
    metadata.chunks = { { { 'b', 'e', 'x', 't' }, Bytes (604) }, { { 'c', 'u', 'e', ' ' }, Bytes (28) } };
    for (const std::string ending : { "wav", "flac", "aiff", "au", "caf", "w64", "ogg", "opus", "mp3" })
        for (const bool isInteger : { false, true })
        {
            auto format = files::formatOf ("a." + ending);
            if (! format || (isInteger && ending != "wav"))
                continue;
            const auto file = folder / ("original." + ending);
            if (isInteger)
                format = files::AudioFormat::pcm24;
            auto writer = files::AudioWriter::create (file, 48000.0, 2, *format, metadata);
            if (! writer.ok() || ! writer.value().write (sound).ok() || ! writer.value().finish().ok())
                continue;
            originals.push_back ({ ending, bytesOf (file), read });
        }
    Bytes chained = originals.back().bytes;
    for (const auto& original : std::vector<Original> (originals))
        if (original.name == "ogg" || original.name == "mp3") // links of a chain, joined streams
        {
            chained = original.bytes;
            chained.insert (chained.end(), original.bytes.begin(), original.bytes.end());
            originals.push_back ({ original.name + " joined", chained, read });
        }
}

/** MP3s of 8 kbit/s, whose frames have no room for what the first of them announces. */
void addShortFrames (const fs::path& folder, std::vector<Original>& originals)
{
    const Reader read = SoundReader (folder);
    for (const size_t frameBytes : { 24, 26 })
        for (const std::string id : { "Xing", "Info", "VBRI" })
        {
            Bytes bytes;
            for (int number = 0; number < 60; ++number)
            {
                Bytes frame (frameBytes);
                const std::array header{ 0xff, 0xf3, frameBytes == 24 ? 0x14 : 0x10, 0xc0 };
                for (size_t i = 0; i < header.size(); ++i)
                    frame[i] = static_cast<std::byte> (header.at (i));
                for (size_t i = 0; number == 0 && i < id.size(); ++i)
                    frame[13 + i] = static_cast<std::byte> (id[i]);
                if (number == 0)
                    frame[20] = std::byte{ 3 }; // announces frames and bytes
                bytes.insert (bytes.end(), frame.begin(), frame.end());
            }
            originals.push_back ({ "mp3 of short frames", bytes, read });
        }
}

Bytes scoreBytes()
{
    const std::vector<int> score{ 'M', 'T', 'h', 'd', 0,   0,  0,   6,  0,   1,   0, 2,   1,   224, 'M',
                                  'T', 'r', 'k', 0,   0,   0,  19,  0,  255, 81,  3, 7,   161, 32,  0,
                                  240, 3,   67,  18,  0,   16, 247, 2,  67,  247, 0, 255, 47,  0,   'M',
                                  'T', 'r', 'k', 0,   0,   0,  20,  0,  192, 5,   0, 144, 60,  80,  129,
                                  64,  60,  0,   0,   176, 64, 127, 96, 128, 60,  0, 0,   255, 47,  0 };
    Bytes bytes;
    for (const int value : score)
        bytes.push_back (static_cast<std::byte> (value));
    return bytes;
}

std::vector<Original> makeOriginals (const fs::path& folder)
{
    std::vector<Original> originals;
    addSounds (folder, originals);
    addShortFrames (folder, originals);
    originals.push_back ({ "midi", scoreBytes(),
                           [] (const Bytes& bytes) -> std::string
                           {
                               const auto score = midi::readScore (bytes, "mutant.mid");
                               if (! score.ok())
                                   return complaintOn (score.error());
                               const auto moved = midi::movedScore (
                                   bytes, "mutant.mid", [] (double seconds) { return seconds + 1.0; });
                               return moved.ok() ? "" : complaintOn (moved.error());
                           } });
    originals.push_back ({ "safetensors", files::serialiseDictionary (test::smallDictionary()),
                           [] (const Bytes& bytes) -> std::string
                           {
                               const auto read = files::parseSafetensors (bytes);
                               return read.ok() ? "" : complaintOn (read.error());
                           } });
#ifdef UNBRAID_FUZZ_SESSIONS
    originals.push_back ({ "session", plugin::serialiseSession ({}),
                           [] (const Bytes& bytes) -> std::string
                           {
                               const auto read = plugin::parseSession (bytes);
                               return read.ok() ? "" : complaintOn (read.error());
                           } });
#endif
    return originals;
}

int readMutants (const std::vector<Original>& originals, const test::FuzzArguments& arguments)
{
    test::ByteMutator mutator (arguments.seed);
    for (unsigned long long i = 0; i < arguments.mutations; ++i)
    {
        const auto& original = originals[i % originals.size()];
        const auto bytes = mutator.next (original.bytes);
        if (! arguments.keep.empty())
            write (bytes, arguments.keep);
        if (const auto complaint = original.read (bytes); ! complaint.empty())
        {
            std::fprintf (stderr, "mutation %llu of seed %llu, a broken %s: %s\n", i, arguments.seed,
                          original.name.c_str(), complaint.c_str());
            return 1;
        }
    }
    std::printf ("%llu files of %zu kinds, seed %llu: each was read, or refused by one line\n",
                 arguments.mutations, originals.size(), arguments.seed);
    return 0;
}
} // namespace

/** fuzz_readers --mutations N [--seed S] [--keep FILE]: reads N broken sounds, scores, tensors and sessions, and stops at the first that
    is neither read nor refused by one line. --keep leaves the last one in a file, for what ends the program itself.
    ffmpeg is not asked: its faults are not ours, and it would take a twentieth of a second each time. */
int main (int numArguments, char** arguments)
{
    const auto wanted = test::fuzzArguments (numArguments, arguments);
    if (! wanted)
        return 2;
    const test::OtherVariable path ("PATH", "/nowhere");
    const auto folder =
        fs::temp_directory_path() / ("unbraid-fuzz-" + std::to_string (std::random_device()()));
    fs::create_directories (folder);
    const int status = readMutants (makeOriginals (folder), *wanted);
    fs::remove_all (folder);
    return status;
}
