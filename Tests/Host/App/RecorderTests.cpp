// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AtomicFile.h"
#include "Files/AudioReader.h"
#include "Live/Takes/Recorder.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>
#ifndef _WIN32
#    include <sys/wait.h>
#    include <unistd.h>

#    include <csignal>
#endif

using namespace unbraid;

namespace
{
constexpr double recordedRateHz = 48000.0;
constexpr int recordedBlock = 240;

/** A ramp that says at which sample each value was added. */
juce::AudioBuffer<float> rampFrom (int first)
{
    juce::AudioBuffer<float> block (2, recordedBlock);
    for (int at = 0; at < recordedBlock; ++at)
    {
        block.setSample (0, at, static_cast<float> (first + at) * 1e-6f);
        block.setSample (1, at, static_cast<float> (first + at) * -1e-6f);
    }
    return block;
}

/** Waits, ten seconds at most, until the file is less than a second behind. */
void waitForFile (const live::Recorder& recorder, int numAdded)
{
    const double seconds = numAdded / recordedRateHz;
    for (int i = 0; i < 1000 && recorder.status().seconds < seconds - 1.0; ++i)
        std::this_thread::sleep_for (std::chrono::milliseconds (10));
}
} // namespace

TEST_CASE ("a recording holds every sample once, in order", "[live]")
{
    const test::TemporaryFolder folder;
    const auto file = folder / "take.wav";
    live::Recorder recorder;
    recorder.setRate (recordedRateHz);
    REQUIRE (recorder.start (file).ok());
    CHECK (recorder.status().isRecording);
    constexpr int numBlocks = 1000; // 5 seconds, as fast as they are written
    for (int block = 0; block < numBlocks; ++block)
    {
        recorder.add (rampFrom (block * recordedBlock), recordedBlock);
        waitForFile (recorder, (block + 1) * recordedBlock);
    }
    REQUIRE (recorder.stop().ok());
    CHECK (recorder.status().numLost == 0);
    CHECK (recorder.status().seconds == Approx (numBlocks * recordedBlock / recordedRateHz));
    juce::WavAudioFormat wav; // not the reader of those who wrote it
    const std::unique_ptr<juce::AudioFormatReader> reader (
        wav.createReaderFor (new juce::FileInputStream (juce::File (file.string())), true));
    REQUIRE (reader != nullptr);
    CHECK (reader->sampleRate == recordedRateHz);
    REQUIRE (reader->lengthInSamples == numBlocks * recordedBlock);
    juce::AudioBuffer<float> read (2, numBlocks * recordedBlock);
    REQUIRE (reader->read (&read, 0, read.getNumSamples(), 0, true, true));
    int numWrong = 0;
    for (int at = 0; at < read.getNumSamples(); ++at)
        for (const int side : { 0, 1 })
            numWrong += read.getSample (side, at) != static_cast<float> (at) * (side == 0 ? 1e-6f : -1e-6f);
    CHECK (numWrong == 0);
}

TEST_CASE ("a recording of sources has a file of each, as long as the mix, and silence where no bus is",
           "[live]")
{
    const test::TemporaryFolder folder;
    live::Recorder recorder;
    recorder.setRate (recordedRateHz);
    REQUIRE (recorder.start (folder / "take.wav", { "speech", "noise" }).ok());
    juce::AudioBuffer<float> block (4, recordedBlock); // the mix and one source
    for (int channel = 0; channel < 4; ++channel)
        juce::FloatVectorOperations::fill (block.getWritePointer (channel),
                                           0.1f * static_cast<float> (channel + 1), recordedBlock);
    recorder.add (block, recordedBlock);
    REQUIRE (recorder.stop().ok());
    const std::vector<std::pair<const char*, std::pair<float, float>>> expected{
        { "take.wav", { 0.1f, 0.2f } },
        { "take.speech.wav", { 0.3f, 0.4f } },
        { "take.noise.wav", { 0.0f, 0.0f } }
    };
    CHECK (folder.names().size() == expected.size());
    for (const auto& [name, sides] : expected)
    {
        const auto read = files::readRecording (folder / name, 1'000'000);
        REQUIRE (read.ok());
        REQUIRE (read.value().samples.rows() == recordedBlock);
        CHECK (read.value().samples (7, 0) == sides.first);
        CHECK (read.value().samples (7, 1) == sides.second);
    }
    std::filesystem::remove (folder / "take.wav");
    CHECK_FALSE (recorder.start (folder / "take.wav", { "speech" }).ok()); // whose file is there
    CHECK (folder.names().size() == expected.size() - 1);
}

TEST_CASE ("a recording replaces no file and takes no ending it cannot write", "[live]")
{
    const test::TemporaryFolder folder;
    live::Recorder recorder;
    CHECK_FALSE (recorder.start (folder / "early.wav").ok()); // no device yet
    recorder.setRate (recordedRateHz);
    CHECK_FALSE (recorder.start (folder / "take.docx").ok());
    REQUIRE (recorder.start (folder / "take.flac").ok());
    REQUIRE (recorder.stop().ok());
    CHECK_FALSE (recorder.start (folder / "take.flac").ok());
    CHECK_FALSE (recorder.status().isRecording);
}

