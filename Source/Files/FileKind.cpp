// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/FileKind.h"

#include "Files/PipeCopy.h"
#include "Platform/Descriptors.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

constexpr size_t bytesLookedAt =
    1 << 20; // the metadata of a dictionary comes first, and may name thousands of recordings

/** Signature of a kind of files, at the beginning or after some bytes that are ignored. */
struct Beginning
{
    FileKind kind;
    std::string_view bytes;
    size_t offset = 0;
};

constexpr std::array beginnings{
    Beginning{ FileKind::midi, "MThd" },
    Beginning{ FileKind::picture, "\x89PNG" },
    Beginning{ FileKind::table, "source,iteration,frames" },
    Beginning{ FileKind::table, "step,hours,loss" },
    Beginning{ FileKind::table, "file,state,error" },
    Beginning{ FileKind::table, R"({"file":)" },
    Beginning{ FileKind::checkpoint, "PK\x03\x04" }, // libtorch's archives
    Beginning{ FileKind::sound, "WAVE", 8 },
    Beginning{ FileKind::sound, "RF64" },
    Beginning{ FileKind::sound, "riff" }, // Sony Wave64
    Beginning{ FileKind::sound, "AIF", 8 },
    Beginning{ FileKind::sound, "fLaC" },
    Beginning{ FileKind::sound, "OggS" },
    Beginning{ FileKind::sound, "caff" },
    Beginning{ FileKind::sound, ".snd" },
    Beginning{ FileKind::sound, "ID3" },
    Beginning{ FileKind::sound, "\xff\xfb" }, // MPEG layer III
    Beginning{ FileKind::sound, "\xff\xfa" },
    Beginning{ FileKind::sound, "\xff\xf3" },
    Beginning{ FileKind::sound, "\xff\xf2" },
    Beginning{ FileKind::sound, "\xff\xf1" }, // AAC in ADTS
    Beginning{ FileKind::sound, "\xff\xf9" },
    Beginning{ FileKind::sound, "\x30\x26\xb2\x75" }, // Windows Media
    Beginning{ FileKind::sound, "ftyp", 4 },          // MPEG-4
    Beginning{ FileKind::sound, "AVI ", 8 },
    Beginning{ FileKind::sound, "FLV\x01" },
    Beginning{ FileKind::sound, { "\0\0\1\xba", 4 } }, // MPEG programme stream
    Beginning{ FileKind::sound, "TTA1" },
    Beginning{ FileKind::sound, "wvpk" },
    Beginning{ FileKind::sound, "MAC " },
    Beginning{ FileKind::sound, "#!AMR" },
    Beginning{ FileKind::sound, "MPCK" },
    Beginning{ FileKind::sound, "\xff\xfd" },         // MPEG layer II
    Beginning{ FileKind::sound, "\x1a\x45\xdf\xa3" }, // Matroska, WebM
};

/** Of MPEG: packets of one length, each with the same first byte. */
bool isTransportStream (std::string_view text)
{
    constexpr size_t packetBytes = 188;
    constexpr char sync = 'G';
    return text.size() > 2 * packetBytes && text[0] == sync && text[packetBytes] == sync &&
           text[2 * packetBytes] == sync;
}

/** A safetensors file says in its JSON header what it is. */
FileKind kindOfTensors (std::string_view text)
{
    constexpr size_t lengthBytes = 8;
    if (text.size() <= lengthBytes || text[lengthBytes] != '{')
        return FileKind::other;
    const auto says = [text] (std::string_view format)
    { return text.find (format) != std::string_view::npos; };
    const bool isDictionary = says ("\"unbraid-dictionary\"") || says ("\"unbraid-dictionary-tree\"");
    return isDictionary                       ? FileKind::dictionary
           : says ("\"unbraid-activations\"") ? FileKind::activations
           : says ("\"unbraid-factors\"")     ? FileKind::factors
           : says ("\"unbraid-training\"")    ? FileKind::checkpoint
                                              : FileKind::other;
}
} // namespace

FileKind kindOf (const fs::path& file)
{
    if (const auto kept = openKeptPipe (file))
    {
        std::string text (bytesLookedAt, '\0');
        const auto count = platform::readFully (*kept, std::as_writable_bytes (std::span (text)));
        platform::closeFile (*kept);
        text.resize (static_cast<size_t> (std::max<std::ptrdiff_t> (0, count)));
        return kindOfContent (text);
    }
    std::error_code failure;
    if (! fs::exists (file, failure))
        return failure ? FileKind::other : FileKind::nothing;
    if (! fs::is_regular_file (file, failure))
        return FileKind::other;
    std::ifstream stream (file, std::ios::binary);
    std::string text (bytesLookedAt, '\0');
    stream.read (text.data(), static_cast<std::streamsize> (text.size()));
    text.resize (static_cast<size_t> (stream.gcount()));
    if (text.empty() && fs::file_size (file, failure) > 0)
        return FileKind::other; // no permission
    return kindOfContent (text);
}

FileKind kindOfContent (std::string_view beginning)
{
    if (beginning.empty())
        return FileKind::nothing;
    for (const auto& [kind, bytes, offset] : beginnings)
        if (beginning.size() >= offset && beginning.substr (offset).starts_with (bytes))
            return kind;
    return isTransportStream (beginning) ? FileKind::sound : kindOfTensors (beginning);
}

std::string endingOf (const fs::path& file)
{
    std::string ending = file.extension().string();
    std::transform (ending.begin(), ending.end(), ending.begin(),
                    [] (unsigned char c) { return static_cast<char> (std::tolower (c)); });
    return ending;
}

bool isNamedAsSound (const fs::path& file)
{
    constexpr std::array<std::string_view, 53> endings{
        ".3ga", ".3gp", ".aac", ".ac3",  ".aif",  ".aifc", ".aiff", ".amr",  ".ape", ".asf", ".au",
        ".avi", ".caf", ".dts", ".eac3", ".flac", ".flv",  ".gsm",  ".m2ts", ".m4a", ".m4b", ".m4v",
        ".mka", ".mkv", ".mov", ".mp2",  ".mp3",  ".mp4",  ".mpc",  ".mpeg", ".mpg", ".mts", ".mxf",
        ".oga", ".ogg", ".ogv", ".opus", ".rf64", ".snd",  ".sph",  ".spx",  ".tak", ".tta", ".ts",
        ".vob", ".voc", ".w64", ".wav",  ".wave", ".webm", ".wma",  ".wmv",  ".wv"
    };
    return std::find (endings.begin(), endings.end(), endingOf (file)) != endings.end();
}

const char* nameOf (FileKind kind)
{
    constexpr std::array names{ "nothing",      "a recording",       "a MIDI file", "a picture",
                                "a dictionary", "activations",       "factors",     "a table",
                                "a checkpoint", "some other content" };
    return names[static_cast<size_t> (kind)];
}

} // namespace unbraid::files
