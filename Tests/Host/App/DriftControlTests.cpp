// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/DriftControl.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
constexpr double nominalHz = 48000.0;
constexpr double blockLength = 0.005;      // seconds
constexpr double wantedLength = 0.012;     // of the queue
constexpr double freeLength = 0.002;       // that it may differ
constexpr double longestLength = 0.018;    // beyond it a block is dropped
constexpr double correctionSeconds = 10.0; // as the class says
} // namespace

TEST_CASE ("a queue between two clocks neither runs dry nor over", "[live]")
{
    const double difference =
        GENERATE (-300e-6, -100e-6, 0.0, 50e-6, 300e-6); // the loudspeaker's clock is so much faster
    INFO (1e6 * difference << " ppm");
    live::DriftControl drift (nominalHz, freeLength);
    double queue = wantedLength - blockLength, shortest = queue, longest = 0.0, mean = 0.0;
    constexpr int numBlocks = 120'000; // ten minutes: 300 ppm alone are 180 ms
    constexpr int lastMinute = numBlocks - 12'000;
    for (int block = 0; block < numBlocks; ++block)
    {
        queue += blockLength;
        longest = std::max (longest, queue);
        (void)drift.observe (queue - wantedLength, blockLength);
        if (block >= lastMinute)
            mean += queue / (numBlocks - lastMinute);
        queue -= blockLength * drift.rateHz() / nominalHz * (1.0 + difference);
        shortest = std::min (shortest, queue);
    }
    CHECK (shortest > 0.0);
    CHECK (longest < longestLength);
    constexpr double rounding = 0.5 / nominalHz; // rates are whole numbers of hertz
    const double free = difference > 0.0 ? freeLength : difference < 0.0 ? -freeLength : 0.0;
    CHECK (mean == Approx (wantedLength - free - difference * correctionSeconds)
                       .margin (2.0 * rounding * correctionSeconds));
}

TEST_CASE ("equal clocks are left alone", "[live]")
{
    live::DriftControl drift (nominalHz, freeLength);
    for (int block = 0; block < 2000; ++block)
        CHECK_FALSE (drift.observe (0.0, blockLength));
    CHECK (drift.rateHz() == 48000);
}

TEST_CASE ("what a queue was before it was filled anew is forgotten", "[live]")
{
    live::DriftControl drift (nominalHz, freeLength);
    for (int block = 0; block < 150; ++block) // less than a period
        CHECK_FALSE (drift.observe (wantedLength, blockLength));
    drift.restart();
    for (int block = 0; block < 2000; ++block)
        CHECK_FALSE (drift.observe (0.0, blockLength));
    CHECK (drift.rateHz() == 48000);
}
