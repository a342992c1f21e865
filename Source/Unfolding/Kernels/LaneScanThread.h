// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What one thread of a LaneScan does, on a device or on the processor. A block of threads takes 32 sequences through all steps:
// a thread computes four units of one of them; weights and states lie in the block's own memory.
#pragma once

#include "Unfolding/Kernels/GateMath.h"
#include "Unfolding/Kernels/LaneScan.h"

#ifdef __CUDACC__
#    include <cuda_pipeline.h>
#endif

namespace unbraid::unfolding
{

constexpr int scanWidth = 32;  // sequences of a block
constexpr int unitsAtOnce = 4; // of a thread
constexpr int gatesOfUnit = 3; // reset, update, candidate
constexpr int takesTurns = 2;  // what a step reads and what it writes

/** Values of a thread's units. */
struct alignas (16) Four
{
    float at[unitsAtOnce];

    UNBRAID_ANYWHERE void add (const Four& weights, float value) noexcept
    {
        for (int i = 0; i < unitsAtOnce; ++i)
            at[i] += weights.at[i] * value;
    }
};

UNBRAID_ANYWHERE inline const Four& fourAt (const float* values) noexcept
{
    return *reinterpret_cast<const Four*> (values);
}

/** Copies a value into a block's memory; it is there after the next barrier. */
UNBRAID_ANYWHERE inline void fetch (const float* from, float* to) noexcept
{
#ifdef __CUDA_ARCH__
    __pipeline_memcpy_async (to, from, sizeof (float));
#else
    *to = *from;
#endif
}

/** Position of a thread in a job. */
struct ScanPlace
{
    UNBRAID_ANYWHERE ScanPlace (const LaneShape& wanted, std::int64_t block, int thread) noexcept
        : shape (wanted)
        , lane (thread % scanWidth)
        , firstUnit (thread / scanWidth * unitsAtOnce)
    {
        const auto count = shape.outer * shape.lanes;
        const auto sequence = block * scanWidth + lane;
        isThere = sequence < count;
        const auto known = isThere ? sequence : count - 1;
        outer = known / shape.lanes;
        ofOuter = known % shape.lanes;
    }

    /** Of a value of this sequence in an array with `count` values a step. */
    UNBRAID_ANYWHERE std::int64_t indexOf (std::int64_t number, int value, int count) const noexcept
    {
        const auto step = shape.isReversed ? shape.steps - 1 - number : number;
        return ((outer * shape.steps + step) * count + value) * shape.lanes + ofOuter;
    }

    UNBRAID_ANYWHERE Four read (const float* values, std::int64_t number, int from, int count) const noexcept
    {
        Four read{};
        for (int i = 0; i < unitsAtOnce; ++i)
        {
            const int unit = firstUnit + i < shape.units ? firstUnit + i : shape.units - 1;
            read.at[i] = values[indexOf (number, from + unit, count)];
        }
        return read;
    }

    UNBRAID_ANYWHERE void write (const Four& made, std::int64_t number, int from, int count,
                                 float* values) const noexcept
    {
        for (int i = 0; i < unitsAtOnce; ++i)
            if (isThere && firstUnit + i < shape.units)
                values[indexOf (number, from + firstUnit + i, count)] = made.at[i];
    }

    LaneShape shape;
    int lane, firstUnit;
    std::int64_t outer = 0, ofOuter = 0;
    bool isThere = false;
};

/** Units, rounded up to whole threads. */
UNBRAID_ANYWHERE inline int paddedUnits (const LaneShape& shape) noexcept
{
    return (shape.units + unitsAtOnce - 1) / unitsAtOnce * unitsAtOnce;
}

UNBRAID_ANYWHERE inline int threadsOf (const LaneShape& shape) noexcept
{
    return paddedUnits (shape) / unitsAtOnce * scanWidth;
}

inline std::int64_t blocksOf (const LaneShape& shape) noexcept
{
    return (shape.outer * shape.lanes + scanWidth - 1) / scanWidth;
}

/** State of a thread in both directions. memory  of its block, which begins with the weights */
template <typename Job>
class ScanThread
{
protected:
    UNBRAID_ANYWHERE ScanThread (const Job& wanted, std::int64_t block, int thread, float* memory) noexcept
        : job (wanted)
        , place (wanted.shape, block, thread)
        , padded (paddedUnits (wanted.shape))
        , number (thread)
        , weights (memory)
    {
    }

    const Job& job;
    ScanPlace place;
    int padded, number;
    float* weights;
};

/** The way forward. Weights are [inputs and units x 3 x padded]. */
class ForwardThread : private ScanThread<LaneForward>
{
public:
    UNBRAID_ANYWHERE static int numFloats (const LaneShape& shape) noexcept
    {
        const int padded = paddedUnits (shape);
        return (gatesOfUnit * (shape.inputs + shape.units) + keptPerUnit) * padded +
               takesTurns * scanWidth * (shape.inputs + padded);
    }

