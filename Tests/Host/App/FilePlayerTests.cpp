// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioWriter.h"
#include "Live/Takes/FilePlayer.h"
#include "Support/RealtimeTrap.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <functional>
#include <new>
#include <numbers>
#include <stdexcept>
#include <thread>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
constexpr double rateHz = 48000.0;
constexpr Index glideFrames = 240; // 5 ms: after it the file plays alone
constexpr float microphone = 0.125f;

/** Every sample tells which one it is: frame in the left channel, its negative in the right. */
MatrixXf numbered (Index numFrames)
{
    MatrixXf samples (numFrames, 2);
    samples.col (0) =
        Eigen::VectorXf::LinSpaced (numFrames, 0.0f, static_cast<float> (numFrames - 1)) / 65536.0f;
    samples.col (1) = -samples.col (0);
    return samples;
}

void write (const std::filesystem::path& path, double fileRateHz, const MatrixXf& samples)
{
    auto writer = files::AudioWriter::create (path, fileRateHz, samples.cols(), files::AudioFormat::float32);
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

/** Waits for the player's worker; it ends well before this on any machine, or never. */
void waitUntil (const std::function<bool()>& isSo)
{
    constexpr int maxTries = 3000;
    for (int tries = 0; tries < maxTries && ! isSo(); ++tries)
        std::this_thread::sleep_for (std::chrono::milliseconds (10));
    REQUIRE (isSo());
}

void openAndWait (live::FilePlayer& player, const std::filesystem::path& file)
{
    player.open (file);
    waitUntil ([&] { return ! player.status().isLoading; });
}

/** What goes out while the microphone brings a constant. */
MatrixXf play (live::FilePlayer& player, Index numFrames)
{
    MatrixXf sound = MatrixXf::Constant (numFrames, 2, microphone);
    player.process ({ sound.col (0).data(), sound.col (1).data() }, numFrames);
    return sound;
}
} // namespace

TEST_CASE ("the microphone passes unchanged until a file plays", "[player]")
{
    live::FilePlayer player;
    player.setRate (rateHz);
    CHECK ((play (player, 100).array() == microphone).all());
    CHECK (player.status().file.empty());
    CHECK_FALSE (player.status().isPlaying);
}

TEST_CASE ("a file at the device's rate plays sample by sample and begins again at its end", "[player]")
{
    const test::TemporaryFolder folder;
    const Index numFrames = 1000;
    const auto samples = numbered (numFrames);
    write (folder / "numbered.wav", rateHz, samples);
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "numbered.wav");
    CHECK (player.status().isPlaying);
    CHECK (player.status().seconds == Approx (1000.0 / rateHz));

    const auto sound = play (player, 3 * numFrames);
    for (Index n = glideFrames; n < sound.rows(); ++n)
    {
        INFO ("frame " << n);
        REQUIRE (sound (n, 0) == samples (n % numFrames, 0));
        REQUIRE (sound (n, 1) == samples (n % numFrames, 1));
    }
}

TEST_CASE ("a file that ends before its header says plays as far as it goes, and its name tells", "[player]")
{
    const test::TemporaryFolder folder;
    write (folder / "cut.wav", rateHz, numbered (4800));
    std::filesystem::resize_file (folder / "cut.wav", std::filesystem::file_size (folder / "cut.wav") / 2);
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "cut.wav");
    CHECK (player.status().isPlaying);
    CHECK (player.status().seconds == Approx (2400.0 / rateHz).epsilon (0.01));
    CHECK (player.status().oddity.find ("is damaged or incomplete") != std::string::npos);
}

TEST_CASE ("between microphone and file the sound never jumps", "[player]")
{
    const test::TemporaryFolder folder;
    write (folder / "silence.wav", rateHz, MatrixXf::Zero (4800, 1));
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "silence.wav");
    const auto in = play (player, 400);
    player.stop();
    const auto out = play (player, 400);
    MatrixXf all (800, 2);
    all << in, out;
    const float steepest = (all.bottomRows (799) - all.topRows (799)).cwiseAbs().maxCoeff();
    CHECK (steepest <= 1.01f * microphone / static_cast<float> (glideFrames)); // a straight line, rounded
    CHECK (all (399, 0) == 0.0f);
    CHECK (all (799, 0) == microphone);
}

