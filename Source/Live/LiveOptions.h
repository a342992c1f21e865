// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Devices/DeviceChoice.h"

#include <optional>
#include <string>
#include <vector>

namespace unbraid::live
{

/** Options of `unbraid live` and of the app. */
struct LiveOptions
{
    std::string dictionary; // name or file; empty: not said
    DeviceChoice device;
    std::string latency; // low, balanced or high; empty: not said
    std::optional<float> reductionDb;
    std::optional<float> pausesDb; // by which what is left of the noise is lowered at most
    std::optional<double> seconds; // stop after these
    bool listsDevices = false;
    std::string file; // to be played in place of the microphone
};

/** A command line that was read; or, with an exit code, what is to be said instead of starting: help on standard
    output (0), or one line on standard error (2). */
struct ParsedLine
{
    LiveOptions options;
    std::optional<int> exitCode;
    std::string text;
};

/** arguments  without the program's name. [any] */
ParsedLine parseLive (const std::vector<std::string>& arguments);
ParsedLine parseApp (const std::vector<std::string>& arguments);

} // namespace unbraid::live
