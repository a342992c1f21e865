// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveOptions.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace unbraid;

TEST_CASE ("the live command line is read whole", "[options]")
{
    const auto parsed = live::parseLive ({ "--dictionary", "drums", "--input", "usb", "--output", "head",
                                           "--type", "JACK", "--rate", "44100", "--buffer", "128",
                                           "--latency", "low", "--reduction", "-12", "--seconds", "2.5" });
    REQUIRE_FALSE (parsed.exitCode);
    const auto& options = parsed.options;
    CHECK (options.dictionary == "drums");
    CHECK (options.device.input == "usb");
    CHECK (options.device.output == "head");
    CHECK (options.device.type == "JACK");
    CHECK (options.device.rateHz == 44100.0);
    CHECK (options.device.bufferSamples == 128);
    CHECK (options.latency == "low");
    CHECK (options.reductionDb == -12.0f);
    CHECK (options.seconds == 2.5);
    CHECK_FALSE (options.listsDevices);
}

TEST_CASE ("nothing on the live command line asks for nothing", "[options]")
{
    const auto parsed = live::parseLive ({});
    REQUIRE_FALSE (parsed.exitCode);
    CHECK (parsed.options.dictionary.empty());
    CHECK (parsed.options.device.rateHz == 0.0);
    CHECK_FALSE (parsed.options.reductionDb);
    CHECK_FALSE (parsed.options.seconds);
}

TEST_CASE ("the app takes a file to play after its options", "[options]")
{
    const auto parsed = live::parseApp ({ "--dictionary", "speech", "--buffer", "256", "some file.wav" });
    REQUIRE_FALSE (parsed.exitCode);
    CHECK (parsed.options.dictionary == "speech");
    CHECK (parsed.options.device.bufferSamples == 256);
    CHECK (parsed.options.file == "some file.wav");
}

TEST_CASE ("unbraid live makes a virtual microphone where it is asked to", "[options]")
{
    CHECK (live::parseLive ({ "--virtual-microphone" }).options.device.isVirtualMicrophone);
    CHECK_FALSE (live::parseLive ({}).options.device.isVirtualMicrophone);
}

TEST_CASE ("a command line that makes no sense is one line and code 2", "[options]")
{
    const auto check = [] (const live::ParsedLine& parsed)
    {
        INFO (parsed.text);
        CHECK (parsed.exitCode == 2);
        CHECK (std::count (parsed.text.begin(), parsed.text.end(), '\n') == 1);
        CHECK (parsed.text.ends_with ('\n'));
    };
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{ { "--nonsense" },
                                                { "--dictionary", "--input" },
                                                { "--rate", "fast" },
                                                { "--rate", "1e9" },
                                                { "--buffer", "0" },
                                                { "--latency", "none" },
                                                { "--reduction", "3" },
                                                { "--seconds", "-1" },
                                                { "--dictionary" },
                                                { "--virtual-microphone", "--output", "x" },
                                                { "word\nand another" } })
        check (live::parseLive (arguments));
    check (live::parseApp ({ "--latency", "low" }));
    check (live::parseApp ({ "one.wav", "two.wav" }));
}

TEST_CASE ("help and version are text and code 0", "[options]")
{
    for (const auto& parsed : { live::parseLive ({ "--help" }), live::parseApp ({ "--help" }) })
    {
        CHECK (parsed.exitCode == 0);
        CHECK_THAT (parsed.text, Catch::Contains ("--dictionary"));
    }
    CHECK (live::parseLive ({ "--version" }).exitCode == 0);
    const auto help = live::parseLive ({ "--help" }).text;
    CHECK_THAT (help, Catch::Contains ("--rate HZ") && Catch::Contains ("--latency MODE") &&
                          ! Catch::Contains ("FLOAT") && ! Catch::Contains ("TEXT"));
    std::istringstream lines (help);
    for (std::string line; std::getline (lines, line);)
        CHECK (line.size() <= 100);
}
