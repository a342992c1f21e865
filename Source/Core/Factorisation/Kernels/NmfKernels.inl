// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Compiled once per instruction set by KernelsBaseline.cpp, KernelsAvx2.cpp and KernelsAvx512.cpp, each of which
// defines KERNEL_LANES (floats per register) and KERNEL_NAME. Only built-ins are used here: an inline function of
// a shared header would be compiled for the wrong machine and picked by the linker.
// Fast-math is on in these files alone; every input is finite by then.

#include "Core/Factorisation/Kernels/NmfKernels.h"

// Stops the compiler from reading the same atoms from memory for each of the two products.
#if defined(__x86_64__)
#    define KEEP_IN_REGISTER(value) __asm__ ("" : "+v"(value))
#else
#    define KEEP_IN_REGISTER(value) (void) (value)
#endif

namespace unbraid::core
{
namespace
{

using Index = std::ptrdiff_t;
typedef float Lanes __attribute__ ((vector_size (KERNEL_LANES * sizeof (float))));
typedef float LanesInMemory __attribute__ ((vector_size (KERNEL_LANES * sizeof (float)), aligned (4), may_alias));

constexpr Index lanes = KERNEL_LANES;
constexpr Index tileFloats = 4096;  // 16 KiB: half of a common L1
constexpr Index maxTileRows = 32;
constexpr Index rowsAtOnce = 8;
constexpr Index lanesPerLine = 64 / sizeof (Lanes); // registers in a cache line

inline Lanes load (const float* address) { return *reinterpret_cast<const LanesInMemory*> (address); }

inline void store (float* address, Lanes value) { *reinterpret_cast<LanesInMemory*> (address) = value; }

inline Lanes splat (float value) { return Lanes {} + value; }

typedef float Quad __attribute__ ((vector_size (16)));

/** Lanes i, i + 4, i + 8 ... added up: four sums left of a register. */
template <class Register>
inline Quad foldToQuad (Register value)
{
    if constexpr (sizeof (Register) == 64)
    {
        typedef float Octet __attribute__ ((vector_size (32)));
        const Octet half = __builtin_shufflevector (value, value, 0, 1, 2, 3, 4, 5, 6, 7)
                           + __builtin_shufflevector (value, value, 8, 9, 10, 11, 12, 13, 14, 15);
        return __builtin_shufflevector (half, half, 0, 1, 2, 3) + __builtin_shufflevector (half, half, 4, 5, 6, 7);
    }
    else if constexpr (sizeof (Register) == 32)
        return __builtin_shufflevector (value, value, 0, 1, 2, 3)
               + __builtin_shufflevector (value, value, 4, 5, 6, 7);
    else
        return value;
}

/** The sums of four registers, side by side: a 4 x 4 transposition with additions between its two steps. */
inline Quad sumsOf (const Lanes* four)
{
    const Quad a = foldToQuad (four[0]);
    const Quad b = foldToQuad (four[1]);
    const Quad c = foldToQuad (four[2]);
    const Quad d = foldToQuad (four[3]);
    const Quad ab = __builtin_shufflevector (a, b, 0, 4, 1, 5) + __builtin_shufflevector (a, b, 2, 6, 3, 7);
    const Quad cd = __builtin_shufflevector (c, d, 0, 4, 1, 5) + __builtin_shufflevector (c, d, 2, 6, 3, 7);
    return __builtin_shufflevector (ab, cd, 0, 1, 4, 5) + __builtin_shufflevector (ab, cd, 2, 3, 6, 7);
}

/** The atoms that count. */
struct Runs
{
    const AtomRun* first;
    const AtomRun* last;

