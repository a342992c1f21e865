// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::restoration
{

/** Dense linear algebra of one instruction set, in double precision. */
struct TriangularKernels
{
    /** A = L L^T, then L^-1, both in place.
        matrix  [size x size] A in its lower triangle, a column after the other; becomes L^-1, the rest is left alone
        returns false where A is not positive definite
        [worker] */
    bool (*invertFactor) (double* matrix, std::ptrdiff_t size);

    /** The lower triangle of L^-T L^-1 = A^-1 in the place of L^-1; what is above it is not read, and changed.
        [worker] */
    void (*multiplyFactors) (double* matrix, std::ptrdiff_t size);
};

/** The fastest kernels that this processor runs. [any] */
const TriangularKernels& triangularKernels() noexcept;

} // namespace unbraid::restoration
