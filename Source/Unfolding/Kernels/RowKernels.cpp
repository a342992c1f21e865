// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/RowKernels.h"

#include "Unfolding/Kernels/ForEachCpu.h"
#include "Unfolding/Kernels/GateMath.h"

#include <algorithm>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
typedef float Lanes __attribute__ ((vector_size (tileLanes * sizeof (float)), aligned (4), may_alias));

/** Position of one block of `addProducts`. */
struct Block
{
    const ProductTerms& terms;
    std::size_t output;
    std::size_t input;
};

template <std::size_t Outputs, std::size_t Inputs>
__attribute__ ((always_inline)) inline void addBlock (const Block& block, float* sums)
{
    const auto& terms = block.terms;
    Lanes totals[Outputs][Inputs] = {};
    const float* slopes = terms.slopes + block.output * terms.lanes;
    const float* inputs = terms.inputs + block.input * terms.lanes;
    for (std::size_t step = 0; step < terms.steps; ++step)
    {
        for (std::size_t lane = 0; lane < terms.lanes; lane += tileLanes)
            for (std::size_t o = 0; o < Outputs; ++o)
            {
                const Lanes slope = *reinterpret_cast<const Lanes*> (slopes + o * terms.lanes + lane);
                for (std::size_t i = 0; i < Inputs; ++i)
                    totals[o][i] += slope * *reinterpret_cast<const Lanes*> (inputs + i * terms.lanes + lane);
            }
        slopes += terms.slopeStep;
        inputs += terms.inputStep;
    }
    for (std::size_t o = 0; o < Outputs; ++o)
        for (std::size_t i = 0; i < Inputs; ++i)
        {
            float total = 0.0f;
            for (std::size_t lane = 0; lane < tileLanes; ++lane)
                total += totals[o][i][lane];
            sums[(block.output + o) * terms.numInputs + block.input + i] += total;
        }
}

template <std::size_t Outputs>
__attribute__ ((always_inline)) inline void addBlocksOf (const ProductTerms& terms, std::size_t output,
                                                         float* sums)
{
    constexpr std::size_t together = 4;
    std::size_t input = 0;
    for (; input + together <= terms.numInputs; input += together)
        addBlock<Outputs, together> ({ terms, output, input }, sums);
    for (; input < terms.numInputs; ++input)
        addBlock<Outputs, 1> ({ terms, output, input }, sums);
}

/** Swaps the upper right part of every square of `Side` twice by as many with its lower left one. */
template <std::size_t Side, int... Lane>
__attribute__ ((always_inline)) inline void swapParts (Lanes (&rows)[tileLanes],
                                                       std::integer_sequence<int, Lane...>)
{
    constexpr int side = Side, other = tileLanes;
    for (std::size_t row = 0; row < tileLanes; ++row)
        if ((row & Side) == 0)
        {
            const Lanes upper = rows[row], lower = rows[row + Side];
            rows[row] =
                __builtin_shufflevector (upper, lower, ((Lane & side) ? other + Lane - side : Lane)...);
            rows[row + Side] =
                __builtin_shufflevector (upper, lower, ((Lane & side) ? other + Lane : Lane + side)...);
        }
}

/** Columns become rows. */
__attribute__ ((always_inline)) inline void turn (Lanes (&rows)[tileLanes])
{
    constexpr std::make_integer_sequence<int, tileLanes> all{};
    swapParts<8> (rows, all);
    swapParts<4> (rows, all);
    swapParts<2> (rows, all);
    swapParts<1> (rows, all);
}
} // namespace

UNBRAID_FOR_EACH_CPU void turnIn (const TurnedSizes& sizes, const float* frames, float* tile) noexcept
{
    for (std::size_t first = 0; first < sizes.rows; first += tileLanes)
    {
        Lanes square[tileLanes] = {};
        for (std::size_t lane = 0; lane < sizes.frames; ++lane)
            square[lane] = *reinterpret_cast<const Lanes*> (frames + lane * sizes.frameStep + first);
        turn (square);
        for (std::size_t row = first; row < std::min (sizes.rows, first + tileLanes); ++row)
            *reinterpret_cast<Lanes*> (tile + row * sizes.rowStep) = square[row - first];
    }
}

UNBRAID_FOR_EACH_CPU void turnOut (const TurnedSizes& sizes, const float* tile, float* frames) noexcept
{
    for (std::size_t first = 0; first < sizes.rows; first += tileLanes)
    {
        Lanes square[tileLanes] = {};
        for (std::size_t row = first; row < std::min (sizes.rows, first + tileLanes); ++row)
            square[row - first] = *reinterpret_cast<const Lanes*> (tile + row * sizes.rowStep);
        turn (square);
        for (std::size_t lane = 0; lane < sizes.frames; ++lane)
            *reinterpret_cast<Lanes*> (frames + lane * sizes.frameStep + first) = square[lane];
    }
}

UNBRAID_FOR_EACH_CPU void recurForward (const RecurrentStep& step) noexcept
{
    const auto count = step.count;
    const float* __restrict last = step.last;
    const float* __restrict own = step.own;
    float* __restrict gates = step.gates;
    float* __restrict state = step.state;
    for (std::size_t i = 0; i < 2 * count; ++i)
        gates[i] = sigmoid (gates[i] + own[i]);
    for (std::size_t i = 0; i < count; ++i)
    {
        const float candidate = bounded (gates[2 * count + i] + gates[i] * own[2 * count + i]);
        gates[2 * count + i] = candidate;
        state[i] = candidate + gates[count + i] * (last[i] - candidate);
    }
}

