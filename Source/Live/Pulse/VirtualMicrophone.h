// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Pulse/PulseChoice.h"
#include "Live/Pulse/PulseThread.h"

namespace unbraid::live
{

/** Makes and removes "Unbraid Microphone": a null sink, and a source that passes on what is played to it. One that an
    earlier program left behind is taken over. All functions on the thread of the connection. */
class VirtualMicrophone
{
public:
    /** connection  must outlive it */
    explicit VirtualMicrophone (PulseThread& connection);

    /** Takes one step towards what is wanted. True: the server has other ends now.
        ends  as they are */
    bool keep (bool isWanted, const PulseEnds& ends);

    /** True from `keep` until it was removed. */
    [[nodiscard]] bool isThere() const noexcept { return isMade; }

    /** The server has gone, and all with it. */
    void forget() noexcept { isMade = false; }

private:
    bool load (const char* module, const std::string& arguments);
    bool unloadThatOf (const std::vector<PulseEnd>& ends, const char* name);
    bool make (const PulseEnds& ends);
    bool remove (const PulseEnds& ends);

    PulseThread& thread;
    bool isMade = false;
};

} // namespace unbraid::live
