// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/TrackReader.h"

#include <algorithm>
#include <utility>

namespace unbraid::midi
{

namespace
{
/** Data bytes of a channel message, or of what has no place in a file and is skipped. */
size_t dataBytesOf (std::uint8_t status)
{
    const int kind = status & 0xf0;
    if (kind == 0xc0 || kind == 0xd0 || status == 0xf1 || status == 0xf3)
        return 1;
    return isOfChannel (status) || status == 0xf2 ? 2 : 0;
}
} // namespace

std::vector<FileEvent> TrackReader::all()
{
    while (! isEnded && ! bytes.isAtEnd() && ! (mayBeFollowed && bytes.startsWith ("MTrk")) && readEvent())
    {
    }
    return std::move (events);
}

bool TrackReader::readEvent()
{
    const auto delta = bytes.takeVariable();
    if (! delta)
        return false;
    tick += *delta;
    const auto first = bytes.peek();
    if (! first)
        return false;
    const bool isRunning = *first < 0x80;
    if (isRunning && runningStatus == 0)
        return false;
    const std::uint8_t status = isRunning ? runningStatus : *first;
    if (! isRunning)
        bytes.skip (1);
    if (status == metaEvent)
        return readMeta();
    if (status == systemExclusive || status == systemExclusivePart)
        return readLengthy (status, 0);
    return readMessage (status);
}

bool TrackReader::readMessage (std::uint8_t status)
{
    const auto data = bytes.take (dataBytesOf (status));
    if (! data)
        return false;
    if (! isOfChannel (status))
        return true; // a message of the wire, which has no place in a file
    runningStatus = status;
    const bool isWhole = std::all_of (data->begin(), data->end(),
                                      [] (std::byte byte) { return std::to_integer<int> (byte) < 0x80; });
    if (isWhole)
        events.push_back ({ tick, status, 0, *data });
    return true;
}

bool TrackReader::readMeta()
{
    const auto type = bytes.peek();
    bytes.skip (1);
    if (! type || ! readLengthy (metaEvent, *type))
        return false;
    isEnded = *type == metaEndOfTrack;
    return true;
}

bool TrackReader::readLengthy (std::uint8_t status, std::uint8_t type)
{
    const auto length = bytes.takeVariable();
    if (! length)
        return false;
    const auto data = bytes.take (*length);
    if (! data)
        return false;
    events.push_back ({ tick, status, type, *data });
    return true;
}

} // namespace unbraid::midi
