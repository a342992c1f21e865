// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"

#include "Support/Skip.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr double filmRateHz = 48000.0;

bool ffmpeg (const test::TemporaryFolder& folder, const std::string& words)
{
    const auto command =
        "cd '" + folder.path.string() + "' && ffmpeg -v error -nostdin -y " + words + " 2>/dev/null";
    return std::system (command.c_str()) == 0;
}

bool skippedWithoutFfmpeg()
{
    const bool isMissing = std::system ("ffmpeg -version >/dev/null 2>&1") != 0;
    if (isMissing)
        test::skip ("no ffmpeg");
    return isMissing;
}

/** Two seconds of which every sample is told from its neighbours. */
void writeTone (const std::filesystem::path& file)
{
    Eigen::MatrixXf tone (static_cast<Index> (2 * filmRateHz), 1);
    for (Index n = 0; n < tone.rows(); ++n)
        tone (n, 0) = 0.4f * static_cast<float> (std::sin (0.01 * static_cast<double> (n) + 1.0));
    auto writer = files::AudioWriter::create (file, filmRateHz, 1, files::AudioFormat::pcm16);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (tone).ok());
    REQUIRE (writer.value().finish().ok());
}

Eigen::VectorXf samplesOf (const std::filesystem::path& file)
{
    const auto read = files::readRecording (file, 1 << 24);
    if (! read.ok())
        FAIL (read.error().message());
    return read.value().samples.col (0);
}

/** As commands that do not hold a whole recording read it. */
Eigen::VectorXf samplesByBlocks (const std::filesystem::path& file)
{
    auto reader = files::AudioReader::open (file);
    REQUIRE (reader.ok());
    Eigen::MatrixXf block (1000, 1);
    Eigen::VectorXf samples;
    for (Index count = block.rows(); count == block.rows();)
    {
        const auto read = reader.value().read (block);
        REQUIRE (read.ok());
        count = read.value();
        const Index before = samples.size();
        samples.conservativeResize (before + count);
        samples.tail (count) = block.col (0).head (count);
    }
    CHECK (reader.value().missingFrames() == 0);
    return samples;
}

/** A server of the network at which somebody may knock. */
class Listener
{
public:
    Listener()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
        socklen_t length = sizeof (address);
        auto* any = reinterpret_cast<sockaddr*> (&address);
        isThere = ::bind (socket, any, length) == 0 && ::listen (socket, 4) == 0 &&
                  ::getsockname (socket, any, &length) == 0;
        port = ntohs (address.sin_port);
    }
    ~Listener() { ::close (socket); }
    Listener (const Listener&) = delete;
    Listener& operator= (const Listener&) = delete;

    [[nodiscard]] bool wasAsked() const
    {
        pollfd waiting{ socket, POLLIN, 0 };
        return ::poll (&waiting, 1, 0) > 0;
    }

    bool isThere = false;
    int port = 0;

private:
    int socket = ::socket (AF_INET, SOCK_STREAM, 0);
};
} // namespace

TEST_CASE ("An MP4 is as long as its edit list says, and not late")
{
    if (skippedWithoutFfmpeg())
        return;
    const test::TemporaryFolder folder;
    writeTone (folder / "whole.wav");
    const auto whole = samplesOf (folder / "whole.wav");
    for (const Index length : { 96000, 90001 }) // the second is no whole number of milliseconds
    {
        REQUIRE (ffmpeg (folder, "-i whole.wav -af atrim=end_sample=" + std::to_string (length) + " a.wav"));
        for (const std::string name : { "a.m4a", "a.mov" })
        {
            if (! ffmpeg (folder, "-i a.wav -c:a aac -b:a 192k " + name))
                return test::skip ("this ffmpeg writes no AAC");
            const auto found = samplesOf (folder / name);
            REQUIRE (found.size() == length);
            const auto streamed = samplesByBlocks (folder / name);
            REQUIRE (streamed.size() == length);
            CHECK (streamed == found);
            // a tone of 76 Hz coded at 192 kbit/s; a sample late would leave 40 dB
            CHECK ((found - whole.head (length)).norm() < 0.01f * whole.head (length).norm());
        }
    }
}

