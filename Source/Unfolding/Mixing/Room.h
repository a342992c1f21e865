// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/Mixture.h"

namespace unbraid::unfolding
{

/** Impulse response of a room. */
struct RoomResponse
{
    Eigen::VectorXf samples;   // the direct sound, 1, first
    Eigen::Index numEarly = 0; // early samples, which belong to the source; the rest is late reverberation
};

/** Draws a room. [worker] */
RoomDraw drawRoom (const RoomSettings& settings, Draws& draws);

/** A room's response: the direct sound, a few distinct reflections, and noise that decays exponentially,
    its high frequencies (above about 1.5 kHz) faster than its low ones, down to -60 dB.
    [worker] Source: Moorer 1979 (decaying noise); Polack 1988. */
RoomResponse roomResponse (const RoomDraw& room, double sampleRateHz, Draws& draws);

/** Length of the longest possible response in samples. [any] */
Eigen::Index longestRoom (const MixingSettings& settings) noexcept;

} // namespace unbraid::unfolding
