// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace unbraid::restoration
{

/** Hum of the mains that was removed from a channel. */
struct Hum
{
    double frequencyHz = 0.0; // of the mains; 0: there was none, and no sample was changed
    int numHarmonics = 0;     // the fundamental among them
    double level = 0.0;       // effective, of all together
};

/** Subtracts the hum of the mains, a fundamental and its harmonics up to 1.5 kHz, from a channel. Each is followed in windows of two
    seconds, whose phases the strongest one aligns, and estimated as the median of eight seconds: it stays the same
    while voices and notes come and go. A harmonic is subtracted where that median holds half of its power or more.
    samples      [frames], changed
    frequencyHz  of the mains, within half a hertz; 0: 50 or 60 Hz, where two of the first six harmonics are that steady
    [worker] */
Hum removeHum (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, double frequencyHz);

} // namespace unbraid::restoration
