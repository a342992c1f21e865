// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Machine.h"

#include "Platform/Libraries.h"
#include "Platform/Processes.h"

#include <cstdlib>
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

VectorUnits VectorUnits::ofThisOne() noexcept
{
#if defined(__x86_64__) && defined(__GNUC__)
    const bool has512 = __builtin_cpu_supports ("avx512f") != 0 && __builtin_cpu_supports ("avx512bw") != 0 &&
                        __builtin_cpu_supports ("avx512dq") != 0 && __builtin_cpu_supports ("avx512vl") != 0;
    return { __builtin_cpu_supports ("avx2") != 0 && __builtin_cpu_supports ("fma") != 0, has512 };
#else
    return {};
#endif
}

const char* betterKernels (const std::string& chosen, const VectorUnits& units) noexcept
{
    if (chosen != "Prescott") // SSE3: the processor is not known
        return nullptr;
    return units.hasAvx512 ? "SKYLAKEX" : units.hasAvx2 ? "HASWELL" : nullptr;
}

void chooseKernels (const std::vector<std::string>& arguments)
{
    constexpr auto variable = "OPENBLAS_CORETYPE"; // read before anything of the program runs
    using CoreName = char* (*)();
    const auto nameOfCore =
        reinterpret_cast<CoreName> (platform::findSymbol (nullptr, "openblas_get_corename"));
    if (nameOfCore == nullptr || std::getenv (variable) != nullptr)
        return;
    const auto* kernels = betterKernels (nameOfCore(), VectorUnits::ofThisOne());
    if (kernels != nullptr && ::setenv (variable, kernels, 1) == 0)
        (void)platform::becomeProgram (platform::programFile(),
                                       arguments); // where it fails, on with those that are there
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
