// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveReport.h"
#include "Live/ProcessLoad.h"
#include "Platform/Machine.h"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

using namespace unbraid;

TEST_CASE ("a log is told the devices and their latency once, and again when they change", "[live]")
{
    live::LiveReport report;
    CHECK_FALSE (report.isNews ("")); // none runs
    CHECK_FALSE (report.isNews (35.0, 0.0));
    CHECK (report.isNews ("from A to B"));
    CHECK_FALSE (report.isNews ("from A to B"));
    CHECK_FALSE (report.isNews (std::nullopt, 1.0)); // not known yet
    CHECK (report.isNews (35.0, 2.0));
    double now = 2.0;
    for (; now < 1000.0; now += 0.1)
        CHECK_FALSE (report.isNews (35.0 + 4.0 * (static_cast<int> (now) % 2), now));
    CHECK_FALSE (report.isNews (113.0, now += 0.1)); // a moment
    CHECK_FALSE (report.isNews (35.0, now += 29.0));
    int numSaid = 0;
    for (const double end = now + 100.0; now < end; now += 0.1)
        numSaid += report.isNews (65.0, now);
    CHECK (numSaid == 1);

    CHECK (report.isNews ("from C to B"));
    CHECK (report.isNews (65.0, now));
    CHECK_FALSE (report.isNews ("")); // gone
    CHECK_FALSE (report.isNews (65.0, now));
    CHECK (report.isNews ("from C to B"));
    CHECK (report.isNews (66.0, now));
}

TEST_CASE ("the load is what the program uses of one core in the last seconds", "[live]")
{
    live::ProcessLoad load;
    CHECK (load.share() == 0.0);
    double used = 5.0;
    for (double now = 100.0; now < 110.0; now += 0.25, used += 0.04)
        load.observe (now, used);
    CHECK (load.share() == Approx (0.16));
    for (double now = 110.0; now < 114.0; now += 0.25, used += 0.01)
        load.observe (now, used);
    CHECK (load.share() == Approx (0.04));
}

TEST_CASE ("the processor time of the program counts all threads, and no waiting", "[live]")
{
    using Clock = std::chrono::steady_clock;
    const double before = platform::usedProcessorSeconds();
    std::thread worker (
        []
        {
            const auto until = Clock::now() + std::chrono::seconds (5); // a busy machine gives it little
            const double wanted = platform::usedProcessorSeconds() + 0.1;
            while (platform::usedProcessorSeconds() < wanted && Clock::now() < until)
                ;
        });
    worker.join();
    const double worked = platform::usedProcessorSeconds();
    CHECK (worked - before > 0.05);
    std::this_thread::sleep_for (std::chrono::milliseconds (200));
    CHECK (platform::usedProcessorSeconds() - worked < 0.1);
}
