// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/RecentSound.h"

#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <array>
#include <thread>
#include <vector>

using namespace unbraid;

namespace
{
constexpr double rateHz = 1000.0; // 32000 samples are kept

/** Sound whose every sample is its position, the other channel its negative. */
void addCounting (plugin::RecentSound& recent, std::int64_t from, std::int64_t to, std::int64_t chunk = 256)
{
    std::vector<float> left, right;
    for (auto at = from; at < to; at += chunk)
    {
        left.clear();
        right.clear();
        for (auto n = at; n < std::min (at + chunk, to); ++n)
        {
            left.push_back (static_cast<float> (n));
            right.push_back (-static_cast<float> (n));
        }
        recent.add ({ left.data(), right.data() }, static_cast<Eigen::Index> (left.size()), at);
    }
}

bool isCounting (const plugin::FrozenSound& sound)
{
    for (Eigen::Index n = 0; n < sound.samples.rows(); ++n)
        for (Eigen::Index channel = 0; channel < sound.samples.cols(); ++channel)
            if (sound.samples (n, channel) !=
                (channel == 0 ? 1.0f : -1.0f) * static_cast<float> (sound.begin + n))
                return false;
    return true;
}
} // namespace

TEST_CASE ("The newest half minute is kept with the position of its first sample")
{
    const Eigen::Index channels = GENERATE (1, 2);
    plugin::RecentSound recent;
    recent.open (rateHz, channels);
    addCounting (recent, 0, 10000);
    CHECK (recent.copy().begin == 0);
    CHECK (recent.copy().samples.rows() == 10000);
    addCounting (recent, 10000, 100001, 77);
    const auto sound = recent.copy();
    CHECK (sound.begin == 68001);
    CHECK (sound.samples.rows() == 32000);
    CHECK (sound.samples.cols() == channels);
    CHECK (sound.sampleRateHz == rateHz);
    CHECK (isCounting (sound));
}

TEST_CASE ("Sound that does not follow the last begins anew")
{
    plugin::RecentSound recent;
    recent.open (rateHz, 2);
    addCounting (recent, 0, 5000);
    addCounting (recent, 6000, 7000);
    CHECK (recent.copy().begin == 6000);
    addCounting (recent, 0, 300); // prepared anew
    CHECK (recent.copy().begin == 0);
    CHECK (recent.copy().samples.rows() == 300);
    CHECK (isCounting (recent.copy()));
}

TEST_CASE ("Nothing is kept while it is closed and what was kept stays where it opens once more")
{
    plugin::RecentSound recent;
    addCounting (recent, 0, 1000);
    CHECK (recent.copy().samples.size() == 0);
    recent.open (rateHz, 2);
    addCounting (recent, 1000, 2000);
    recent.open (rateHz, 2);
    CHECK (recent.copy().samples.rows() == 1000);
    recent.open (2.0 * rateHz, 2);
    CHECK (recent.copy().samples.rows() == 0);
    recent.close();
    CHECK (recent.copy().samples.size() == 0);
}

TEST_CASE ("A copy that is made while sound goes on is whole and the audio thread waits for nothing")
{
    plugin::RecentSound recent;
    recent.open (rateHz, 2);
    std::atomic<bool> ends{ false };
    std::atomic<int> violations{ 0 };
    std::atomic<std::int64_t> position{ 0 };
    std::thread audio (
        [&]
        {
            std::array<float, 256> left{}, right{};
            for (std::int64_t at = 0; ! ends; at += 256)
            {
                for (size_t n = 0; n < left.size(); ++n)
                    left[n] = static_cast<float> (at + static_cast<std::int64_t> (n));
                for (size_t n = 0; n < left.size(); ++n)
                    right[n] = -left[n];
                test::RealtimeTrap trap;
                recent.add ({ left.data(), right.data() }, 256, at);
                trap.disarm();
                violations += trap.violations();
                position = at;
                if (at % 1024 == 0) // fifty times faster than sound, yet slow beside a copy on a busy machine
                    std::this_thread::sleep_for (std::chrono::milliseconds (1));
            }
        });
    while (position < 40000)
        std::this_thread::yield();
    int numWhole = 0;
    for (int i = 0; i < 50; ++i)
    {
        const auto sound = recent.copy();
        numWhole += sound.samples.rows() == 32000 ? 1 : 0;
        CHECK (isCounting (sound));
    }
    ends = true;
    audio.join();
    CHECK (numWhole > 0);
    CHECK (violations == 0);
}