UNBRAID_FOR_EACH_CPU void recurBack (const RecurrentSlopes& step) noexcept
{
    const auto count = step.count;
    const float* __restrict last = step.last;
    const float* __restrict outer = step.outer;
    const float* __restrict through = step.through;
    float* __restrict recurrentSlopes = step.recurrentSlopes;
    float* __restrict own = step.own;
    float* __restrict gates = step.gates;
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto slopes =
            slopesOf ({ gates[i], gates[count + i], gates[2 * count + i], own[2 * count + i], last[i] },
                      outer[i] + recurrentSlopes[i] + through[i]);
        recurrentSlopes[i] = slopes.ofLast;
        own[i] = gates[i] = slopes.ofReset;
        own[count + i] = gates[count + i] = slopes.ofUpdate;
        own[2 * count + i] = slopes.ofProposed;
        gates[2 * count + i] = slopes.ofCandidate;
    }
}

UNBRAID_FOR_EACH_CPU void addProducts (const ProductTerms& terms, float* sums) noexcept
{
    constexpr std::size_t together = 6;
    std::size_t output = 0;
    for (; output + together <= terms.outputs; output += together)
        addBlocksOf<together> (terms, output, sums);
    for (; output < terms.outputs; ++output)
        addBlocksOf<1> (terms, output, sums);
}

UNBRAID_FOR_EACH_CPU void addTo (float* totals, const float* values, std::size_t count) noexcept
{
    for (std::size_t i = 0; i < count; ++i)
        totals[i] += values[i];
}

UNBRAID_FOR_EACH_CPU void throughBound (const float* bounded, std::size_t count, float* slopes) noexcept
{
    for (std::size_t i = 0; i < count; ++i)
        slopes[i] *= 1.0f - bounded[i] * bounded[i];
}

UNBRAID_FOR_EACH_CPU void splitPairs (const float* __restrict rows, std::size_t numPairs,
                                      float* __restrict even, float* __restrict odd) noexcept
{
    for (std::size_t i = 0; i < numPairs; ++i)
    {
        even[i] = rows[2 * i];
        odd[i] = rows[2 * i + 1];
    }
}

UNBRAID_FOR_EACH_CPU void joinPairs (const float* __restrict even, const float* __restrict odd,
                                     std::size_t numPairs, float* __restrict rows) noexcept
{
    for (std::size_t i = 0; i < numPairs; ++i)
    {
        rows[2 * i] += even[i];
        rows[2 * i + 1] += odd[i];
    }
}

UNBRAID_FOR_EACH_CPU void normalise (const UnitNorm& norm, float* values, float* scales,
                                     float* outputs) noexcept
{
    const float share = 1.0f / static_cast<float> (norm.units);
    float mean[tileLanes] = {}, variance[tileLanes] = {};
    for (std::size_t i = 0; i < norm.units * tileLanes; i += tileLanes)
        for (std::size_t lane = 0; lane < tileLanes; ++lane)
            mean[lane] += share * values[i + lane];
    for (std::size_t i = 0; i < norm.units * tileLanes; i += tileLanes)
        for (std::size_t lane = 0; lane < tileLanes; ++lane)
        {
            values[i + lane] -= mean[lane];
            variance[lane] += share * values[i + lane] * values[i + lane];
        }
    for (std::size_t lane = 0; lane < tileLanes; ++lane)
        scales[lane] = 1.0f / std::sqrt (variance[lane] + norm.varianceFloor);
    for (std::size_t unit = 0; unit < norm.units; ++unit)
        for (std::size_t lane = 0; lane < tileLanes; ++lane)
        {
            const auto i = unit * tileLanes + lane;
            values[i] *= scales[lane];
            outputs[i] += norm.gain[unit] * values[i] + norm.offset[unit];
        }
}

UNBRAID_FOR_EACH_CPU void normaliseBack (const UnitNorm& norm, const float* normalised, const float* scales,
                                         float* slopes, float* gainSlopes, float* offsetSlopes) noexcept
{
    const float share = 1.0f / static_cast<float> (norm.units);
    float mean[tileLanes] = {}, along[tileLanes] = {};
    for (std::size_t unit = 0; unit < norm.units; ++unit)
    {
        float gain = 0.0f, offset = 0.0f;
        for (std::size_t lane = 0; lane < tileLanes; ++lane)
        {
            const auto i = unit * tileLanes + lane;
            gain += slopes[i] * normalised[i];
            offset += slopes[i];
            slopes[i] *= norm.gain[unit];
            mean[lane] += share * slopes[i];
            along[lane] += share * slopes[i] * normalised[i];
        }
        gainSlopes[unit] += gain;
        offsetSlopes[unit] += offset;
    }
    for (std::size_t i = 0; i < norm.units * tileLanes; i += tileLanes)
        for (std::size_t lane = 0; lane < tileLanes; ++lane)
            slopes[i + lane] =
                scales[lane] * (slopes[i + lane] - mean[lane] - normalised[i + lane] * along[lane]);
}

} // namespace unbraid::unfolding
