// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseTiming.h"

#include <algorithm>

namespace unbraid::live
{

double bytesToSeconds (double numBytes, const StreamFormat& format) noexcept
{
    return numBytes / (sizeof (float) * format.channels * format.rateHz);
}

std::optional<double> latencySeconds (const PulseLibrary& pulse, pa_stream* stream,
                                      const StreamFormat& format)
{
    const auto* timing = stream == nullptr ? nullptr : pulse.stream_get_timing_info (stream);
    if (timing == nullptr || timing->write_index_corrupt != 0 || timing->read_index_corrupt != 0)
        return std::nullopt;
    const double age = 1e-6 * static_cast<double> (pulse.timeval_age (&timing->timestamp));
    const double queued =
        bytesToSeconds (static_cast<double> (timing->write_index - timing->read_index), format);
    const double device =
        1e-6 * static_cast<double> (format.isRecord ? timing->source_usec : timing->sink_usec);
    const double since = format.isRecord ? age : timing->playing != 0 ? -age : 0.0;
    return std::max (0.0, queued + device + since);
}

} // namespace unbraid::live
