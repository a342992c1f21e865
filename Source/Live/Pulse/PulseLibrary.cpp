// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseLibrary.h"

#include <dlfcn.h>

namespace unbraid::live
{

namespace
{
template <class Function>
bool find (void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function> (::dlsym (library, name));
    return function != nullptr;
}

/** Never closed: its threads and ours may outlive whoever asked for it. */
const PulseLibrary* openLibrary()
{
    auto* library = ::dlopen ("libpulse.so.0", RTLD_NOW);
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
