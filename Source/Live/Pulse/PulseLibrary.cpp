// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseLibrary.h"

#include "Platform/Libraries.h"

namespace unbraid::live
{

namespace
{
template <class Function>
bool find (void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function> (platform::findSymbol (library, name));
    return function != nullptr;
}

const PulseLibrary* openLibrary()
{
    auto* library = platform::openLibrary ("libpulse.so.0");
    if (library == nullptr)
        return nullptr;
    static PulseLibrary functions;
    bool isWhole = true;
#define UNBRAID_PULSE_FIND(name) isWhole = find (library, "pa_" #name, functions.name) && isWhole;
    UNBRAID_PULSE_FUNCTIONS (UNBRAID_PULSE_FIND)
#undef UNBRAID_PULSE_FIND
    return isWhole ? &functions : nullptr;
}
} // namespace

const PulseLibrary* PulseLibrary::get()
{
    static const PulseLibrary* const opened = openLibrary();
    return opened;
}

} // namespace unbraid::live
