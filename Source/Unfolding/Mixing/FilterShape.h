// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Mixture.h"

#include <Eigen/Core>

namespace unbraid::unfolding
{

/** Frequency of an equaliser point: 125 Hz to 8 kHz, an octave and a half apart. [any] */
double equaliserPointHz (size_t point) noexcept;

/** Gain of an equaliser at a frequency: smoothly interpolated between the points over log frequency, constant
    outside them. [any] */
double equaliserGainDb (const EqualiserCurve& curve, double frequencyHz) noexcept;

/** The gains of a zero-phase filter over frequency. All colouration of a sound is multiplied together here and
    applied at once by SpectralFilter. */
class FilterShape
{
public:
    /** An all-pass shape of gain 1. [worker] */
    explicit FilterShape (double sampleRateHz);

    /** [worker] */
    void equalise (const EqualiserCurve& curve);

    /** -3 dB at the cutoff, then 72 dB (low pass) or 12 dB (high pass) an octave, as Butterworth's.
        [worker] */
    void lowPass (double cutoffHz);
    void highPass (double cutoffHz);

    /** No change up to 19/20 of the frequency, nothing from there on: as resamplers and codecs end a band.
        [worker] */
    void endAt (double endHz);

    /** A constant slope, 0 dB at 1 kHz; flat below 30 Hz. [worker] */
    void tilt (double dbPerOctave);

    /** Gains at equally spaced frequencies from 0 to half the rate; linear in between. */
    [[nodiscard]] const Eigen::ArrayXf& gains() const noexcept { return shape; }

    /** Maximum ringing before and after a sound, in samples: the inverse of the spacing. [any] */
    static Eigen::Index ringing (double sampleRateHz) noexcept;

private:
    template <class GainAt>
    void multiply (const GainAt& gainAt); // gain at a frequency in Hz

    double spacingHz;
    Eigen::ArrayXf shape;
};

} // namespace unbraid::unfolding
