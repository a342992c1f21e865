// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <complex>
#include <memory>

namespace unbraid::core
{

/** A real FFT of one even length, forward and inverse, with its own aligned scratch.
    Planned with FFTW_ESTIMATE, so that the same input gives the same bits in every process.
    Plans are made and destroyed under one process-wide mutex, never on the audio thread. */
class RealFft
{
public:
    RealFft();
    ~RealFft();
    RealFft (RealFft&&) noexcept;
    RealFft& operator= (RealFft&&) noexcept;

    /** Plans transforms of `numPoints` samples, even, 2 to 2^20. [worker] */
    Status prepare (Eigen::Index numPoints);

    [[nodiscard]] Eigen::Index numPoints() const noexcept;
    [[nodiscard]] Eigen::Index numBins() const noexcept { return numPoints() / 2 + 1; }

    /** X_f = sum_n x_n e^(-2 pi i f n / N), unscaled.
        samples  [numPoints]
        spectrum [numBins]
        [audio] real-time safe. */
    void forward (const float* samples, std::complex<float>* spectrum) noexcept;

    /** The inverse of `forward`, scaled by 1 / N; imaginary parts of the first and last bin are ignored.
        [audio] real-time safe. */
    void inverse (const std::complex<float>* spectrum, float* samples) noexcept;

    /** The smallest even length >= atLeast whose prime factors are 2, 3, 5 and 7: quick to transform.
        [any]
     */
    [[nodiscard]] static Eigen::Index fastLength (Eigen::Index atLeast) noexcept;

private:
    static Status checkLength (Eigen::Index numPoints);

    struct Plans;
    std::unique_ptr<Plans> plans;
};

} // namespace unbraid::core
