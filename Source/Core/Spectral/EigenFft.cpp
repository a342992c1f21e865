// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Fft.h"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cassert>
#include <cmath>

// In place of Fft.cpp where FFTW is not at hand: in a browser.
namespace unbraid::core
{

namespace
{
/** Below it squares are subnormal, and WebAssembly has no mode that flushes those: a fading sound would slow it down. */
constexpr float quietest = 1e-18f;
} // namespace

struct RealFft::Plans
{
    explicit Plans (Eigen::Index numPoints)
        : points (numPoints)
        , samples (Eigen::VectorXf::Zero (numPoints))
        , bins (Eigen::VectorXcf::Zero (numPoints / 2 + 1))
    {
        engine.SetFlag (Eigen::FFT<float>::HalfSpectrum);
        engine.SetFlag (Eigen::FFT<float>::Unscaled);
        // Twiddles and scratch are made by the first transform in each direction.
        engine.fwd (bins.data(), samples.data(), points);
        engine.inv (samples.data(), bins.data(), points);
    }

    Eigen::Index points;
    Eigen::VectorXf samples;
    Eigen::VectorXcf bins;
    Eigen::FFT<float> engine;
};

RealFft::RealFft() = default;
RealFft::~RealFft() = default;
RealFft::RealFft (RealFft&&) noexcept = default;
RealFft& RealFft::operator= (RealFft&&) noexcept = default;

Status RealFft::prepare (Eigen::Index numPoints)
{
    if (auto checked = checkLength (numPoints); ! checked.ok())
        return checked;
    plans = std::make_unique<Plans> (numPoints);
    return Done{};
}

Eigen::Index RealFft::numPoints() const noexcept
{
    return plans == nullptr ? 0 : plans->points;
}

void RealFft::forward (const float* samples, std::complex<float>* spectrum) noexcept
{
    assert (plans != nullptr);
    std::transform (samples, samples + plans->points, plans->samples.data(),
                    [] (float sample) { return std::abs (sample) < quietest ? 0.0f : sample; });
    plans->engine.fwd (spectrum, plans->samples.data(), plans->points);
}

void RealFft::inverse (const std::complex<float>* spectrum, float* samples) noexcept
{
    assert (plans != nullptr);
    plans->bins = Eigen::Map<const Eigen::VectorXcf> (spectrum, numBins());
    plans->bins.head<1>().imag().setZero();
    plans->bins.tail<1>().imag().setZero();
    plans->engine.inv (plans->samples.data(), plans->bins.data(), plans->points);
    Eigen::Map<Eigen::VectorXf> (samples, plans->points) =
        plans->samples / static_cast<float> (plans->points);
}

} // namespace unbraid::core
