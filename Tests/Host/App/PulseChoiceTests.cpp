// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseChoice.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace unbraid;
using Names = std::vector<std::string>;

namespace
{
/** A computer with loudspeakers and two microphones of one kind. */
live::PulseEnds desk()
{
    live::PulseEnds ends;
    ends.isAnswering = true;
    ends.sinks = { { "card.out", "Loudspeakers", true, {}, 1 } };
    ends.sources = { { "card.out.monitor", "Monitor of Loudspeakers", false, "card.out", 1 },
                     { "usb.1", "Microphone", true, {}, 2 },
                     { "usb.2", "Microphone", true, {}, 3 } };
    ends.defaultSink = "card.out";
    ends.defaultSource = "usb.2";
    return ends;
}

void unplug (live::PulseEnds& ends, const std::string& name)
{
    std::erase_if (ends.sources, [&] (const live::PulseEnd& end) { return end.name == name; });
}

void addVirtualMicrophone (live::PulseEnds& ends)
{
    const std::string sink = live::virtualSink;
    ends.sinks.push_back ({ sink, live::virtualSinkShown, false, {}, 7 });
    ends.sources.push_back ({ sink + ".monitor", "Monitor of it", false, sink, 7 });
    ends.sources.push_back ({ live::virtualSource, live::virtualSourceShown, false, {}, 8 });
}
} // namespace

TEST_CASE ("devices of the sound server have the names that people know, microphones first", "[live]")
{
    CHECK (live::shownNames (desk(), true) == Names{ "Default microphone", "Microphone (usb.1)",
                                                     "Microphone (usb.2)", "Monitor of Loudspeakers" });
    CHECK (live::shownNames (desk(), false) == Names{ "Default output", "Loudspeakers" });
    CHECK (live::shownNames ({}, true).empty());
    CHECK (live::sourceOf (desk(), "Microphone (usb.1)", "card.out") == "usb.1");
    CHECK (live::sinkOf (desk(), "Loudspeakers") == "card.out");
    CHECK_FALSE (live::sinkOf (desk(), "Headset").has_value());
}

TEST_CASE ("the default output is the system's, and never the virtual microphone", "[live]")
{
    auto ends = desk();
    addVirtualMicrophone (ends);
    CHECK (live::sinkOf (ends, live::defaultSinkShown) == "card.out");
    ends.defaultSink = live::virtualSink; // as servers do with what is new
    CHECK (live::sinkOf (ends, live::defaultSinkShown) == "card.out");
    CHECK (live::sinkOf (ends, live::virtualSinkShown) == live::virtualSink);
    ends.sinks.erase (ends.sinks.begin());
    CHECK_FALSE (live::sinkOf (ends, live::defaultSinkShown).has_value());
}

TEST_CASE ("logs have both names of a device", "[live]")
{
    CHECK (live::fullName (desk().sources, "usb.2") == "Microphone (usb.2)");
    CHECK (live::fullName (desk().sources, "gone") == "gone");
    CHECK (live::fullName (desk().sources, "").empty());
}

TEST_CASE ("the default microphone is the system's, and never our own output", "[live]")
{
    auto ends = desk();
    CHECK (live::sourceOf (ends, live::defaultSourceShown, "card.out") == "usb.2");
    unplug (ends, "usb.2");
    ends.defaultSource = "card.out.monitor"; // what servers fall back to
    CHECK (live::sourceOf (ends, live::defaultSourceShown, "card.out") == "usb.1");
    unplug (ends, "usb.1");
    CHECK_FALSE (live::sourceOf (ends, live::defaultSourceShown, "card.out").has_value());
    CHECK_FALSE (live::sourceOf (ends, live::defaultSourceShown, live::virtualSink).has_value());
    CHECK_FALSE (live::sourceOf (ends, "Monitor of Loudspeakers", "card.out").has_value());
    CHECK (live::sourceOf (ends, "Monitor of Loudspeakers", "another") == "card.out.monitor");
}

TEST_CASE ("a cable of software is a microphone where the user made it the default", "[live]")
{
    auto ends = desk();
    ends.sinks.push_back ({ "cable", "Cable", false, {}, 4 });
    ends.sources.push_back ({ "cable.monitor", "Monitor of Cable", false, "cable", 4 });
    ends.defaultSource = "cable.monitor";
    CHECK (live::sourceOf (ends, live::defaultSourceShown, "card.out") == "cable.monitor");
    CHECK (live::sourceOf (ends, live::defaultSourceShown, "cable") == "usb.1");
}

TEST_CASE ("the virtual microphone is never recorded by ourselves, even as the system's default", "[live]")
{
    auto ends = desk();
    addVirtualMicrophone (ends);
    ends.defaultSource = live::virtualSource;
    CHECK (live::sourceOf (ends, live::defaultSourceShown, live::virtualSink) == "usb.1");
    const auto inputs = live::shownNames (ends, true);
    CHECK (std::count (inputs.begin(), inputs.end(), live::virtualSourceShown) == 0);
    CHECK (live::isOwnOutput (ends, live::virtualSource, live::virtualSink));
    CHECK (live::isOwnOutput (ends, "card.out.monitor", "card.out"));
    CHECK_FALSE (live::isOwnOutput (ends, "usb.1", "card.out"));
}
