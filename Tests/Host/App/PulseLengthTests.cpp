// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/DriftControl.h"
#include "Live/Pulse/LatencyMeter.h"
#include "Live/Pulse/QueueReserve.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;

namespace
{
constexpr double lengthOfBlock = 0.004; // seconds

/** A queue that has half a block left in peace, and an equal clock behind it; its machine delays one block in each second. */
struct Call
{
    void run (double seconds, double latenessOfOne)
    {
        for (double end = time + seconds; time < end; time += lengthOfBlock)
        {
            const bool isLate = static_cast<int> (std::fmod (time, 1.0) / lengthOfBlock) == 100;
            const double spare = length + 0.5 * lengthOfBlock - (isLate ? latenessOfOne : 0.0);
            if (spare < 0.0)
            {
                ++numDry;
                reserve.noteUnderflow();
                drift.restart();
                length = reserve.seconds();
            }
            const double excess = length - reserve.seconds();
            reserve.observe (spare);
            (void)drift.observe (excess, lengthOfBlock,
                                 reserve.isGettingShorter() ? live::QueueReserve::pace : 0.0);
            length -= lengthOfBlock * (drift.rateHz() / nominalHz - 1.0);
            fastest = std::max (fastest, drift.rateHz() / nominalHz);
        }
    }

    static constexpr double nominalHz = 48000.0;
    live::QueueReserve reserve{ lengthOfBlock };
    live::DriftControl drift{ nominalHz, 0.5 * lengthOfBlock };
    double time = 0.0;
    double length = 0.0; // seconds, beyond what was asked for
    double fastest = 0.0;
    int numDry = 0;
};
} // namespace

TEST_CASE ("a queue that a busy machine ran dry is as short as before after a minute or two in peace",
           "[live]")
{
    Call call;
    call.run (60.0, 0.0);
    CHECK (call.numDry == 0);
    CHECK (call.reserve.seconds() == 0.0);
    call.run (120.0, 0.065);
    CHECK (call.reserve.seconds() == Approx (0.064));
    const int dryWhileBusy = call.numDry;
    CHECK (dryWhileBusy < 20);
    call.run (90.0, 0.0);
    CHECK (call.reserve.seconds() == 0.0);
    CHECK (call.length < lengthOfBlock);
    CHECK (call.fastest < 1.002); // 3 cents
    call.run (600.0, 0.0);
    CHECK (call.numDry == dryWhileBusy);
}

TEST_CASE ("a queue stays as long as it is needed", "[live]")
{
    Call call;
    call.run (60.0, 0.022);
    const int dryAtFirst = call.numDry;
    CHECK (call.reserve.seconds() > 0.019);
    call.run (3600.0, 0.022); // a device that hands over its sound in large pieces
    CHECK (call.numDry == dryAtFirst);
    CHECK (call.reserve.seconds() > 0.019);
}

TEST_CASE ("where a queue was needed after all it is kept for longer the next time", "[live]")
{
    live::QueueReserve reserve (lengthOfBlock);
    const auto observe = [&] (double seconds)
    {
        for (double time = 0.0; time < seconds; time += lengthOfBlock)
            reserve.observe (1.0);
    };
    observe (2.0);
    for (int times = 0; times < 3; ++times)
    {
        reserve.noteUnderflow();
        observe (1.0);
    }
    REQUIRE (reserve.seconds() == Approx (2.0 * lengthOfBlock));
    observe (9.1);
    CHECK (reserve.isGettingShorter());
    observe (1.0);
    reserve.noteUnderflow();
    const double kept = reserve.seconds();
    CHECK_FALSE (reserve.isGettingShorter());
    observe (19.5);
    CHECK (reserve.seconds() == kept);
    observe (10.0);
    CHECK (reserve.seconds() < kept);
}

TEST_CASE ("no latency is shown before it keeps still, and then it follows", "[live]")
{
    live::LatencyMeter meter;
    const auto observe = [&] (double seconds, double latency)
    {
        for (double time = 0.0; time < seconds; time += lengthOfBlock)
        {
            meter.observe (latency, lengthOfBlock);
            if (meter.seconds())
                CHECK (*meter.seconds() < 0.08);
        }
    };
    CHECK_FALSE (meter.seconds());
    observe (0.3, 1.2); // a server that has not cut its buffers yet
    observe (0.4, 0.4);
    CHECK_FALSE (meter.seconds());
    observe (1.8, 0.035);
    REQUIRE (meter.seconds());
    CHECK (*meter.seconds() == Approx (0.035).margin (0.002));
    observe (2.0, 0.065);
    CHECK (*meter.seconds() == Approx (0.065).margin (0.001));
    observe (2.0, 0.035);
    CHECK (*meter.seconds() == Approx (0.035).margin (0.001));
}
