// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::core
{

/** A non-owning view of a dictionary packed for the kernels: one row per bin, atoms side by side.
    numAtoms and stride are multiples of `atomPadding`, rows are 64-byte aligned; padding columns are zero. */
struct PackedAtoms
{
    const float* values = nullptr; // W(f, k) = values[f * stride + k]
    std::ptrdiff_t stride = 0;
    std::ptrdiff_t numBins = 0;
    std::ptrdiff_t numAtoms = 0;
};

constexpr std::ptrdiff_t atomPadding = 16;

/** The two products that cost nearly all the time of a frame, compiled for one instruction set.
    All pointers are 64-byte aligned where they index atoms.
    [audio] real-time safe. */
struct NmfKernels
{
    const char* name;

    /** model_f = floor + sum_k W(f, k) h_k.
        activations [numAtoms], model [numBins] */
    void (*reconstruct) (const PackedAtoms& atoms, const float* activations, float floor, float* model);

    /** Both halves of a multiplicative update in one pass over W, tile by tile while the tile is in L1:
            P = W h + floor,  numerator = W^T (v . P^(beta-2)),  denominator = W^T P^(beta-1)
        activations [numAtoms], spectrum v [numBins], numerator and denominator [numAtoms].
        At beta = 1 the denominator is the sum of each column, which does not change: it is left untouched. */
    void (*backProject) (const PackedAtoms& atoms, const float* activations, const float* spectrum,
                         float floor, float beta, float* numerator, float* denominator);
};

/** The fastest kernels this machine runs: AVX-512, AVX2 or the baseline. Asks the processor once. [any] */
const NmfKernels& nmfKernels() noexcept;

/** The kernels of one instruction set by name ("avx512", "avx2", "baseline"); null where the machine or the
    build lacks them.
    [any] */
const NmfKernels* nmfKernelsNamed (const char* name) noexcept;

} // namespace unbraid::core
