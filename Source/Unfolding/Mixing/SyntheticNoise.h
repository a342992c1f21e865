// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"

#include <Eigen/Core>

namespace unbraid::unfolding
{

/** Low-passed noise of the first order, as of wind, traffic and handling; of no particular level. [worker] */
void addRumble (double cornerHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Mains hum: harmonics of random strengths whose fundamental drifts by up to 0.2 %. [worker] */
void addHum (double humHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** A few clicks and bursts: noise that decays within 1 to 60 ms. [worker] */
void addClicks (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Things that strike each other, again and again: a few decaying partials and a burst of noise for each stroke, all
    of one kind, 1 to 15 a second: steps, cutlery, keys, drops. [worker] */
void addStrokes (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Tones that glide, in syllables: birds, beeps, squeaks, sirens. [worker] */
void addChirps (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Noise of no colour that comes in waves, 0.2 to 15 a second: breath, surf, brooms, engines. [worker] */
void addSurges (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Changes the level over time: a slow curve, or steps within some milliseconds; at each of its points by
    up to `mostDb` up or down. [worker] */
void changeLevel (double mostDb, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

} // namespace unbraid::unfolding