    const AtomRun* begin() const { return first; }
    const AtomRun* end() const { return last; }
};

/** model[r] = floor + <row r, activations> for `Rows` neighbouring rows, a multiple of four. */
template <Index Rows>
inline void dotRows (const float* row, Index stride, const float* activations, Runs runs, float floor, float* model)
{
    Lanes sums[Rows] = {};
    for (const AtomRun& run : runs)
        for (Index atom = run.first; atom < run.first + run.count; atom += lanes)
        {
            const Lanes h = load (activations + atom);
            for (Index r = 0; r < Rows; ++r)
                sums[r] += load (row + r * stride + atom) * h;
        }
    for (Index r = 0; r < Rows; r += 4)
    {
        const Quad four = sumsOf (sums + r) + floor;
        __builtin_memcpy (model + r, &four, sizeof (four));
    }
}

inline void dotRow (const float* row, const float* activations, Runs runs, float floor, float* model)
{
    Lanes sum = {};
    for (const AtomRun& run : runs)
        for (Index atom = run.first; atom < run.first + run.count; atom += lanes)
            sum += load (row + atom) * load (activations + atom);
    const Quad four = foldToQuad (sum);
    *model = floor + four[0] + four[1] + four[2] + four[3];
}

void reconstructRows (const float* row, Index stride, const float* activations, Runs runs, float floor, float* model,
                      Index numRows)
{
    Index r = 0;
    for (; r + rowsAtOnce <= numRows; r += rowsAtOnce)
        dotRows<rowsAtOnce> (row + r * stride, stride, activations, runs, floor, model + r);
    for (; r < numRows; ++r)
        dotRow (row + r * stride, activations, runs, floor, model + r);
}

/** Weights of the rows in the back-projection: v . P^(beta-2) and P^(beta-1). */
void rowWeights (const float* spectrum, const float* model, float beta, Index numRows, float* upper, float* lower)
{
    if (beta == 0.0f)
        for (Index r = 0; r < numRows; ++r)
        {
            lower[r] = 1.0f / model[r];
            upper[r] = spectrum[r] * lower[r] * lower[r];
        }
    else if (beta == 1.0f)
        for (Index r = 0; r < numRows; ++r)
            upper[r] = spectrum[r] / model[r];
    else if (beta == 2.0f)
        for (Index r = 0; r < numRows; ++r)
        {
            lower[r] = model[r];
            upper[r] = spectrum[r];
        }
    else
        for (Index r = 0; r < numRows; ++r)
        {
            const float power = __builtin_powf (model[r], beta - 2.0f);
            upper[r] = spectrum[r] * power;
            lower[r] = model[r] * power;
        }
}

/** numerator += rows^T upper and, if asked, denominator += rows^T lower, for `Width` registers of atoms. */
template <Index Width, bool withDenominator>
inline void projectColumns (const float* rows, Index stride, Index numRows, const float* upper, const float* lower,
                            float* numerator, float* denominator)
{
    Lanes num[Width];
    Lanes den[Width];
    for (Index w = 0; w < Width; ++w)
    {
        num[w] = load (numerator + w * lanes);
        den[w] = withDenominator ? load (denominator + w * lanes) : Lanes {};
    }
    for (Index r = 0; r < numRows; ++r)
    {
        const Lanes u = splat (upper[r]);
        const Lanes l = splat (lower[r]);
        const float* row = rows + r * stride;
        for (Index w = 0; w < Width; w += lanesPerLine)
            __builtin_prefetch (row + numRows * stride + w * lanes); // the next tile, while this one is in L1
        for (Index w = 0; w < Width; ++w)
        {
            Lanes atoms = load (row + w * lanes);
            KEEP_IN_REGISTER (atoms);
            num[w] += atoms * u;
            if constexpr (withDenominator)
                den[w] += atoms * l;
        }
    }
    for (Index w = 0; w < Width; ++w)
    {
        store (numerator + w * lanes, num[w]);
        if constexpr (withDenominator)
            store (denominator + w * lanes, den[w]);
    }
}

template <bool withDenominator>
void projectRows (const float* rows, Index stride, Index numRows, Index numAtoms, const float* upper,
                  const float* lower, float* numerator, float* denominator)
{
    constexpr Index wide = 4 * lanes;
    Index atom = 0;
    for (; atom + wide <= numAtoms; atom += wide)
        projectColumns<4, withDenominator> (rows + atom, stride, numRows, upper, lower, numerator + atom,
                                            denominator + atom);
    for (; atom < numAtoms; atom += lanes)
        projectColumns<1, withDenominator> (rows + atom, stride, numRows, upper, lower, numerator + atom,
                                            denominator + atom);
}

void clear (float* values, Index count)
{
    for (Index i = 0; i < count; i += lanes)
        store (values + i, Lanes {});
}

Index rowsPerTile (Index stride)
{
    Index rows = maxTileRows;
    while (rows > rowsAtOnce && rows * stride > tileFloats)
        rows /= 2;
    return rows;
}

Runs runsOf (const PackedAtoms& atoms, const AtomRun& whole)
{
    return atoms.runs ? Runs { atoms.runs, atoms.runs + atoms.numRuns } : Runs { &whole, &whole + 1 };
}

void reconstruct (const PackedAtoms& atoms, const float* activations, float floor, float* model)
{
    const AtomRun whole { 0, atoms.numAtoms };
    reconstructRows (atoms.values, atoms.stride, activations, runsOf (atoms, whole), floor, model, atoms.numBins);
}

void backProject (const PackedAtoms& atoms, const float* activations, const float* spectrum, float floor, float beta,
                  float* numerator, float* denominator, const float* known)
{
    alignas (64) float model[maxTileRows];
    alignas (64) float upper[maxTileRows];
    alignas (64) float lower[maxTileRows] = {};
    const bool withDenominator = beta != 1.0f;
    clear (numerator, atoms.numAtoms);
    if (withDenominator)
        clear (denominator, atoms.numAtoms);
    const AtomRun whole { 0, atoms.numAtoms };
    const Runs runs = runsOf (atoms, whole);
    Index numOpen = 0;
    for (const AtomRun& run : runs)
        numOpen += run.count;
    const Index tileRows = rowsPerTile (numOpen);
    for (Index bin = 0; bin < atoms.numBins; bin += tileRows)
    {
        const float* rows = atoms.values + bin * atoms.stride;
        const Index left = atoms.numBins - bin;
        const Index numRows = left < tileRows ? left : tileRows;
        reconstructRows (rows, atoms.stride, activations, runs, floor, model, numRows);
        if (known)
            for (Index r = 0; r < numRows; ++r)
                model[r] += known[bin + r];
        rowWeights (spectrum + bin, model, beta, numRows, upper, lower);
        auto* project = withDenominator ? projectRows<true> : projectRows<false>;
        for (const AtomRun& run : runs)
            project (rows + run.first, atoms.stride, numRows, run.count, upper, lower, numerator + run.first,
                     denominator + run.first);
    }
}

/** `Outputs` rows of `mixRows`, `Width` registers of each. */
template <Index Outputs, Index Width>
inline void mixBlock (const float* weights, const float* bias, Index numInputs, const float* inputs, Index length,
                      float* outputs)
{
    Lanes sums[Outputs][Width];
    for (Index o = 0; o < Outputs; ++o)
        for (Index w = 0; w < Width; ++w)
            sums[o][w] = splat (bias[o]);
    for (Index i = 0; i < numInputs; ++i)
    {
        Lanes values[Width];
        for (Index w = 0; w < Width; ++w)
            values[w] = load (inputs + i * length + w * lanes);
        for (Index o = 0; o < Outputs; ++o)
            for (Index w = 0; w < Width; ++w)
                sums[o][w] += values[w] * weights[o * numInputs + i];
    }
    for (Index o = 0; o < Outputs; ++o)
        for (Index w = 0; w < Width; ++w)
            store (outputs + o * length + w * lanes, sums[o][w]);
}

/** All outputs of `Width` registers, `Together` at once. */
template <Index Together, Index Width>
inline void mixColumn (const float* weights, const float* bias, Index numOutputs, Index numInputs,
                       const float* inputs, Index length, float* outputs)
{
    Index o = 0;
    for (; o + Together <= numOutputs; o += Together)
        mixBlock<Together, Width> (weights + o * numInputs, bias + o, numInputs, inputs, length,
                                   outputs + o * length);
    for (; o < numOutputs; ++o)
        mixBlock<1, Width> (weights + o * numInputs, bias + o, numInputs, inputs, length, outputs + o * length);
}

void mixRows (const float* weights, const float* bias, Index numOutputs, Index numInputs, const float* inputs,
              Index length, float* outputs)
{
    constexpr Index wide = lanes == 16 ? 4 : 2; // as many sums as there are registers for
    Index first = 0;
    for (; first + wide * lanes <= length; first += wide * lanes)
        mixColumn<4, wide> (weights, bias, numOutputs, numInputs, inputs + first, length, outputs + first);
    for (; first < length; first += lanes)
        mixColumn<8, 1> (weights, bias, numOutputs, numInputs, inputs + first, length, outputs + first);
}

typedef int WholeLanes __attribute__ ((vector_size (KERNEL_LANES * sizeof (int))));

/** e^x within 3e-7 of itself, for x from -87 to 87 and as at those beyond: 2^n times a polynomial (Taylor's, of order
    7) of what is left, at most half of ln 2. */
inline Lanes exponential (Lanes x)
{
    constexpr float most = 87.0f, perOctave = 1.44269504f;
    constexpr float octaveHigh = 0.693359375f, octaveLow = -2.12194440e-4f; // ln 2 in two parts
    constexpr float round = 12582912.0f;                                     // 1.5 * 2^23
    x = x > most ? splat (most) : x;
    x = x < -most ? splat (-most) : x;
    const Lanes shifted = x * perOctave + round;
    const WholeLanes whole = reinterpret_cast<WholeLanes> (shifted) - 0x4b400000;
    const Lanes octaves = __builtin_convertvector (whole, Lanes);
    const Lanes rest = (x - octaves * octaveHigh) - octaves * octaveLow;
    Lanes value = splat (1.0f / 5040.0f);
    constexpr float coefficients[] = { 1.0f / 720.0f, 1.0f / 120.0f, 1.0f / 24.0f, 1.0f / 6.0f, 0.5f, 1.0f, 1.0f };
    for (const float coefficient : coefficients)
        value = value * rest + coefficient;
    return value * reinterpret_cast<Lanes> ((whole + 127) << 23);
}

inline Lanes sigmoid (Lanes x) { return 1.0f / (1.0f + exponential (-x)); }

inline Lanes boundedLanes (Lanes x) { return 1.0f - 2.0f / (1.0f + exponential (2.0f * x)); }

void bound (float* values, Index count)
{
    for (Index i = 0; i < count; i += lanes)
        store (values + i, boundedLanes (load (values + i)));
}

void recur (const float* fromInput, const float* fromState, float* state, Index count)
{
    for (Index i = 0; i < count; i += lanes)
    {
        const Lanes reset = sigmoid (load (fromInput + i) + load (fromState + i));
        const Lanes update = sigmoid (load (fromInput + count + i) + load (fromState + count + i));
        const Lanes candidate =
            boundedLanes (load (fromInput + 2 * count + i) + reset * load (fromState + 2 * count + i));
        store (state + i, candidate + update * (load (state + i) - candidate));
    }
}

/** One register of units of one step of `scanRows`. Two sums of each gate, so that one need not wait for the other. */
inline void scanStep (const float* input, const float* weights, const float* bias, Index units, Index numInputs,
                      const float* last, Index place, float* state)
{
    Lanes sums[3][2] = { { load (input + place) }, { load (input + units + place) }, { load (bias + place) } };
    for (Index i = 0; i < numInputs; i += 2)
        for (Index half = 0; half < 2; ++half)
            for (Index gate = 0; gate < 3; ++gate)
                sums[gate][half] += load (weights + (i + half) * 3 * units + gate * units + place) * last[i + half];
    const Lanes reset = sigmoid (sums[0][0] + sums[0][1]);
    const Lanes update = sigmoid (sums[1][0] + sums[1][1]);
    const Lanes candidate = boundedLanes (load (input + 2 * units + place) + reset * (sums[2][0] + sums[2][1]));
    store (state + place, candidate + update * (load (last + place) - candidate));
}

void scanRows (const float* fromInput, const float* weights, const float* bias, Index numRows, Index units,
               Index numInputs, float* states)
{
    alignas (64) const float blank[maxScanUnits] = {};
    const float* last[2] = { blank, blank };
    for (Index count = 0; count < numRows; ++count)
        for (Index direction = 0; direction < 2; ++direction)
        {
            const Index row = direction == 0 ? count : numRows - 1 - count;
            float* state = states + (row * 2 + direction) * units;
            for (Index place = 0; place < units; place += lanes)
                scanStep (fromInput + (row * 2 + direction) * 3 * units, weights + direction * numInputs * 3 * units,
                          bias + direction * units, units, numInputs, last[direction], place, state);
            last[direction] = state;
        }
}

} // namespace

extern const NmfKernels KERNEL_TABLE;
const NmfKernels KERNEL_TABLE { KERNEL_NAME, reconstruct, backProject, mixRows, bound, recur, scanRows };

} // namespace unbraid::core
