// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Pulse/PulseLibrary.h"

#include <optional>

namespace unbraid::live
{

/** Format of a stream of floats. */
struct StreamFormat
{
    bool isRecord = false;
    int channels = 0;
    double rateHz = 48000.0;
};

/** The time that so many bytes of a stream last. */
double bytesToSeconds (double numBytes, const StreamFormat& format) noexcept;

/** The latency of a stream now, from what the server said last and how long ago: libpulse's own interpolation takes a minute to
    come near, and never goes back. Nothing while it is not known, or without a stream. [on the connection's thread] */
std::optional<double> latencySeconds (const PulseLibrary& pulse, pa_stream* stream,
                                      const StreamFormat& format);

} // namespace unbraid::live