TEST_CASE ("a recording ends by itself where the rate changes, and says so", "[live]")
{
    const test::TemporaryFolder folder;
    live::Recorder recorder;
    recorder.setRate (recordedRateHz);
    REQUIRE (recorder.start (folder / "take.wav").ok());
    recorder.add (rampFrom (0), recordedBlock);
    recorder.setRate (recordedRateHz);
    CHECK (recorder.status().isRecording);
    recorder.setRate (44100.0);
    CHECK_FALSE (recorder.status().isRecording);
    CHECK_FALSE (recorder.status().error.empty());
    CHECK (std::filesystem::exists (folder / "take.wav"));
}

#ifndef _WIN32
namespace
{
/** Adds so many blocks, and is killed when they are written. */
[[noreturn]] void recordAndDie (const std::filesystem::path& file, int numBlocks)
{
    live::Recorder recorder;
    recorder.setRate (recordedRateHz);
    if (! recorder.start (file, { "speech" }).ok())
        ::_exit (1);
    for (int block = 0; block < numBlocks; ++block)
    {
        recorder.add (rampFrom (block * recordedBlock), recordedBlock);
        waitForFile (recorder, (block + 1) * recordedBlock);
    }
    const double seconds = numBlocks * recordedBlock / recordedRateHz;
    for (int i = 0; i < 1000 && recorder.status().seconds < seconds; ++i)
        std::this_thread::sleep_for (std::chrono::milliseconds (10));
    ::kill (::getpid(), SIGKILL);
    ::_exit (1);
}

/** Samples per side that another program's reader gives; JUCE here has one of WAV alone. */
Eigen::MatrixXf readByJuce (const std::filesystem::path& file)
{
    juce::WavAudioFormat wav;
    const std::unique_ptr<juce::AudioFormatReader> reader (
        wav.createReaderFor (new juce::FileInputStream (juce::File (file.string())), true));
    REQUIRE (reader != nullptr);
    const auto numThere = static_cast<int> (reader->lengthInSamples);
    juce::AudioBuffer<float> read (2, numThere);
    REQUIRE (reader->read (&read, 0, numThere, 0, true, true));
    Eigen::MatrixXf sound (numThere, 2);
    for (const int side : { 0, 1 })
        sound.col (side) = Eigen::Map<const Eigen::VectorXf> (read.getReadPointer (side), numThere);
    return sound;
}

/** The largest difference from what was added. */
float differenceFromRamp (const Eigen::MatrixXf& sound)
{
    const Eigen::VectorXf ramp =
        1e-6f * Eigen::VectorXf::LinSpaced (sound.rows(), 0.0f, static_cast<float> (sound.rows() - 1));
    return std::max ((sound.col (0) - ramp).cwiseAbs().maxCoeff(),
                     (sound.col (1) + ramp).cwiseAbs().maxCoeff());
}
} // namespace

TEST_CASE ("a recording whose program is killed opens up to its last second, and no command removes it",
           "[live]")
{
    const test::TemporaryFolder folder;
    constexpr int numBlocks = 700; // 3.5 seconds
    for (const auto* name : { "take.wav", "take.flac" })
    {
        CAPTURE (name);
        const auto child = ::fork();
        if (child == 0)
            recordAndDie (folder / name, numBlocks);
        int ended = 0;
        REQUIRE (::waitpid (child, &ended, 0) == child);
        REQUIRE (WIFSIGNALED (ended));

        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time (folder / name, now - std::chrono::hours (5));
        files::removeLeftovers (folder.path); // as every command does where it writes

        const auto read = files::readRecording (folder / name, 1'000'000);
        REQUIRE (read.ok());
        const auto& sound = read.value().samples;
        CHECK (read.value().missingFrames == 0);
        CHECK (static_cast<double> (sound.rows()) >=
               numBlocks * recordedBlock - recordedRateHz - 4096); // which FLAC's encoder may hold
        CHECK (sound.rows() <= numBlocks * recordedBlock);
        constexpr float stepOf24Bits = 1.0f / (1 << 23);
        CHECK (differenceFromRamp (sound) <= stepOf24Bits);
        if (std::string (name) != "take.wav")
            continue;
        const auto byJuce = readByJuce (folder / name); // not the reader of those who wrote it
        CHECK (byJuce.rows() >= numBlocks * recordedBlock - static_cast<Eigen::Index> (recordedRateHz));
        CHECK (differenceFromRamp (byJuce) <= stepOf24Bits);
    }
    CHECK (folder.names() ==
           std::vector<std::string>{ "take.flac", "take.speech.flac", "take.speech.wav", "take.wav" });
}
#endif
