// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Live/Takes/Exporter.h"
#include "Support/Paths.h"
#include "Support/TemporaryFolder.h"

#include "JuceHeader.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <future>
#include <thread>

#ifndef _WIN32
#    include <sys/stat.h>
#endif

using namespace unbraid;

namespace
{
namespace fs = std::filesystem;

const fs::path noisyVoice = std::string (paths::resources) + "/Audio/noisy-voice.flac";

juce::MemoryBlock stateWith (const std::function<void (plugin::Parameters&)>& change)
{
    plugin::PluginProcessor processor;
    change (processor.parameters());
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    return state;
}

bool isDone (const live::Exporter& exporter)
{
    for (int tries = 0; tries < 3000 && exporter.status().isRunning; ++tries)
        juce::MessageManager::getInstance()->runDispatchLoopUntil (10);
    return ! exporter.status().isRunning;
}

Eigen::MatrixXf samplesOf (const fs::path& file)
{
    const auto read = files::readRecording (file, 10'000'000);
    REQUIRE (read.ok());
    return read.value().samples;
}
} // namespace

TEST_CASE ("an export has the input's length and place, and its sources sum to the input", "[live]")
{
    const test::TemporaryFolder folder;
    live::Exporter exporter;
    const auto output = folder / "voice clean.wav";
    REQUIRE (exporter.start ({ noisyVoice, output, true }, stateWith ([] (auto&) {})).ok());
    REQUIRE (isDone (exporter));
    CHECK (exporter.status().error.empty());
    CHECK (exporter.status().output == output);
    CHECK (folder.names().size() == 3);
    const auto input = samplesOf (noisyVoice);
    const auto clean = samplesOf (output);
    const Eigen::MatrixXf sum =
        samplesOf (folder / "voice clean.speech.wav") + samplesOf (folder / "voice clean.noise.wav");
    REQUIRE (sum.rows() == input.rows());
    REQUIRE (sum.cols() == std::min<Eigen::Index> (2, input.cols()));
    constexpr float nullTolerance = 1.0e-4f; // -80 dB: rounding of the transforms lies far below
    CHECK ((sum - input.leftCols (sum.cols())).cwiseAbs().maxCoeff() < nullTolerance);
    REQUIRE (clean.rows() == input.rows());
    CHECK (clean.squaredNorm() < 0.9f * input.leftCols (clean.cols()).squaredNorm()); // noise has gone
}

#ifndef _WIN32
TEST_CASE ("an export whose last file cannot get its name leaves no other and replaces none", "[live]")
{
    const test::TemporaryFolder folder;
    test::writeText (folder / "out.wav", "the export before");
    REQUIRE (::mkfifo ((folder / "in").c_str(), 0600) == 0);
    constexpr Eigen::Index numFrames = 24000; // 48 KB, which a pipe holds whole
    {
        auto writer =
            files::AudioWriter::create (folder / "whole.wav", 48000.0, 1, files::AudioFormat::pcm16);
        REQUIRE (writer.ok());
        REQUIRE (writer.value().write (Eigen::MatrixXf::Constant (numFrames, 1, 0.1f)).ok());
        REQUIRE (writer.value().finish().ok());
    }
    std::promise<void> blocked; // the name of the last file
    std::thread sender (
        [&]
        {
            const auto bytes = test::readText (folder / "whole.wav");
            std::fstream pipe (folder / "in", std::ios::in | std::ios::out | std::ios::binary); // never waits
            pipe << bytes.substr (0, bytes.size() / 2) << std::flush;
            blocked.get_future().wait();
            pipe << bytes.substr (bytes.size() / 2);
        });
    live::Exporter exporter;
    const auto started =
        exporter.start ({ folder / "in", folder / "out.wav", true }, stateWith ([] (auto&) {}));
    for (int tries = 0; tries < 3000 && exporter.status().share == 0.0; ++tries)
        juce::MessageManager::getInstance()->runDispatchLoopUntil (10);
    const bool hasBegun = exporter.status().share > 0.0;
    fs::create_directory (folder / "out.noise.wav");
    blocked.set_value();
    const bool hasEnded = isDone (exporter);
    sender.join();
    REQUIRE ((started.ok() && hasBegun && hasEnded));
    CHECK (exporter.status().error.find ("out.noise.wav") != std::string::npos);
    CHECK (exporter.status().output.empty());
    const bool isKept = test::readText (folder / "out.wav") == "the export before";
    CHECK (isKept);
    CHECK (folder.names() == std::vector<std::string>{ "in", "out.noise.wav", "out.wav", "whole.wav" });
}
#endif

TEST_CASE ("an export sounds as the mixer stands", "[live]")
{
    const test::TemporaryFolder folder;
    live::Exporter exporter;
    const auto dry = stateWith ([] (plugin::Parameters& parameters) { *parameters.wet = 0.0f; });
    REQUIRE (exporter.start ({ noisyVoice, folder / "dry.wav", false }, dry).ok());
    REQUIRE (isDone (exporter));
    const auto input = samplesOf (noisyVoice);
    const auto output = samplesOf (folder / "dry.wav");
    CHECK (folder.names().size() == 1);
    REQUIRE (output.rows() == input.rows());
    CHECK ((output - input.leftCols (output.cols())).cwiseAbs().maxCoeff() < 1.0e-6f);
}

TEST_CASE (
    "an export replaces neither its input nor a source's file, and one that is cancelled leaves nothing",
    "[live]")
{
    const test::TemporaryFolder folder;
    const auto state = stateWith ([] (auto&) {});
    const auto input = folder / "in.flac";
    fs::copy_file (noisyVoice, input);
    live::Exporter exporter;
    CHECK_FALSE (exporter.start ({ input, input, false }, state).ok());
#ifndef _WIN32 // where links ask for a right
    fs::create_symlink (input, folder / "link.flac");
    CHECK_FALSE (exporter.start ({ input, folder / "link.flac", false }, state).ok());
#endif
    CHECK_FALSE (exporter.start ({ input, folder / "out.docx", false }, state).ok());
    fs::copy_file (noisyVoice, folder / "out.noise.flac");
    CHECK_FALSE (exporter.start ({ input, folder / "out.flac", true }, state).ok());
    const auto before = folder.names().size();

    REQUIRE (exporter.start ({ input, folder / "out.flac", false }, state).ok());
    exporter.cancel();
    CHECK_FALSE (exporter.status().isRunning);
    CHECK (exporter.status().error.empty());
    CHECK (folder.names().size() == before);

    REQUIRE (exporter.start ({ folder / "gone.wav", folder / "out.flac", false }, state).ok());
    REQUIRE (isDone (exporter));
    CHECK_FALSE (exporter.status().error.empty());
    CHECK (folder.names().size() == before);
}
