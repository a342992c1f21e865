// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/FrameFeed.h"

#include "Support/RealtimeTrap.h"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <thread>

using namespace unbraid;
using Eigen::Index;

namespace
{
const std::array<Index, 3> columns{ 0, 1, 8 };

plugin::FrameFormat format (double hopSeconds = 0.01)
{
    return { hopSeconds, 50.0, 2.0f, 7, columns };
}

/** A frame whose every value follows from its number. */
struct Made
{
    explicit Made (int number, Index numBins = 5, Index numSources = 2)
        : mixture (Eigen::MatrixXcf::Constant (numBins, 2, { 0.0f, static_cast<float> (number) }))
        , masks (Eigen::MatrixXf::Constant (numBins, numSources, 1.0f / static_cast<float> (numSources)))
        , activations (Eigen::VectorXf::LinSpaced (16, 0.0f, 15.0f))
    {
    }
    [[nodiscard]] plugin::FrameContent content() const { return { mixture, &masks, &activations, 0.5f }; }

    Eigen::MatrixXcf mixture;
    Eigen::MatrixXf masks;
    Eigen::VectorXf activations;
};

std::vector<std::int64_t> numbersIn (plugin::FrameFeed& feed)
{
    std::vector<std::int64_t> numbers;
    feed.read ([&] (const plugin::PictureFrame& frame) { numbers.push_back (frame.number); });
    return numbers;
}
} // namespace

TEST_CASE ("A frame arrives as it was with scaled power and the activations in the dictionary's order")
{
    plugin::FrameFeed feed;
    feed.open();
    const Made made (3);
    feed.add (format(), made.content(), 480);
    int numShown = 0;
    feed.read (
        [&] (const plugin::PictureFrame& frame)
        {
            ++numShown;
            CHECK (frame.number == 0);
            CHECK (frame.position == 480);
            CHECK (frame.hopSeconds == 0.01);
            CHECK (frame.binHz == 50.0);
            CHECK (frame.dictionary == 7);
            CHECK (std::vector (frame.power.begin(), frame.power.end()) == std::vector (5, 18.0f));
            CHECK (std::vector (frame.masks.begin(), frame.masks.end()) == std::vector (10, 0.5f));
            CHECK (std::vector (frame.activations.begin(), frame.activations.end()) ==
                   std::vector{ 0.0f, 0.5f, 4.0f });
        });
    CHECK (numShown == 1);
    CHECK (numbersIn (feed).empty());
}

TEST_CASE ("Masks beyond the last strip are summed on it")
{
    plugin::FrameFeed feed;
    feed.open();
    const Made made (1, 4, 10);
    feed.add (format(), made.content(), 0);
    feed.read (
        [] (const plugin::PictureFrame& frame)
        {
            REQUIRE (frame.masks.size() == 4 * 8);
            CHECK (frame.masks[0] == Approx (0.1f));
            CHECK (frame.masks[28] == Approx (0.3f));
        });
}

TEST_CASE ("A feed that is closed keeps nothing and one that opens again counts on")
{
    plugin::FrameFeed feed;
    const Made made (1);
    feed.add (format(), made.content(), 0);
    CHECK (numbersIn (feed).empty());
    feed.open();
    feed.add (format(), made.content(), 0);
    feed.add (format(), made.content(), 0);
    feed.close();
    feed.add (format(), made.content(), 0);
    CHECK (numbersIn (feed).empty());
    feed.open();
    feed.add (format(), made.content(), 0);
    CHECK (numbersIn (feed) == std::vector<std::int64_t>{ 2 });
}

TEST_CASE ("Frames that nobody reads are dropped and counted and the oldest are kept")
{
    plugin::FrameFeed feed;
    feed.open();
    const Made made (1);
    for (int i = 0; i < 200; ++i)
        feed.add (format(), made.content(), i);
    const auto first = numbersIn (feed);
    REQUIRE (first.size() == 96);
    CHECK (first.front() == 0);
    CHECK (first.back() == 95);
    feed.add (format(), made.content(), 200);
    CHECK (numbersIn (feed) == std::vector<std::int64_t>{ 200 });
}

TEST_CASE ("Short hops are given more frames and large frames a larger ring at the next reading")
{
    plugin::FrameFeed feed;
    feed.open();
    const Made large (1, 4000, 6);
    feed.add (format (0.002), large.content(), 0);
    CHECK (numbersIn (feed).empty()); // it did not fit
    for (int i = 0; i < 400; ++i)
        feed.add (format (0.002), large.content(), i);
    const auto numbers = numbersIn (feed);
    REQUIRE (numbers.size() == 300); // 0.6 s
    CHECK (numbers.front() == 1);
}

TEST_CASE ("Adding frames neither allocates nor waits while a feed opens and closes and reads")
{
    plugin::FrameFeed feed;
    std::atomic<bool> ends{ false };
    std::atomic<int> violations{ 0 };
    std::thread audio (
        [&]
        {
            const Made small (1), large (1, 3000, 4);
            for (int i = 0; ! ends; ++i)
            {
                const auto content = (i / 100 % 2 == 0 ? small : large).content();
                test::RealtimeTrap trap;
                feed.add (format(), content, i);
                trap.disarm();
                violations += trap.violations();
            }
        });
    std::int64_t numShown = 0;
    std::int64_t last = -1;
    int numWrong = 0; // out of order or torn
    for (int round = 0; round < 60; ++round)
    {
        feed.open();
        for (int reading = 0; reading < 20; ++reading)
        {
            std::this_thread::sleep_for (std::chrono::microseconds (100));
            feed.read (
                [&] (const plugin::PictureFrame& frame)
                {
                    ++numShown;
                    numWrong +=
                        frame.number <= last || frame.power.front() != 2.0f || frame.power.back() != 2.0f;
                    last = frame.number;
                });
        }
        feed.close();
    }
    ends = true;
    audio.join();
    CHECK (numShown > 0);
    CHECK (numWrong == 0);
    CHECK (violations == 0);
}
