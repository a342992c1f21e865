// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Fft.h"

#include "Core/Spectral/FftPlanner.h"

#include <fftw3.h>

#include <algorithm>
#include <cassert>
#include <mutex>

namespace unbraid::core
{

namespace
{
/** FFTW's planner is not thread-safe; executing a plan is. */
std::mutex& plannerMutex()
{
    static std::mutex mutex;
    return mutex;
}

int numPlans = 0; // under the mutex
} // namespace

void releasePlanner() noexcept
{
    const std::lock_guard lock (plannerMutex());
    if (numPlans == 0)
        fftwf_cleanup();
}

struct RealFft::Plans
{
    explicit Plans (Eigen::Index numPoints)
        : points (numPoints)
        , samples (fftwf_alloc_real (static_cast<size_t> (numPoints)))
        , bins (fftwf_alloc_complex (static_cast<size_t> (numPoints / 2 + 1)))
    {
        const std::lock_guard lock (plannerMutex());
        const auto n = static_cast<int> (numPoints);
        toBins = fftwf_plan_dft_r2c_1d (n, samples, bins, FFTW_ESTIMATE);
        toSamples = fftwf_plan_dft_c2r_1d (n, bins, samples, FFTW_ESTIMATE);
        numPlans += 2;
    }

    ~Plans()
    {
        const std::lock_guard lock (plannerMutex());
        fftwf_destroy_plan (toBins);
        fftwf_destroy_plan (toSamples);
        numPlans -= 2;
        fftwf_free (samples);
        fftwf_free (bins);
    }

    Plans (const Plans&) = delete;
    Plans& operator= (const Plans&) = delete;

    Eigen::Index points;
    float* samples;
    fftwf_complex* bins;
    fftwf_plan toBins = nullptr;
    fftwf_plan toSamples = nullptr;
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
    std::copy_n (samples, plans->points, plans->samples);
    fftwf_execute (plans->toBins);
    const auto* bins = reinterpret_cast<const std::complex<float>*> (plans->bins);
    std::copy_n (bins, numBins(), spectrum);
}

void RealFft::inverse (const std::complex<float>* spectrum, float* samples) noexcept
{
    assert (plans != nullptr);
    auto* bins = reinterpret_cast<std::complex<float>*> (plans->bins);
    std::copy_n (spectrum, numBins(), bins);
    fftwf_execute (plans->toSamples);
    const float scale = 1.0f / static_cast<float> (plans->points);
    std::transform (plans->samples, plans->samples + plans->points, samples,
                    [scale] (float sample) { return sample * scale; });
}

} // namespace unbraid::core
