// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Window.h"

#include "Core/Spectral/Fft.h"
#include "Core/Spectral/SampleRates.h"

#include <array>
#include <cmath>
#include <numbers>

namespace unbraid::core
{

namespace
{
struct ModeTiming
{
    LatencyMode mode;
    const char* name;
    double hopSeconds;
    Eigen::Index hopsPerSynthesis;

    [[nodiscard]] double latencySeconds() const
    {
        return hopSeconds * static_cast<double> (hopsPerSynthesis);
    }
};

constexpr std::array<ModeTiming, 3> timings{ {
    { LatencyMode::low, "low", 0.004, 2 },
    { LatencyMode::balanced, "balanced", 0.005, 4 },
    { LatencyMode::high, "high", 0.0105, 4 },
} };

constexpr double roundingGuard = 1e-6; // 0.005 * 48000 may come out below 240

const ModeTiming& timingOf (LatencyMode mode) noexcept
{
    return timings[static_cast<size_t> (mode)];
}

/** Rising quarter of a sine at the centre of sample n of `length`. */
double sineFlank (Eigen::Index n, Eigen::Index length)
{
    return std::sin (0.5 * std::numbers::pi * (static_cast<double> (n) + 0.5) / static_cast<double> (length));
}

double analysisValue (const FrameGeometry& geometry, Eigen::Index n)
{
    const Eigen::Index fall = geometry.synthesis / 2;
    const Eigen::Index rise = geometry.analysis - fall;
    return n < rise ? sineFlank (n, rise) : sineFlank (geometry.analysis - 1 - n, fall);
}
} // namespace

const char* toString (LatencyMode mode) noexcept
{
    return timingOf (mode).name;
}

std::optional<LatencyMode> latencyModeFrom (const std::string& text)
{
    for (const auto& timing : timings)
        if (text == timing.name)
            return timing.mode;
    return std::nullopt;
}

Result<FrameGeometry> frameGeometry (double sampleRateHz, LatencyMode mode, double analysisSeconds)
{
    if (! (sampleRateHz >= minSampleRateHz && sampleRateHz <= maxSampleRateHz))
        return Error{ "the sample rate is not supported", "sample rate", numberText (sampleRateHz) + " Hz",
                      "8000 to 192000 Hz" };
    if (! (analysisSeconds > 0.0 && analysisSeconds <= 0.5))
        return Error{ "the analysis window is not supported", "window", numberText (analysisSeconds) + " s",
                      "above 0 to 0.5 s" };

    const auto& timing = timingOf (mode);
    FrameGeometry geometry;
    geometry.sampleRateHz = sampleRateHz;
    geometry.hop = static_cast<Eigen::Index> (std::floor (timing.hopSeconds * sampleRateHz + roundingGuard));
    geometry.synthesis = geometry.hop * timing.hopsPerSynthesis;
    geometry.analysis =
        std::max<Eigen::Index> (geometry.synthesis, std::llround (analysisSeconds * sampleRateHz));
    geometry.fft = RealFft::fastLength (geometry.analysis);
    return geometry;
}

Result<FrameGeometry> lookAheadGeometry (double sampleRateHz, LatencyMode mode, double analysisSeconds)
{
    if (mode == LatencyMode::low)
        return Error{ "convolutive atoms cannot be told apart in this latency mode", "mode", toString (mode),
                      "balanced, high" };
    auto geometry = frameGeometry (sampleRateHz, LatencyMode::balanced, analysisSeconds);
    if (! geometry.ok())
        return geometry;
    const auto& own = timingOf (LatencyMode::balanced);
    const double spare = timingOf (mode).latencySeconds() - own.latencySeconds();
    geometry.value().lookAhead = static_cast<Eigen::Index> (spare / own.hopSeconds + roundingGuard);
    return geometry;
}

Eigen::VectorXf binFrequencies (const FrameGeometry& geometry, Eigen::Index numBins)
{
    return Eigen::VectorXf::NullaryExpr (numBins, [&geometry] (Eigen::Index bin)
                                         { return static_cast<float> (geometry.binHz (bin)); });
}

WindowPair makeWindowPair (const FrameGeometry& geometry)
{
    WindowPair pair{ Eigen::VectorXf (geometry.analysis), Eigen::VectorXf (geometry.synthesis) };
    for (Eigen::Index n = 0; n < geometry.analysis; ++n)
        pair.analysis[n] = static_cast<float> (analysisValue (geometry, n));

    const Eigen::Index half = geometry.synthesis / 2;
    const double overlapGain =
        2.0 * static_cast<double> (geometry.hop) / static_cast<double> (geometry.synthesis);
    const Eigen::Index oldest = geometry.analysis - geometry.synthesis;
    for (Eigen::Index n = 0; n < geometry.synthesis; ++n)
    {
        const double flank = n < half ? sineFlank (n, half) : sineFlank (geometry.synthesis - 1 - n, half);
        const double product = flank * flank * overlapGain;
        pair.synthesis[n] = static_cast<float> (product / analysisValue (geometry, oldest + n));
    }
    return pair;
}

} // namespace unbraid::core