TEST_CASE ("a stopped file goes on where it was and can be sent elsewhere", "[player]")
{
    const test::TemporaryFolder folder;
    const auto samples = numbered (20000);
    write (folder / "numbered.wav", rateHz, samples);
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "numbered.wav");
    (void)play (player, 1000);
    player.stop();
    (void)play (player, 1000); // fades out within it, and stands from the next block on
    CHECK ((play (player, 1000).array() == microphone).all());
    CHECK (player.status().positionSeconds == Approx (2000.0 / rateHz));
    player.play();
    const auto resumed = play (player, 500);
    CHECK (resumed (499, 0) == samples (2499, 0));
    player.seek (10000.0 / rateHz);
    CHECK (play (player, 500) (0, 0) == samples (10000, 0));
    player.seek (1e9); // the end, where it begins again
    CHECK (play (player, 500) (0, 0) == samples (0, 0));
}

TEST_CASE ("a file of another rate keeps its pitch and its length", "[player]")
{
    const test::TemporaryFolder folder;
    constexpr double fileRateHz = 44100.0, toneHz = 441.0;
    const Index numFrames = 44100; // a whole number of periods, so that the seam is smooth
    MatrixXf tone (numFrames, 1);
    for (Index n = 0; n < numFrames; ++n)
        tone (n, 0) = static_cast<float> (
            0.5 * std::sin (2.0 * std::numbers::pi * toneHz * static_cast<double> (n) / fileRateHz));
    write (folder / "tone.wav", fileRateHz, tone);
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "tone.wav");
    CHECK (player.status().seconds == Approx (1.0));
    const auto sound = play (player, 40000);
    constexpr float tolerance = 1e-4f; // of the resampler in its pass band
    for (Index n = 4800; n < sound.rows(); ++n)
    {
        const auto wanted = static_cast<float> (
            0.5 * std::sin (2.0 * std::numbers::pi * toneHz * static_cast<double> (n) / rateHz));
        REQUIRE (std::abs (sound (n, 0) - wanted) < tolerance);
        REQUIRE (sound (n, 1) == sound (n, 0));
    }
}

TEST_CASE ("after a change of the device's rate a file goes on where it was", "[player]")
{
    const test::TemporaryFolder folder;
    MatrixXf ramp (48000, 1);
    ramp.col (0) = Eigen::VectorXf::LinSpaced (48000, 0.0f, 1.0f); // its level is the time in seconds
    write (folder / "ramp.wav", rateHz, ramp);
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "ramp.wav");
    (void)play (player, 24000);
    player.setRate (96000.0);
    waitUntil ([&] { return ! player.status().isLoading; });
    const auto sound = play (player, 9600);
    CHECK (sound (9599, 0) == Approx (0.6).margin (1e-3));
    CHECK (player.status().seconds == Approx (1.0));
}

TEST_CASE ("a file that cannot be played says why and leaves the one before", "[player]")
{
    const test::TemporaryFolder folder;
    write (folder / "good.wav", rateHz, MatrixXf::Constant (4800, 1, 0.25f));
    write (folder / "empty.wav", rateHz, MatrixXf (0, 1));
    test::writeText (folder / "text.wav", "this is not a sound");
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "good.wav");
    for (const auto& [name, words] : std::vector<std::pair<std::string, std::string>>{
             { "nowhere.wav", "no such file" },
             { "text.wav", "not a sound" },
             { "empty.wav", "no sound in it" },
         })
    {
        openAndWait (player, folder / name);
        const auto status = player.status();
        INFO (name << ": " << status.error);
        CHECK (status.error.find (words) != std::string::npos);
        CHECK (status.error.find (name) != std::string::npos);
        CHECK (status.file.filename() == "good.wav");
        CHECK (status.isPlaying);
        CHECK (play (player, 500) (499, 0) == 0.25f);
    }
    openAndWait (player, folder / "good.wav");
    CHECK (player.status().error.empty());
}

