// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Alternation.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace unbraid;
using training::alternate;

namespace
{
/** Halves what is left of a number. */
struct Halving
{
    double left = 1.0;

    void update() { left *= 0.5; }
    [[nodiscard]] double objective() const { return left; }
    [[nodiscard]] double result() const { return left; }
};

struct EndingHalving : Halving
{
    [[nodiscard]] double rest() const { return left; }
};

/** Counts its updates, and has no objective. */
struct Counting
{
    int count = 0;

    void update() { ++count; }
    [[nodiscard]] int result() const { return count; }
};

const auto keepOn = [] (int, double) { return true; };
} // namespace

TEST_CASE ("A method is updated as often as its course says, and each update is told with its objective")
{
    Halving method;
    std::vector<int> numbers;
    std::vector<double> objectives;
    const auto found = alternate (method, { 3 },
                                  [&] (int iteration, double objective)
                                  {
                                      numbers.push_back (iteration);
                                      objectives.push_back (objective);
                                      return true;
                                  });
    REQUIRE (found.ok());
    CHECK (found.value() == 0.125);
    CHECK (numbers == std::vector{ 1, 2, 3 });
    CHECK (objectives == std::vector{ 0.5, 0.25, 0.125 });
}

TEST_CASE ("A course without iterations gives the method's start, and tells nothing")
{
    Halving method;
    const auto found = alternate (method, { 0 }, [] (int, double) { return false; });
    REQUIRE (found.ok());
    CHECK (found.value() == 1.0);
}

TEST_CASE ("A method without an objective tells zeros")
{
    Counting method;
    const auto found = alternate (method, { 5 }, [] (int, double objective) { return objective == 0.0; });
    REQUIRE (found.ok());
    CHECK (found.value() == 5);
}

TEST_CASE ("A cancelled course says what was cancelled and where, after that update")
{
    Counting method;
    const auto stopped = alternate (method, { .iterations = 5, .task = "the search" },
                                    [] (int iteration, double) { return iteration < 2; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    CHECK (stopped.error().message() == "The search was cancelled. (iteration 2)");
    CHECK (method.count == 2);
}

TEST_CASE ("A course ends with what is there once it is enough")
{
    Counting method;
    std::stop_source enough;
    const auto found = alternate (method, { .iterations = 5, .enough = enough.get_token() },
                                  [&enough] (int iteration, double)
                                  {
                                      if (iteration == 3)
                                          enough.request_stop();
                                      return true;
                                  });
    REQUIRE (found.ok());
    CHECK (found.value() == 3);
}

TEST_CASE ("A method ends at its tolerance, and is not updated where it begins there")
{
    EndingHalving method;
    auto found = alternate (method, { .iterations = 100, .tolerance = 0.25 }, keepOn);
    REQUIRE (found.ok());
    CHECK (found.value() == 0.25);
    found = alternate (method, { .iterations = 100, .tolerance = 0.25 }, keepOn);
    REQUIRE (found.ok());
    CHECK (found.value() == 0.25);
    Halving endless;
    CHECK (alternate (endless, { .iterations = 4, .tolerance = 0.25 }, keepOn).value() == 0.0625);
}
