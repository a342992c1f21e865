// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/Ffmpeg.h"

#include "Platform/Descriptors.h"
#include "Platform/Processes.h"

#include <array>
#include <string>
#include <system_error>

namespace unbraid::files
{

namespace
{
constexpr const char* program = "ffmpeg";

/** Formats that a recording may have. Playlists, scripts, images and streams of the network are not among them: a file makes no other file
    or address be opened. */
constexpr const char* demuxers =
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dts,dtshd,eac3,flac,flv,gsm,iff,loas,matroska,mov,mp3,"
    "mpc,mpc8,mpeg,"
    "mpegts,mpegvideo,mxf,nistsphere,nut,oma,ogg,rm,shn,tak,truehd,tta,voc,w64,wav,wsd,wv,xwma";
constexpr const char* protocols = "file,fd";

/** Puts the sound where its container puts it: silence where the track begins later than the film, or has a gap. The times of
    packets jitter, and a decoder's own delay stands in the first: what counts is a first packet more than a tenth of a second
    late, and a later one that comes three quarters of its own length (or of 10 ms) after the end of the one before. No sample
    is dropped, and no gap is longer than an hour, beyond which times are wrong. */
constexpr const char* placement =
    "asetpts='"
    "st(0,if(isnan(PREV_INPTS),PTS,PTS-PREV_INPTS-ld(2)));" // 0: since the end of the packet before
    "st(2,NB_SAMPLES);"
    "st(3,if(isnan(PREV_INPTS),0.1*SR,0.75*max(NB_SAMPLES,0.01*SR)));"         // 3: what counts
    "st(4,PTS-ld(1));"                                                         // 4: since the sound before
    "st(5,if(gte(ld(0),ld(3))*gte(ld(4),ld(3))*lt(ld(4),3600*SR),PTS,ld(1)));" // 5: where this packet goes
    "st(1,ld(5)+NB_SAMPLES);"                                                  // 1: the end of the sound
    "ld(5)',aresample=async=1:first_pts=0:min_hard_comp=0.001";

/** With an offset of its own, ffmpeg counts from the beginning of the film in transport streams too, and not from that of
    the sound; it is far below a sample. */
constexpr const char* offsetSeconds = "0.000001";

core::Error cannotDecode (const std::filesystem::path& name, const std::string& what, std::string found,
                          std::string allowed)
{
    return { "'" + name.string() + "' " + what, name.string(), std::move (found), std::move (allowed) };
}

/** The last line of what the program said, in which the file has the name that people gave it. */
std::string lastLine (int descriptor, const std::string& source, const std::string& name)
{
    constexpr size_t maxBytes = 4096;
    std::array<std::byte, maxBytes> bytes{};
    platform::rewind (descriptor);
    const auto count = platform::readFully (descriptor, bytes);
    std::string text (reinterpret_cast<const char*> (bytes.data()),
                      static_cast<size_t> (count < 0 ? 0 : count));
    while (text.ends_with ('\n'))
        text.pop_back();
    text.erase (0, text.rfind ('\n') + 1);
    if (const auto found = text.find (source); found != std::string::npos)
        text.replace (found, source.size(), name);
    return text;
}
} // namespace

core::Result<TemporaryFile> decodeByFfmpeg (const std::filesystem::path& name, int input)
{
    auto output = TemporaryFile::create();
    auto errors = TemporaryFile::create();
    for (const auto* file : { &output, &errors })
        if (! file->ok())
            return file->error();
    // "file:" keeps a name with a colon from being taken for a protocol.
    const std::string source = input < 0 ? "file:" + name.string() : platform::standardInputUrl;
    const auto [failure, status] =
        platform::runProgram ({ program,
                                "-v",
                                "error",
                                "-nostdin",
                                "-protocol_whitelist",
                                protocols,
                                "-format_whitelist",
                                demuxers,
                                "-itsoffset",
                                offsetSeconds,
                                "-i",
                                source,
                                "-vn",
                                "-af",
                                placement,
                                "-c:a",
                                "pcm_f32be",
                                "-f",
                                "au",
                                "pipe:1" },
                              input, output.value().descriptor(), errors.value().descriptor());
    if (failure == std::errc::no_such_file_or_directory)
        return cannotDecode (
            name,
            "is not a sound that can be read without the program ffmpeg, which is not installed; install "
            "it, or convert the file to WAV or FLAC",
            "a format that libsndfile does not know", "a format that it knows, or ffmpeg in the PATH");
    if (failure == std::errc::no_child_process)
        return cannotDecode (name, "cannot be decoded, since it is not known how ffmpeg ended",
                             "a host that ignores SIGCHLD", "another host, or WAV or FLAC");
    if (failure)
        return cannotDecode (name, "cannot be decoded, since ffmpeg cannot be started", failure.message(),
                             {});
    if (status != 0)
        if (auto room = output.value().checkRoom(); ! room.ok())
            return room.error();
    if (status != 0)
        return cannotDecode (name, "is damaged, or is not a sound",
                             lastLine (errors.value().descriptor(), source, name.string()),
                             "what ffmpeg or libsndfile can read");
    return output;
}

} // namespace unbraid::files