    UNBRAID_ANYWHERE ForwardThread (const LaneForward& wanted, std::int64_t block, int thread,
                                    float* memory) noexcept
        : ScanThread (wanted, block, thread, memory)
        , biases (weights + gatesOfUnit * (job.shape.inputs + job.shape.units) * padded)
        , values (biases + keptPerUnit * padded)
        , states (values + takesTurns * scanWidth * job.shape.inputs)
    {
    }

    /** Before the first step, and a barrier. */
    UNBRAID_ANYWHERE void begin() noexcept
    {
        const int inputs = job.shape.inputs, all = inputs + job.shape.units, count = threadsOf (job.shape);
        for (int i = number; i < all * gatesOfUnit * padded; i += count)
        {
            const int unit = i % padded, gate = i / padded % gatesOfUnit, from = i / padded / gatesOfUnit;
            const int row = gate * job.shape.units + unit;
            const bool ofInput = from < inputs;
            const float* matrix = ofInput ? job.inputWeights : job.stateWeights;
            const int index = ofInput ? row * inputs + from : row * job.shape.units + from - inputs;
            weights[i] = unit < job.shape.units ? matrix[index] : 0.0f;
        }
        for (int unit = number; unit < padded; unit += count)
            putBiases (unit);
        for (int i = number; i < scanWidth * padded; i += count)
            states[i] = 0.0f;
        fetchValues (0);
    }

    /** Ends at a barrier. */
    UNBRAID_ANYWHERE void step (std::int64_t now) noexcept
    {
        if (now + 1 < job.shape.steps)
            fetchValues (now + 1);
        const float* last = states + now % takesTurns * scanWidth * padded;
        const float* seen = values + now % takesTurns * scanWidth * job.shape.inputs;
        Four reset = bias (0), update = bias (1), candidate = bias (2), proposed = bias (3);
        const float* own = weights + place.firstUnit;
        UNBRAID_UNROLL
        for (int k = 0; k < job.shape.inputs; ++k, own += gatesOfUnit * padded)
        {
            const float value = seen[k * scanWidth + place.lane];
            reset.add (fourAt (own), value);
            update.add (fourAt (own + padded), value);
            candidate.add (fourAt (own + 2 * padded), value);
        }
        UNBRAID_UNROLL
        for (int k = 0; k < job.shape.units; ++k, own += gatesOfUnit * padded)
        {
            const float value = last[k * scanWidth + place.lane];
            reset.add (fourAt (own), value);
            update.add (fourAt (own + padded), value);
            proposed.add (fourAt (own + 2 * padded), value);
        }
        Four state{};
        float* next = states + (now + 1) % takesTurns * scanWidth * padded;
        for (int i = 0; i < unitsAtOnce; ++i)
        {
            const int at = (place.firstUnit + i) * scanWidth + place.lane;
            reset.at[i] = sigmoid (reset.at[i]);
            update.at[i] = sigmoid (update.at[i]);
            candidate.at[i] = bounded (candidate.at[i] + reset.at[i] * proposed.at[i]);
            state.at[i] = candidate.at[i] + update.at[i] * (last[at] - candidate.at[i]);
            next[at] = state.at[i];
        }
        const int units = job.shape.units;
        place.write (state, now, 0, units, job.states);
        place.write (reset, now, 0, keptPerUnit * units, job.kept);
        place.write (update, now, units, keptPerUnit * units, job.kept);
        place.write (candidate, now, 2 * units, keptPerUnit * units, job.kept);
        place.write (proposed, now, 3 * units, keptPerUnit * units, job.kept);
    }

private:
    UNBRAID_ANYWHERE const Four& bias (int which) const noexcept
    {
        return fourAt (biases + which * padded + place.firstUnit);
    }

    /** Of reset and update in one, of the candidate for input and state apart. */
    UNBRAID_ANYWHERE void putBiases (int unit) noexcept
    {
        const int units = job.shape.units;
        const auto biasOf = [&] (const float* all, int gate)
        { return unit < units ? all[gate * units + unit] : 0.0f; };
        biases[unit] = biasOf (job.inputBias, 0) + biasOf (job.stateBias, 0);
        biases[padded + unit] = biasOf (job.inputBias, 1) + biasOf (job.stateBias, 1);
        biases[2 * padded + unit] = biasOf (job.inputBias, 2);
        biases[3 * padded + unit] = biasOf (job.stateBias, 2);
    }

    UNBRAID_ANYWHERE void fetchValues (std::int64_t step) noexcept
    {
        float* to = values + step % takesTurns * scanWidth * job.shape.inputs;
        for (int k = place.firstUnit / unitsAtOnce; k < job.shape.inputs; k += padded / unitsAtOnce)
            fetch (job.values + place.indexOf (step, k, job.shape.inputs), to + k * scanWidth + place.lane);
    }

