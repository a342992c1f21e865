// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/ProgramFolder.h"

#include <dlfcn.h>

#ifdef __APPLE__
#    include <mach-o/dyld.h>

#    include <array>
#endif

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

fs::path programFile()
{
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
} // namespace

fs::path programFolder()
{
    return programFile().parent_path();
}

fs::path codeFolder()
{
    Dl_info loaded{};
    if (::dladdr (reinterpret_cast<const void*> (&codeFolder), &loaded) == 0 || loaded.dli_fname == nullptr)
        return programFolder();
    const fs::path named (loaded.dli_fname); // of a program the name it was called by, which leads nowhere
    std::error_code failure;
    const auto file = fs::canonical (named, failure);
    return failure || ! named.is_absolute() ? programFolder() : file.parent_path();
}

} // namespace unbraid::files