TEST_CASE ("a file whose reading throws ends nothing: the player says so and plays the next", "[player]")
{
    const test::TemporaryFolder folder;
    write (folder / "good.wav", rateHz, MatrixXf::Constant (4800, 1, 0.25f));
    live::FilePlayer player (
        [] (const std::filesystem::path& file, double hz)
        {
            if (file.filename() == "large.wav")
                throw std::bad_alloc();
            if (file.filename() == "odd.wav")
                throw std::out_of_range ("position 3 of 2");
            return live::readPlayedSound (file, hz);
        });
    player.setRate (rateHz);
    for (const auto& [name, found] : std::vector<std::pair<std::string, std::string>>{
             { "large.wav", "too little memory" },
             { "odd.wav", "a fault of this program, position 3 of 2" } })
    {
        openAndWait (player, folder / name);
        CHECK (player.status().error ==
               "The file cannot be played. (" + (folder / name).string() + ": found " + found + ")");
        openAndWait (player, folder / "good.wav");
        CHECK (player.status().error.empty());
        CHECK (play (player, 500) (499, 0) == 0.25f);
    }
}

TEST_CASE ("of a long file the beginning is played, no longer at the rate of the file than at the device's",
           "[player]")
{
    const test::TemporaryFolder folder;
    constexpr Index numFrames = 200000, maxFrames = 100000; // more than is read at a time
    const auto samples = numbered (numFrames);
    write (folder / "long.wav", rateHz, samples);
    const auto file = folder / "long.wav";
    const auto same = live::readPlayedSound (file, rateHz, maxFrames);
    REQUIRE (same.ok());
    CHECK (same.value().samples == samples.topRows (maxFrames));
    CHECK (same.value().fileSeconds == Approx (static_cast<double> (numFrames) / rateHz));
    for (const double deviceRateHz : { 0.5 * rateHz, 2.0 * rateHz })
    {
        const auto other = live::readPlayedSound (file, deviceRateHz, maxFrames);
        REQUIRE (other.ok());
        const double factor = std::min (1.0, deviceRateHz / rateHz);
        CHECK (static_cast<double> (other.value().samples.rows()) ==
               Approx (factor * maxFrames).margin (2.0));
        CHECK (other.value().fileSeconds == same.value().fileSeconds);
    }
    CHECK (live::readPlayedSound (file, rateHz).value().samples == samples);
}

TEST_CASE ("the player has the first ten minutes of a longer file, and says how long the file is",
           "[player][full]")
{
    const test::TemporaryFolder folder;
    write (folder / "slow.wav", 1000.0, MatrixXf::Zero (601000, 1)); // a small file of 601 seconds
    live::FilePlayer player;
    player.setRate (rateHz);
    openAndWait (player, folder / "slow.wav");
    CHECK (player.status().error.empty());
    CHECK (player.status().seconds == Approx (600.0));
    CHECK (player.status().fileSeconds == Approx (601.0));
}

TEST_CASE ("the newest of several files opened at once is the one that plays", "[player]")
{
    const test::TemporaryFolder folder;
    for (int index = 0; index < 8; ++index)
        write (folder / (std::to_string (index) + ".wav"), rateHz,
               MatrixXf::Constant (4800, 1, 0.1f * static_cast<float> (index)));
    live::FilePlayer player;
    player.setRate (rateHz);
    for (int index = 0; index < 8; ++index)
        player.open (folder / (std::to_string (index) + ".wav"));
    waitUntil ([&] { return ! player.status().isLoading; });
    CHECK (player.status().file.filename() == "7.wav");
    (void)play (player, 64); // what was offered and replaced is not played again
    (void)player.status();
    CHECK (play (player, 500) (499, 0) == Approx (0.7f));
}

TEST_CASE ("handing files over costs the audio thread no lock and no memory", "[player][realtime]")
{
    const test::TemporaryFolder folder;
    write (folder / "one.wav", rateHz, numbered (1000));
    write (folder / "two.wav", rateHz, numbered (3000));
    live::FilePlayer player;
    player.setRate (rateHz);
    MatrixXf sound = MatrixXf::Zero (512, 2);
    const std::array<float*, 2> channels{ sound.col (0).data(), sound.col (1).data() };
    int violations = 0;
    std::string first;
    for (int turn = 0; turn < 6; ++turn)
    {
        openAndWait (player, folder / (turn % 2 == 0 ? "one.wav" : "two.wav"));
        player.seek (0.01);
        if (turn == 3)
            player.stop();
        test::RealtimeTrap trap;
        for (int block = 0; block < 10; ++block)
            player.process (channels, sound.rows());
        trap.disarm();
        violations += trap.violations();
        first = trap.firstViolation();
    }
    INFO (first);
    CHECK (violations == 0);
}