    float* biases; // [4 x padded]
    float* values; // [2 x inputs x lanes]
    float* states; // [2 x padded x lanes]
};

/** The way back. Weights are [3 units x padded]. */
class BackThread : private ScanThread<LaneBack>
{
public:
    UNBRAID_ANYWHERE static int numFloats (const LaneShape& shape) noexcept
    {
        const int padded = paddedUnits (shape);
        return gatesOfUnit * shape.units * padded + takesTurns * scanWidth * gatesOfUnit * padded;
    }

    UNBRAID_ANYWHERE BackThread (const LaneBack& wanted, std::int64_t block, int thread,
                                 float* memory) noexcept
        : ScanThread (wanted, block, thread, memory)
        , slopes (memory + gatesOfUnit * job.shape.units * padded)
    {
    }

    /** Before the last step, and a barrier. */
    UNBRAID_ANYWHERE void begin() noexcept
    {
        const int units = job.shape.units, count = threadsOf (job.shape);
        for (int i = number; i < gatesOfUnit * units * padded; i += count)
            weights[i] = i % padded < units ? job.stateWeights[i / padded * units + i % padded] : 0.0f;
        for (int i = number; i < takesTurns * scanWidth * gatesOfUnit * padded; i += count)
            slopes[i] = 0.0f;
        ahead = unitsOf (job.shape.steps - 1);
    }

    /** Steps come from the last to the first. Ends at a barrier. */
    UNBRAID_ANYWHERE void step (std::int64_t now) noexcept
    {
        const Units seen = ahead;
        if (now > 0)
            ahead = unitsOf (now - 1);
        Four through = carried;
        const float* own = weights + place.firstUnit;
        const float* later = slopes + (now + 1) % takesTurns * scanWidth * gatesOfUnit * padded + place.lane;
        UNBRAID_UNROLL
        for (int k = 0; k < gatesOfUnit * job.shape.units; ++k)
            through.add (fourAt (own + k * padded), later[k * scanWidth]);
        Four ofReset{}, ofUpdate{}, ofCandidate{}, ofProposed{};
        for (int i = 0; i < unitsAtOnce; ++i)
        {
            const auto made = slopesOf ({ seen.reset.at[i], seen.update.at[i], seen.candidate.at[i],
                                          seen.proposed.at[i], seen.last.at[i] },
                                        seen.outer.at[i] + through.at[i]);
            ofReset.at[i] = made.ofReset;
            ofUpdate.at[i] = made.ofUpdate;
            ofCandidate.at[i] = made.ofCandidate;
            ofProposed.at[i] = made.ofProposed;
            carried.at[i] = made.ofLast;
        }
        leave (now, ofReset, ofUpdate, ofProposed);
        const int units = job.shape.units;
        place.write (ofReset, now, 0, keptPerUnit * units, job.slopes);
        place.write (ofUpdate, now, units, keptPerUnit * units, job.slopes);
        place.write (ofCandidate, now, 2 * units, keptPerUnit * units, job.slopes);
        place.write (ofProposed, now, 3 * units, keptPerUnit * units, job.slopes);
    }

private:
    /** Units as the way forward left them, and the slopes over their states from outside. */
    struct Units
    {
        Four reset{}, update{}, candidate{}, proposed{}, last{}, outer{};
    };

    UNBRAID_ANYWHERE Units unitsOf (std::int64_t step) const noexcept
    {
        const int units = job.shape.units, all = keptPerUnit * units;
        return { place.read (job.kept, step, 0, all),
                 place.read (job.kept, step, units, all),
                 place.read (job.kept, step, 2 * units, all),
                 place.read (job.kept, step, 3 * units, all),
                 step > 0 ? place.read (job.states, step - 1, 0, units) : Four{},
                 place.read (job.outer, step, 0, units) };
    }

    /** For the step before. */
    UNBRAID_ANYWHERE void leave (std::int64_t now, const Four& ofReset, const Four& ofUpdate,
                                 const Four& ofProposed) noexcept
    {
        float* next = slopes + now % takesTurns * scanWidth * gatesOfUnit * padded + place.lane;
        for (int i = 0; i < unitsAtOnce; ++i)
        {
            const int unit = place.firstUnit + i;
            if (unit >= job.shape.units)
                return;
            next[unit * scanWidth] = ofReset.at[i];
            next[(job.shape.units + unit) * scanWidth] = ofUpdate.at[i];
            next[(2 * job.shape.units + unit) * scanWidth] = ofProposed.at[i];
        }
    }

    float* slopes; // [2 x 3 units x lanes]
    Units ahead{};
    Four carried{}; // slope over the state through z of the step after
};

} // namespace unbraid::unfolding
