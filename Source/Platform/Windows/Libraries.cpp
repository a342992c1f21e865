// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Libraries.h"

#include <windows.h>

#include <string>

namespace unbraid::platform
{

namespace
{
constexpr size_t maxPathUnits = 32768; // what the system itself allows

/** With null, of the program. */
std::filesystem::path fileOf (HMODULE module)
{
    std::wstring name (maxPathUnits, L'\0');
    name.resize (::GetModuleFileNameW (module, name.data(), static_cast<DWORD> (name.size())));
    return name;
}
} // namespace

void* openLibrary (const char* name) noexcept
{
    return ::LoadLibraryA (name);
}

void* findSymbol (void* library, const char* name) noexcept
{
    auto* module = library == nullptr ? ::GetModuleHandleW (nullptr) : static_cast<HMODULE> (library);
    return reinterpret_cast<void*> (::GetProcAddress (module, name));
}

std::filesystem::path libraryOf (const void* address)
{
    HMODULE module = nullptr;
    constexpr DWORD byAddress =
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (::GetModuleHandleExW (byAddress, static_cast<LPCWSTR> (address), &module) == 0)
        return {};
    return fileOf (module);
}

std::filesystem::path programFile()
{
    return fileOf (nullptr);
}

} // namespace unbraid::platform
