// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/TriangularKernels.h"

#include "Core/Factorisation/Kernels/NmfKernels.h"

namespace unbraid::restoration
{

extern const TriangularKernels triangularBaseline;
#ifdef UNBRAID_X86_KERNELS
extern const TriangularKernels triangularAvx2;
extern const TriangularKernels triangularAvx512;
#endif

const TriangularKernels& triangularKernels() noexcept
{
#ifdef UNBRAID_X86_KERNELS
    if (core::nmfKernelsNamed ("avx512") != nullptr)
        return triangularAvx512;
    if (core::nmfKernelsNamed ("avx2") != nullptr)
        return triangularAvx2;
#endif
    return triangularBaseline;
}

} // namespace unbraid::restoration
