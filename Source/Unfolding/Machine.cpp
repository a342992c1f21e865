// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Machine.h"

#include "Platform/Libraries.h"

#include <filesystem>

namespace unbraid::unfolding
{

std::string blasLibrary()
{
    const auto file = platform::libraryOf (platform::findSymbol (nullptr, "sgemm_"));
    std::error_code failure;
    const auto path = std::filesystem::canonical (file, failure);
    return (failure ? file : path).string();
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
