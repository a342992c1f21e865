// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/LoadMeter.h"
#include "Plugin/Learning/RecordingList.h"

#include "Files/AudioWriter.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
void write (const std::filesystem::path& file, const Eigen::MatrixXf& samples, double rateHz = 16000.0)
{
    auto writer = files::AudioWriter::create (file, rateHz, samples.cols());
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

plugin::ListedRecording lookedThrough (const std::filesystem::path& file)
{
    return plugin::lookThrough (file, [] { return true; });
}
} // namespace

TEST_CASE ("A recording is looked through for its length and the audible part of it")
{
    const test::TemporaryFolder folder;
    Eigen::MatrixXf sound = Eigen::MatrixXf::Zero (32000, 1);
    sound.topRows (8000) = 0.3f * test::Random (1).noise (8000);
    write (folder / "half.wav", sound);
    const auto found = lookedThrough (folder / "half.wav");
    CHECK (found.error.empty());
    CHECK (found.isChecked);
    CHECK (found.seconds == Approx (2.0));
    CHECK (found.audibleSeconds == Approx (0.5).margin (0.011));
    CHECK (found.sampleRateHz == 16000.0);
}

TEST_CASE ("A recording whose channels are opposite is as audible as one of them")
{
    const test::TemporaryFolder folder;
    const Eigen::VectorXf sound = 0.3f * test::Random (1).noise (16000);
    Eigen::MatrixXf opposite (sound.size(), 2);
    opposite << sound, -sound;
    write (folder / "opposite.wav", opposite);
    const auto found = lookedThrough (folder / "opposite.wav");
    CHECK (found.error.empty());
    CHECK (found.audibleSeconds == Approx (1.0).margin (0.011));
}

TEST_CASE ("A recording that ends before its header says is learned from as far as it goes")
{
    const test::TemporaryFolder folder;
    write (folder / "cut.wav", 0.3f * test::Random (1).noise (32000));
    std::filesystem::resize_file (folder / "cut.wav", std::filesystem::file_size (folder / "cut.wav") / 2);
    const auto found = lookedThrough (folder / "cut.wav");
    CHECK (found.error.empty());
    CHECK (found.audibleSeconds == Approx (1.0).margin (0.011));
}

TEST_CASE ("Recordings are refused with their reason")
{
    const test::TemporaryFolder folder;
    const Eigen::MatrixXf noise = test::Random (1).noise (8000);
    write (folder / "silent.wav", 2e-5f / noise.cwiseAbs().maxCoeff() * noise);
    write (folder / "zeros.wav", 0.0f * noise);
    write (folder / "low.wav", noise, 4000.0);
    write (folder / "short.wav", noise.topRows (50));
    test::writeText (folder / "text.wav", "no audio");
    CHECK (lookedThrough (folder / "silent.wav").error == "silent: peak -94 dBFS, needs -60 or more");
    CHECK (lookedThrough (folder / "zeros.wav").error == "silent: nothing but zeros");
    CHECK (lookedThrough (folder / "low.wav").error == "4000 Hz, needs 8000 to 192000");
    CHECK (lookedThrough (folder / "short.wav").error == "too short: no sound in it");
    CHECK (lookedThrough (folder / "text.wav").error == "no audio that can be read");
    CHECK (lookedThrough (folder / "gone.wav").error == "no such file");
}

TEST_CASE ("The list looks recordings through by itself and forgets those that are taken off")
{
    const test::TemporaryFolder folder;
    const Eigen::MatrixXf noise = 0.3f * test::Random (1).noise (16000);
    write (folder / "one.wav", noise);
    write (folder / "two.wav", noise);
    std::atomic<int> numChecked{ 0 };
    plugin::RecordingList list ([&] { ++numChecked; });
    list.add (folder / "one.wav");
    list.add (folder / "two.wav");
    list.add (folder / "one.wav");
    while (numChecked < 2)
        std::this_thread::sleep_for (std::chrono::milliseconds (1));
    REQUIRE (list.all().size() == 2);
    CHECK (list.all()[1].isChecked);
    CHECK (list.all()[1].seconds == Approx (1.0));
    list.remove (folder / "one.wav");
    CHECK (list.all().size() == 1);
    list.clear();
    CHECK (list.all().empty());
}

TEST_CASE ("The load is the mean of about a second and the worst of some seconds")
{
    plugin::LoadMeter meter;
    for (int i = 0; i < 300; ++i)
        meter.add (0.002, 0.01);
    CHECK (meter.mean() == Approx (0.2));
    meter.add (0.02, 0.01);
    CHECK (meter.worst() == Approx (2.0));
    CHECK (meter.numLate() == 1);
    CHECK (meter.mean() == Approx (0.218));
    meter.reset();
    CHECK (meter.worst() == 0.0);
    CHECK (meter.numLate() == 0);
    CHECK (meter.mean() == 0.0);
}

TEST_CASE ("The worst load falls again by itself")
{
    constexpr double block = 0.01;
    plugin::LoadMeter meter;
    const auto run = [&meter] (double seconds)
    {
        for (double passed = 0.0; passed < seconds; passed += block)
            meter.add (0.1 * block, block);
    };
    run (1.0);
    meter.add (1.5 * block, block);
    run (plugin::LoadMeter::rememberedSeconds - 0.5);
    CHECK (meter.worst() == Approx (1.5));
    run (2.0 * plugin::LoadMeter::rememberedSeconds);
    CHECK (meter.worst() == Approx (0.1));
    CHECK (meter.numLate() == 1);
}
