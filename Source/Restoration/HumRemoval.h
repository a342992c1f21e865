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

/** Subtracts the hum of the mains, a fundamental and those harmonics up to 1.5 kHz that stay the same (SteadyHarmonics.h), from a
    channel. Nothing is subtracted where the recording is silent, or quieter than the hum would be.
    samples      [frames], changed
    frequencyHz  of the mains, within half a hertz, which takes a single harmonic for enough; 0: 50 or 60 Hz, where nothing but
                 hum explains it (HumEvidence.h)
    [worker] */
Hum removeHum (Eigen::Ref<Eigen::VectorXf> samples, double sampleRateHz, double frequencyHz);

} // namespace unbraid::restoration
