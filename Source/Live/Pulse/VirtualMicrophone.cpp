// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/VirtualMicrophone.h"

namespace unbraid::live
{

namespace
{
constexpr PulseThread::Milliseconds answersWithin{ 1500 };

std::string property (const char* end, const char* description)
{
    return std::string (" ") + end + "_properties=\"device.description='" + description + "'\"";
}
} // namespace

VirtualMicrophone::VirtualMicrophone (PulseThread& connection)
    : thread (connection)
{
}

bool VirtualMicrophone::keep (bool isWanted, const PulseEnds& ends)
{
    if (isWanted)
        return make (ends);
    if (! isMade)
        return false;
    isMade = false;
    return remove (ends);
}

/** Makes those of the two that are missing, even where it was made before: somebody may have removed it. */
bool VirtualMicrophone::make (const PulseEnds& ends)
{
    isMade = true;
    bool isChanged = false;
    if (findEnd (ends.sinks, virtualSink) == nullptr)
        isChanged = load ("module-null-sink", std::string ("rate=48000 channels=2 sink_name=") + virtualSink +
                                                  property ("sink", virtualSinkShown));
    if (findEnd (ends.sources, virtualSource) == nullptr)
        isChanged |= load ("module-remap-source", std::string ("master=") + virtualSink +
                                                      ".monitor source_name=" + virtualSource +
                                                      property ("source", virtualSourceShown));
    return isChanged;
}

bool VirtualMicrophone::remove (const PulseEnds& ends)
{
    const bool isSourceGone = unloadThatOf (ends.sources, virtualSource);
    return unloadThatOf (ends.sinks, virtualSink) || isSourceGone;
}

bool VirtualMicrophone::load (const char* module, const std::string& arguments)
{
    uint32_t index = PA_INVALID_INDEX;
    const bool isAnswered = thread.finish (thread.pulse.context_load_module (
                                               thread.context(), module, arguments.c_str(),
                                               [] (pa_context*, uint32_t made, void* number)
                                               { *static_cast<uint32_t*> (number) = made; },
                                               &index),
                                           answersWithin);
    return isAnswered && index != PA_INVALID_INDEX;
}

bool VirtualMicrophone::unloadThatOf (const std::vector<PulseEnd>& ends, const char* name)
{
    const auto* end = findEnd (ends, name);
    return end != nullptr && end->module != PA_INVALID_INDEX &&
           thread.finish (
               thread.pulse.context_unload_module (thread.context(), end->module, nullptr, nullptr),
               answersWithin);
}

} // namespace unbraid::live
