// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Machine.h"

#include <filesystem>
#include <limits>

#if defined(__GLIBC__)
#    include <malloc.h>
#endif
#if defined(__linux__)
#    include <dlfcn.h>
#endif

namespace unbraid::unfolding
{

void keepFreedMemory() noexcept
{
#if defined(__GLIBC__)
    constexpr int grownAtOnce = 512 * 1024 * 1024; // bytes
    mallopt (M_MMAP_MAX, 0);
    mallopt (M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    mallopt (M_TOP_PAD, grownAtOnce);
#endif
}

std::string blasLibrary()
{
#if defined(__linux__)
    Dl_info found{};
    void* product = dlsym (RTLD_DEFAULT, "sgemm_");
    if (product == nullptr || dladdr (product, &found) == 0 || found.dli_fname == nullptr)
        return {};
    std::error_code failure;
    const auto path = std::filesystem::canonical (found.dli_fname, failure);
    return failure ? std::string (found.dli_fname) : path.string();
#else
    return {};
#endif
}

/** By the names that Debian, Fedora and their kin give it: optimised ones have folders or files of their own. */
bool isReferenceBlas (const std::string& library)
{
    const std::filesystem::path path (library);
    const bool isPlain = path.filename().string().starts_with ("libblas.so");
    const auto folder = path.parent_path().filename().string();
    const bool isOther =
        folder.find ("openblas") != std::string::npos || folder.find ("blis") != std::string::npos ||
        folder.find ("atlas") != std::string::npos || folder.find ("mkl") != std::string::npos;
    return isPlain && ! isOther;
}

} // namespace unbraid::unfolding
