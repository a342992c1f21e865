// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Kernels/NmfKernels.h"

#include <array>
#include <cstring>

namespace unbraid::core
{

extern const NmfKernels kernelsBaseline;
#ifdef UNBRAID_X86_KERNELS
extern const NmfKernels kernelsAvx2;
extern const NmfKernels kernelsAvx512;
#endif

namespace
{
const NmfKernels* chooseKernels() noexcept
{
    for (const char* name : { "avx512", "avx2" })
        if (const auto* kernels = nmfKernelsNamed (name))
            return kernels;
    return &kernelsBaseline;
}
} // namespace

const NmfKernels* nmfKernelsNamed (const char* name) noexcept
{
#ifdef UNBRAID_X86_KERNELS
    __builtin_cpu_init();
    if (std::strcmp (name, "avx512") == 0 && __builtin_cpu_supports ("avx512f") &&
        __builtin_cpu_supports ("avx512vl") && __builtin_cpu_supports ("avx512dq") &&
        __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512cd"))
        return &kernelsAvx512;
    if (std::strcmp (name, "avx2") == 0 && __builtin_cpu_supports ("avx2") &&
        __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("bmi2"))
        return &kernelsAvx2;
#endif
    return std::strcmp (name, "baseline") == 0 ? &kernelsBaseline : nullptr;
}

const NmfKernels& nmfKernels() noexcept
{
    static const NmfKernels* const chosen = chooseKernels();
    return *chosen;
}

} // namespace unbraid::core
