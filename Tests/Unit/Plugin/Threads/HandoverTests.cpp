// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Threads/Handover.h"
#include "Plugin/Threads/LentTo.h"

#include <catch2/catch.hpp>

#include <array>

using namespace unbraid::plugin;

namespace
{
constexpr int handoverRounds = 20000;

/** Counts the living, and on which threads they die. */
struct Counts
{
    std::atomic<int> alive{ 0 };
    std::atomic<int> freedOnAudio{ 0 };
    std::thread::id audio; // set before the first object dies
};

struct Parcel
{
    Parcel (Counts& counter, int value)
        : counts (counter)
        , numbers{ value, value }
    {
        ++counts.alive;
    }
    ~Parcel()
    {
        --counts.alive;
        if (std::this_thread::get_id() == counts.audio)
            ++counts.freedOnAudio;
    }
    Parcel (const Parcel&) = delete;
    Parcel& operator= (const Parcel&) = delete;

    [[nodiscard]] bool isWhole() const { return numbers[0] == numbers[1]; }

    Counts& counts;
    std::array<int, 2> numbers;
};
} // namespace

TEST_CASE ("Objects that are handed over arrive whole and in order, and are freed by the worker")
{
    Counts counts;
    int last = -1, numBroken = 0;
    std::atomic<int> numTaken{ 0 };
    {
        Handover<Parcel> handover;
        std::unique_ptr<Parcel> current;
        std::atomic<bool> isReady{ false }, isOver{ false };
        std::thread audio (
            [&]
            {
                while (! isReady)
                    std::this_thread::yield();
                for (bool isLast = false; ! isLast;)
                {
                    isLast = isOver;
                    auto fresh = handover.take();
                    if (fresh == nullptr)
                        continue;
                    numBroken += fresh->isWhole() && fresh->numbers[0] > last ? 0 : 1;
                    last = fresh->numbers[0];
                    ++numTaken;
                    handover.retire (std::exchange (current, std::move (fresh)));
                }
            });
        counts.audio = audio.get_id();
        isReady = true;
        for (int round = 0; round < handoverRounds; ++round)
        {
            handover.offer (std::make_unique<Parcel> (counts, round));
            while (numTaken == 0) // the other thread may take its time to begin
                std::this_thread::yield();
            handover.collect();
        }
        while (counts.alive > 1) // the last one is taken once the one before it was collected
        {
            handover.collect();
            std::this_thread::yield();
        }
        isOver = true;
        audio.join();
        CHECK (current->numbers[0] == handoverRounds - 1);
    }
    CHECK (numTaken > 1);
    CHECK (numBroken == 0);
    CHECK (counts.alive == 0);
    CHECK (counts.freedOnAudio == 0);
}

TEST_CASE ("Nothing more is taken before what was retired is collected")
{
    Counts counts;
    Handover<Parcel> handover;
    CHECK (handover.take() == nullptr);
    handover.offer (std::make_unique<Parcel> (counts, 1));
    handover.offer (std::make_unique<Parcel> (counts, 2)); // replaces it
    CHECK (counts.alive == 1);
    auto current = handover.take();
    REQUIRE (current != nullptr);
    CHECK (current->numbers[0] == 2);
    handover.offer (std::make_unique<Parcel> (counts, 3));
    handover.retire (std::move (current));
    CHECK (handover.take() == nullptr);
    handover.collect();
    CHECK (counts.alive == 1);
    CHECK (handover.take()->numbers[0] == 3);
}

TEST_CASE ("A lent object is exchanged only while nobody borrows it")
{
    Counts counts;
    LentTo<Parcel> lent;
    CHECK_FALSE (lent.borrow());
    CHECK (lent.takeBack() == nullptr);
    int numBroken = 0;
    std::atomic<int> numBorrowed{ 0 };
    std::atomic<bool> isOver{ false };
    std::thread audio (
        [&]
        {
            while (! isOver)
                if (const auto borrowed = lent.borrow())
                {
                    for (int& number : borrowed->numbers) // plain memory: two users at once would race
                        ++number;
                    ++numBorrowed;
                }
        });
    for (int round = 0; round < 100 || numBorrowed < 100; ++round)
    {
        lent.lend (std::make_unique<Parcel> (counts, round));
        std::this_thread::yield();
        const auto back = lent.takeBack();
        numBroken += back != nullptr && back->isWhole() && ! lent.isThere() ? 0 : 1;
    }
    isOver = true;
    audio.join();
    CHECK (numBroken == 0);
    CHECK (lent.get() == nullptr);
    CHECK (counts.alive == 0);
}
