// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::core
{

/** Neighbouring atoms; first and count are multiples of `atomPadding`. */
struct AtomRun
{
    std::ptrdiff_t first = 0;
    std::ptrdiff_t count = 0;
};

/** A non-owning view of a dictionary packed for the kernels: one row per bin, atoms side by side.
    numAtoms and stride are multiples of `atomPadding`, rows are 64-byte aligned; padding columns are zero.
    Where runs are named, all atoms outside them have no activation, and cost nothing. */
struct PackedAtoms
{
    const float* values = nullptr; // W(f, k) = values[f * stride + k]
    std::ptrdiff_t stride = 0;
    std::ptrdiff_t numBins = 0;
    std::ptrdiff_t numAtoms = 0;
    const AtomRun* runs = nullptr; // null: one run of all atoms
    std::ptrdiff_t numRuns = 0;
};

constexpr std::ptrdiff_t atomPadding = 16;
constexpr std::ptrdiff_t maxScanUnits = 64;

/** The kernels that take nearly all the time of a frame, compiled for one instruction set.
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
        activations [numAtoms], spectrum v [numBins], numerator and denominator [numAtoms], zero outside the runs.
        At beta = 1 the denominator is the sum of each column, which does not change: it is left untouched.
        known  [numBins] added to P, what is explained already; null: nothing */
    void (*backProject) (const PackedAtoms& atoms, const float* activations, const float* spectrum,
                         float floor, float beta, float* numerator, float* denominator, const float* known);

    /** Mixes whole rows of values: outputs_o = bias_o + sum_i weights (o, i) inputs_i.
        weights  [numOutputs x numInputs], row by row
        inputs, outputs  rows of `length`, a multiple of `atomPadding` */
    void (*mixRows) (const float* weights, const float* bias, std::ptrdiff_t numOutputs,
                     std::ptrdiff_t numInputs, const float* inputs, std::ptrdiff_t length, float* outputs);

    /** values <- tanh (values). count  a multiple of `atomPadding` */
    void (*bound) (float* values, std::ptrdiff_t count);

    /** One step of `count` gated recurrent units: r = s (i_r + h_r), z = s (i_z + h_z), n = tanh (i_n + r h_n),
        state <- n + z (state - n).
        fromInput, fromState  [3 count] reset, update, candidate
        count  a multiple of `atomPadding` */
    void (*recur) (const float* fromInput, const float* fromState, float* state, std::ptrdiff_t count);

    /** Gated recurrent units along the rows of one frame, from the lowest to the highest and back, both at once and from
        zero. `units` of each direction lie side by side, a multiple of `atomPadding` and at most `maxScanUnits`.
        fromInput  [rows x 2 directions x 3 gates x units] W_i x + b, where reset and update have both biases
        weights    [2 x numInputs x 3 x units] recurrent ones, for the state's first units; numInputs even
        bias       [2 x units] of what the reset gate weighs
        states     [rows x 2 x units] */
    void (*scanRows) (const float* fromInput, const float* weights, const float* bias, std::ptrdiff_t numRows,
                      std::ptrdiff_t units, std::ptrdiff_t numInputs, float* states);
};

/** The fastest kernels this machine runs: AVX-512, AVX2 or the baseline. Asks the processor once. [any] */
const NmfKernels& nmfKernels() noexcept;

/** The kernels of one instruction set by name ("avx512", "avx2", "baseline"); null where the machine or the
    build lacks them.
    [any] */
const NmfKernels* nmfKernelsNamed (const char* name) noexcept;

} // namespace unbraid::core