TEST_CASE ("The sound of a film stays where the film has it: late, with a gap, or from the beginning")
{
    if (skippedWithoutFfmpeg())
        return;
    const test::TemporaryFolder folder;
    writeTone (folder / "in.wav");
    const auto whole = samplesOf (folder / "in.wav");
    constexpr Index half = 24000; // frames of half a second
    const std::string picture = "-f lavfi -i testsrc=s=64x48:r=10:d=3 ",
                      coded = " -c:v mpeg4 -c:a pcm_s16le ";

    REQUIRE (ffmpeg (folder, picture + "-itsoffset 0.5 -i in.wav" + coded + "late.mkv"));
    const auto late = samplesOf (folder / "late.mkv");
    REQUIRE (late.size() == whole.size() + half);
    CHECK (late.head (half).cwiseAbs().maxCoeff() == 0.0f);
    CHECK ((late.tail (whole.size()) - whole).cwiseAbs().maxCoeff() == 0.0f);

    REQUIRE (ffmpeg (folder, picture + "-i in.wav" + coded + "early.mkv"));
    const auto early = samplesOf (folder / "early.mkv");
    REQUIRE (early.size() == whole.size());
    CHECK ((early - whole).cwiseAbs().maxCoeff() == 0.0f);

    // Packets of 1024 samples: those between a half and one second are left out.
    REQUIRE (ffmpeg (folder, "-i in.wav -af \"aselect='not(between(t,0.5,1))'\" -c:a pcm_s16le gap.mkv"));
    const auto gap = samplesOf (folder / "gap.mkv");
    REQUIRE (gap.size() == whole.size());
    constexpr Index packet = 1024, rounding = 48; // times are milliseconds there
    CHECK ((gap.head (half) - whole.head (half)).cwiseAbs().maxCoeff() == 0.0f);
    CHECK (gap.segment (half + packet, half - 2 * packet).cwiseAbs().maxCoeff() == 0.0f);
    Index nearest = whole.size();
    for (Index moved = -rounding; moved <= rounding; ++moved)
        if ((gap.segment (3 * half, packet) - whole.segment (3 * half + moved, packet))
                .cwiseAbs()
                .maxCoeff() == 0.0f)
            nearest = std::abs (moved);
    CHECK (nearest <= rounding);
}

TEST_CASE ("The sound of a transport stream begins where its picture does, whatever its clock says")
{
    if (skippedWithoutFfmpeg())
        return;
    const test::TemporaryFolder folder;
    writeTone (folder / "in.wav");
    const std::string picture = "-f lavfi -i testsrc=s=64x48:r=10:d=3 ", coded = " -c:v mpeg2video -c:a mp2 ";
    REQUIRE (ffmpeg (folder, picture + "-i in.wav" + coded + "-muxdelay 5 -output_ts_offset 4000 film.ts"));
    REQUIRE (ffmpeg (folder, picture + "-itsoffset 0.5 -i in.wav" + coded + "late.ts"));
    const auto film = samplesOf (folder / "film.ts"), late = samplesOf (folder / "late.ts");
    constexpr Index half = 24000, packet = 1152; // frames
    CHECK (std::abs (film.size() - static_cast<Index> (2 * filmRateHz)) <= 2 * packet);
    CHECK (std::abs (late.size() - film.size() - half) <= packet);
    CHECK (late.head (half - packet).cwiseAbs().maxCoeff() == 0.0f);
}

TEST_CASE ("No file makes another file or an address be opened, whatever its name promises")
{
    if (skippedWithoutFfmpeg())
        return;
    const test::TemporaryFolder folder;
    writeTone (folder / "secret.wav");
    REQUIRE (ffmpeg (folder, "-i secret.wav -c:a mp2 secret.ts"));
    REQUIRE (ffmpeg (folder, "-i secret.wav -c:a aac -f dash secret.mpd"));
    const Listener server;
    REQUIRE (server.isThere);
    const auto address = "http://127.0.0.1:" + std::to_string (server.port) + "/secret.ts";
    const auto hls = [] (const std::string& segment)
    { return "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:2,\n" + segment + "\n#EXT-X-ENDLIST\n"; };
    std::ifstream manifest (folder / "secret.mpd");
    const std::string dash{ std::istreambuf_iterator<char> (manifest), {} };
    struct Trick
    {
        std::string content,
            format; // by which ffmpeg alone is taken in; empty: it would wait for the network
    };
    for (const auto& [content, format] :
         { Trick{ "ffconcat version 1.0\nfile secret.wav\n", "concat" }, Trick{ hls ("secret.ts"), "hls" },
           Trick{ dash, "dash" }, Trick{ hls (address), {} },
           Trick{ "ffconcat version 1.0\nfile " + address + "\n", {} },
           Trick{ "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
                  {} },
           Trick{ "#EXTM3U\nsecret.wav\n", {} },
           Trick{ "[playlist]\nFile1=" + address + "\nNumberOfEntries=1\n", {} },
           Trick{ "<asx version=\"3.0\"><entry><ref href=\"" + address + "\"/></entry></asx>\n", {} },
           Trick{ "<?xml version=\"1.0\"?><playlist version=\"1\" "
                  "xmlns=\"http://xspf.org/ns/0/\"><trackList><track>"
                  "<location>secret.wav</location></track></trackList></playlist>\n",
                  {} } })
    {
        INFO (content.substr (0, 200));
        for (const char* name : { "list.m4a", "list.mp4", "list.ts", "list.wav", "list.mp3" })
        {
            test::writeText (folder / name, content);
            INFO (name);
            if (! format.empty()) // else the check below would prove nothing
                CHECK (ffmpeg (folder, "-f " + format + " -i " + name + " -f null -"));
            const auto read = files::readRecording (folder / name, 1 << 24);
            CHECK_FALSE (read.ok());
        }
        CHECK_FALSE (server.wasAsked());
    }
}
