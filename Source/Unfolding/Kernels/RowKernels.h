// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstring>

namespace unbraid::unfolding
{

/** Sequences that lie side by side in a tile. */
constexpr std::size_t tileLanes = 16;

/** One step of gated recurrent units for the sequences of a tile. `count` is units times lanes; gates lie one after
    another: reset r, update z, candidate n. */
struct RecurrentStep
{
    std::size_t count = 0;
    const float* last = nullptr; // [count] h of the step before
    const float* own = nullptr;  // [3 count] W_h h + b
    float* gates = nullptr;      // [3 count] W_i x + b, becomes r, z, n
    float* state = nullptr;      // [count] h
};

/** h = (1 - z) n + z h_last. [worker] */
void recurForward (const RecurrentStep& step) noexcept;

/** The same step going back: from the slope of the loss over h to those over what its gates are made of. */
struct RecurrentSlopes
{
    std::size_t count = 0;
    const float* last = nullptr;      // [count] h of the step before
    const float* outer = nullptr;     // [count] slope over h, of what h was used for outside
    const float* through = nullptr;   // [count] slope over h, through W_h of the step after
    float* recurrentSlopes = nullptr; // [count] slope over h through z: of the step after, becomes this one's
    float* own = nullptr;             // [3 count] as the forward step had it, becomes the slopes over it
    float* gates = nullptr;           // [3 count] r, z, n, become the slopes over W_i x + b
};

/** [worker] */
void recurBack (const RecurrentSlopes& step) noexcept;

/** Pairs of blocks, one of each a step, whose outer products over the lanes are added up. */
struct ProductTerms
{
    const float* slopes = nullptr; // [steps x outputs x lanes]
    std::size_t slopeStep = 0;     // floats from one step to the next
    std::size_t outputs = 0;
    const float* inputs = nullptr; // [steps x inputs x lanes]
    std::size_t inputStep = 0;
    std::size_t numInputs = 0;
    std::size_t steps = 0;
    std::size_t lanes = tileLanes; // whole tiles
};

/** sums (o, i) += slopes_o . inputs_i over all steps and lanes.
    sums  [outputs x inputs] [worker] */
void addProducts (const ProductTerms& terms, float* sums) noexcept;

/** Copies the lanes of one tile. */
inline void copyLanes (const float* from, float* to) noexcept
{
    std::memcpy (to, from, tileLanes * sizeof (float)); // of a fixed size: no call
}

/** totals += values. [worker] */
void addTo (float* totals, const float* values, std::size_t count) noexcept;

/** slopes <- slopes (1 - tanh^2). [worker] */
void throughBound (const float* bounded, std::size_t count, float* slopes) noexcept;

/** Frames of rows, whose last ones are padded to whole tiles, beside rows of frames. */
struct TurnedSizes
{
    std::size_t frames = 0;    // at most `tileLanes`
    std::size_t frameStep = 0; // floats from one frame to the next
    std::size_t rows = 0;
    std::size_t rowStep = 0; // floats in the tile from one row to the next
};

/** Makes a tile of frames, a lane for each: tile (row, lane) = frames (lane, row), zeros beyond the frames. [worker] */
void turnIn (const TurnedSizes& sizes, const float* frames, float* tile) noexcept;

/** The way back; zeros beyond the rows. [worker] */
void turnOut (const TurnedSizes& sizes, const float* tile, float* frames) noexcept;

/** Pairs of neighbours, apart: even_i = rows_2i, odd_i = rows_2i+1. [worker] */
void splitPairs (const float* rows, std::size_t numPairs, float* even, float* odd) noexcept;

/** Adds such pairs to the rows. [worker] */
void joinPairs (const float* even, const float* odd, std::size_t numPairs, float* rows) noexcept;

/** Layer normalisation over the units of each lane of a tile (Ba, Kiros & Hinton 2016). */
struct UnitNorm
{
    std::size_t units = 0;
    const float* gain = nullptr;   // [units]
    const float* offset = nullptr; // [units]
    float varianceFloor = 0.0f;    // added to the variance
};

/** values      [units x lanes], normalised in place to mean 0 and variance 1
    scales      [lanes] what they were multiplied by
    outputs     [units x lanes] gets gain . values + offset added [worker] */
void normalise (const UnitNorm& norm, float* values, float* scales, float* outputs) noexcept;

/** normalised, scales  as `normalise` left them
    slopes              [units x lanes] over the outputs; become those over the values
    gainSlopes          [units] added to, as are offsetSlopes [worker] */
void normaliseBack (const UnitNorm& norm, const float* normalised, const float* scales, float* slopes,
                    float* gainSlopes, float* offsetSlopes) noexcept;

} // namespace unbraid::unfolding
