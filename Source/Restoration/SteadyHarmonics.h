// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::restoration
{

/** A channel at 8 kHz or a little more: means of neighbouring samples, which leave next to nothing of what folds onto hum. */
struct SlowSound
{
    Eigen::VectorXd samples;
    double rateHz = 0.0;
    double delaySeconds = 0.0; // of its first sample
    Eigen::Index factor = 1;

    /** The share of a tone that the means keep. */
    [[nodiscard]] double gainAt (double hz) const;
};

/** [worker] */
SlowSound slowed (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz);

/** Windows (Hann) of so many seconds, one around every step. */
struct Windows
{
    double lengthSeconds = 2.0;
    double stepSeconds = 0.5;
};

/** Complex amplitudes of a frequency and its harmonics in windows, with phases as of time 0: a tone is twice their real part.
    [harmonics x steps]
    [worker] */
Eigen::MatrixXcd amplitudesOf (const SlowSound& sound, double hz, Eigen::Index numHarmonics,
                               const Windows& windows);

/** The harmonics of one frequency that stay the same, at steps of half a second. */
struct SteadyHarmonics
{
    double hz = 0.0;             // 0: none near the frequency asked for
    Eigen::MatrixXcd amplitudes; // [harmonics x steps]; 0 where they are none
    int numSteady = 0;
};

/** Harmonics, up to 1.5 kHz, of the frequency within half a hertz of another at which phases stand still. Each is followed in
    windows of two seconds, whose phases the strongest of the first three aligns, and estimated as the median of eight
    seconds; it is steady where that holds half of its power or more.
    [worker] */
SteadyHarmonics steadyHarmonics (const SlowSound& sound, double nominalHz);

} // namespace unbraid::restoration
