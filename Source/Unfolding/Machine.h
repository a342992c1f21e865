// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace unbraid::unfolding
{

/** The library file that plain matrix products go to; empty where that is unknown. [any] */
std::string blasLibrary();

/** True of the reference implementation, which is correct and slow.
    library  as `blasLibrary` names it [any] */
bool isReferenceBlas (const std::string& library);

/** Instruction sets of a processor for which OpenBLAS has kernels. */
struct VectorUnits
{
    bool hasAvx2 = false;   // with fused products
    bool hasAvx512 = false; // as servers have it since Skylake-X

    /** Of this processor. [any] */
    static VectorUnits ofThisOne() noexcept;
};

/** OpenBLAS takes a processor that is newer than itself for the oldest one that it knows: the kernels to ask for by
    OPENBLAS_CORETYPE, which the processor has; null where they are well chosen.
    chosen  what it calls those that it took [any] */
const char* betterKernels (const std::string& chosen, const VectorUnits& units) noexcept;

/** Starts this program again with better kernels, where there are any and nobody has chosen. Call it first.
    arguments  of the program [any] */
void chooseKernels (const std::vector<std::string>& arguments);

} // namespace unbraid::unfolding
