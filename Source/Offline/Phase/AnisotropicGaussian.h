// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <vector>

namespace unbraid::offline
{

/** Moments of a source of variance one whose amplitude is Rayleigh's and whose phase is von Mises' of mean 0:

        mean = E s = sqrt (pi) / 2 I1 (k) / I0 (k),   relation = E s^2 - mean^2 = I2 (k) / I0 (k) - mean^2

    and E |s|^2 = 1. Source: Magron, Badeau & David 2017. */
struct PhaseMoments
{
    double mean = 0.0;
    double relation = 0.0;
};

/** concentration  k >= 0 of the phase; 0: any phase, the moments of the circular Gaussian. [worker] */
PhaseMoments phaseMoments (double concentration);

/** A complex Gaussian that need not be circular: its mean, E (s - mean)^2 and E |s - mean|^2. */
struct ComplexGaussian
{
    std::complex<float> mean;
    std::complex<float> relation;
    float variance = 0.0f;
};

/** One bin of a frame: sources that are independent Gaussians with the moments of `PhaseMoments`, around predicted phases,
    and that sum to the mixture. With s' = (s, conj s), whose covariances are S_j = [variance, relation; conj, conj],

        E s_j' = m_j' + S_j (sum_i S_i)^-1 (x' - sum_i m_i'),   cov s_j' = S_j - S_j (sum_i S_i)^-1 S_j

    The estimates sum to x. Source: Magron, Badeau & David 2017. */
class AnisotropicBin
{
public:
    AnisotropicBin (float concentration, size_t numSources);

    /** variance   v_j >= 0
        direction  of the predicted phase, of length one; 0: none, the source is circular
        [worker] */
    void setSource (size_t source, float variance, std::complex<float> direction);

    /** Takes the sum. [worker] */
    void condition (std::complex<float> mixture);

    /** The current estimate of a source. [worker] */
    [[nodiscard]] ComplexGaussian posterior (size_t source) const;

    /** -log p (x), but for a constant. [worker] */
    [[nodiscard]] float negativeLogLikelihood() const;

    [[nodiscard]] const PhaseMoments& moments() const noexcept { return shape; }

private:
    PhaseMoments shape;
    std::vector<ComplexGaussian> priors;
    ComplexGaussian total;        // of the mixture
    std::complex<float> rest;     // x less the sum of means
    std::complex<float> whitened; // the first half of S_x^-1 (x' - m_x')
    float determinant = 0.0f;     // of S_x
};

} // namespace unbraid::offline
