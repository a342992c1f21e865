// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::unfolding
{

struct LossSpec;

constexpr float smallestMask = 1e-5f; // the power of a mask has no slope at nothing

/** One frame of a mixture and of one of its sources, at the bins. */
struct BinTargets
{
    std::size_t bins = 0;
    const float* compressed = nullptr;    // |X|^c
    const float* power = nullptr;         // |X|^2
    const float* source = nullptr;        // |S|^c
    const float* aligned = nullptr;       // |S|^c cos (angle between S and X)
    const float* cross = nullptr;         // Re (X S*)
    const float* energyWeights = nullptr; // weights of the error's energy
};

/** Sums over the bins of a frame. */
struct BinErrors
{
    float perceived = 0.0f; // of the terms of compressed spectra
    float energy = 0.0f;    // of |mX - S|^2 - |S|^2
};

/** The error of a mask m, and the slope of `perceived` over m.
    mask, slopes  [bins]
    [worker] */
BinErrors judgeMask (const LossSpec& spec, const BinTargets& targets, const float* mask,
                     float* slopes) noexcept;

/** slopes <- perceived * slopes + energy * the slope of the error's energy over m. [worker] */
void joinSlopes (float perceived, float energy, const BinTargets& targets, const float* mask,
                 float* slopes) noexcept;

} // namespace unbraid::unfolding
