// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Workplace.h"

using namespace unbraid::test;

namespace
{
/** The program in a folder of its own, beside another that stands for `unbraid-live` and prints its arguments. */
constexpr auto copied = "mkdir programs && cp \"$U\" programs/unbraid && U=\"$PWD/programs/unbraid\" && ";
constexpr auto withLive = "printf '#!/bin/sh\\nfor word; do echo \"<$word>\"; done\\nexit 3\\n' "
                          "> programs/unbraid-live && chmod +x programs/unbraid-live && ";

std::string inCopy (const std::string& script)
{
    return std::string (copied) + script;
}
} // namespace

TEST_CASE ("unbraid live hands all that follows to the program beside it and ends as that does",
           "[cli][live]")
{
    const Workplace work;
    const auto outcome = work.shell (inCopy (
        withLive + std::string ("\"$U\" live --dictionary 'my own' --latency low -- -x --help '[a,b]' ''")));
    INFO (outcome.err);
    CHECK (outcome.exitCode == 3);
    CHECK (outcome.out ==
           "<--dictionary>\n<my own>\n<--latency>\n<low>\n<-->\n<-x>\n<--help>\n<[a,b]>\n<>\n");
}

TEST_CASE ("the help of unbraid live is the other program's", "[cli][live]")
{
    const Workplace work;
    CHECK (work.shell (inCopy (withLive + std::string ("\"$U\" live --help"))).out == "<--help>\n");
    CHECK (work.shell (inCopy (withLive + std::string ("\"$U\" live"))).out.empty());
}

TEST_CASE ("unbraid live says so where it is not installed", "[cli][live]")
{
    const Workplace work;
    const auto outcome = work.shell (inCopy ("\"$U\" live --dictionary speech"));
    checkFails (outcome, 1);
    CHECK_THAT (outcome.err, Catch::Contains ("unbraid-live") && Catch::Contains ("no such file"));
}
