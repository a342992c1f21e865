// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before a function that nvcc compiles for a device too; every other compiler compiles it for the processor alone.
#ifdef __CUDACC__
#    define UNBRAID_ANYWHERE __host__ __device__
#else
#    define UNBRAID_ANYWHERE
#endif

// Before a loop whose passes a device does some at once.
#ifdef __CUDA_ARCH__
#    define UNBRAID_UNROLL _Pragma ("unroll 4")
#else
#    define UNBRAID_UNROLL
#endif
