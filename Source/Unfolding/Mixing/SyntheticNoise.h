// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"

#include <Eigen/Core>

namespace unbraid::unfolding
{

/** First-order low-passed noise, as of wind, traffic and handling; of arbitrary level. [worker] */
void addRumble (double cornerHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Mains hum: harmonics of random strengths whose fundamental drifts by up to 0.2 %. [worker] */
void addHum (double humHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** A few clicks and bursts: noise that decays within 1 to 60 ms. [worker] */
void addClicks (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Repeated strokes, such as steps, cutlery, keys or drops: for each a few decaying partials and a burst of noise, all
    of one kind, 1 to 15 per second. [worker] */
void addStrokes (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Gliding tones in syllables, such as birds, beeps, squeaks or sirens. [worker] */
void addChirps (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** White noise in waves, 0.2 to 15 per second, such as breath, surf, brooms or engines. [worker] */
void addSurges (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Leaves one to three short moments of a noise and silences the rest: each begins within milliseconds, dies away within a
    second, and the first is its loudest, as knocks, steps and keys are. [worker] */
void leaveEvents (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

/** Varies the level over time: a slow curve, or steps within a few milliseconds, by up to `maxDb` up or down
    at each point. [worker] */
void changeLevel (double maxDb, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples);

} // namespace unbraid::unfolding
