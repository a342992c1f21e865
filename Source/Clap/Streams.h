// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "JuceHeader.h"

#include <array>

namespace unbraid::clap
{

/** Writes all bytes; a host may take few at a time. False: it took none. [main] */
inline bool writeAll (const abi::OutputStream& stream, const juce::MemoryBlock& bytes)
{
    for (size_t done = 0; done < bytes.getSize();)
    {
        const auto taken = stream.write (&stream, bytes.begin() + done, bytes.getSize() - done);
        if (taken <= 0)
            return false;
        done += static_cast<size_t> (taken);
    }
    return true;
}

/** Reads all bytes. False: reading failed, or there are more than a session has. [main] */
inline bool readAll (const abi::InputStream& stream, juce::MemoryBlock& bytes)
{
    constexpr size_t maxBytes = 1u << 30;
    std::array<char, 65536> room{};
    for (;;)
    {
        const auto read = stream.read (&stream, room.data(), room.size());
        if (read <= 0)
            return read == 0;
        if (static_cast<size_t> (read) > room.size() || bytes.getSize() + room.size() > maxBytes)
            return false;
        bytes.append (room.data(), static_cast<size_t> (read));
    }
}

} // namespace unbraid::clap
