// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Libraries.h"

#include <dlfcn.h>

#ifdef __APPLE__
#    include <mach-o/dyld.h>

#    include <array>
#    include <cstdint>
#endif

namespace unbraid::platform
{

void* openLibrary (const char* name) noexcept
{
    return ::dlopen (name, RTLD_NOW);
}

void* findSymbol (void* library, const char* name) noexcept
{
    return ::dlsym (library == nullptr ? RTLD_DEFAULT : library, name);
}

std::filesystem::path libraryOf (const void* address)
{
    Dl_info loaded{};
    if (::dladdr (address, &loaded) == 0 || loaded.dli_fname == nullptr)
        return {};
    return loaded.dli_fname;
}

std::filesystem::path programFile()
{
    namespace fs = std::filesystem;
    std::error_code failure;
#ifdef __APPLE__
    std::array<char, 4096> name{};
    auto size = static_cast<std::uint32_t> (name.size());
    if (::_NSGetExecutablePath (name.data(), &size) != 0)
        return {};
    const auto file = fs::canonical (name.data(), failure);
#else
    const auto file = fs::read_symlink ("/proc/self/exe", failure);
#endif
    return failure ? fs::path() : file;
}

} // namespace unbraid::platform
