// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Fft.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace unbraid;

namespace
{
// 32-bit floats of about 1: rounding grows with the logarithm of the length, and stays below this to 2^20.
constexpr float roundTripTolerance = 2e-6f;

const std::vector<Eigen::Index> lengths{ 2,   4,   6,   8,   10,  14,   16,   30,   64,
                                         126, 210, 254, 256, 480, 1000, 1022, 2048, 4410 };

Eigen::VectorXf randomSamples (Eigen::Index numSamples)
{
    std::mt19937 generator (20240607);
    std::uniform_real_distribution<float> uniform (-1.0f, 1.0f);
    Eigen::VectorXf samples (numSamples);
    for (float& sample : samples)
        sample = uniform (generator);
    return samples;
}

core::RealFft prepared (Eigen::Index numPoints)
{
    core::RealFft fft;
    REQUIRE (fft.prepare (numPoints).ok());
    REQUIRE (fft.numPoints() == numPoints);
    REQUIRE (fft.numBins() == numPoints / 2 + 1);
    return fft;
}

Eigen::VectorXcf spectrumOf (core::RealFft& fft, const Eigen::VectorXf& samples)
{
    Eigen::VectorXcf spectrum (fft.numBins());
    fft.forward (samples.data(), spectrum.data());
    return spectrum;
}

/** The definition, in double. */
std::complex<double> naiveBin (const Eigen::VectorXf& samples, Eigen::Index bin)
{
    std::complex<double> sum = 0.0;
    for (Eigen::Index n = 0; n < samples.size(); ++n)
    {
        const double turns =
            static_cast<double> (bin * n % samples.size()) / static_cast<double> (samples.size());
        sum += static_cast<double> (samples[n]) * std::polar (1.0, -2.0 * std::numbers::pi * turns);
    }
    return sum;
}
} // namespace

TEST_CASE ("The inverse FFT gives back what the forward one was given, at every length")
{
    std::vector<Eigen::Index> all = lengths;
    all.push_back (1 << 20);
    for (const Eigen::Index numPoints : all)
    {
        core::RealFft fft = prepared (numPoints);
        const Eigen::VectorXf samples = randomSamples (numPoints);
        const Eigen::VectorXcf spectrum = spectrumOf (fft, samples);
        Eigen::VectorXf back (numPoints);
        fft.inverse (spectrum.data(), back.data());
        INFO (numPoints << " points");
        CHECK ((back - samples).cwiseAbs().maxCoeff() < roundTripTolerance);
    }
}

TEST_CASE ("The forward FFT agrees with the definition")
{
    for (const Eigen::Index numPoints : lengths)
    {
        core::RealFft fft = prepared (numPoints);
        const Eigen::VectorXf samples = randomSamples (numPoints);
        const Eigen::VectorXcf spectrum = spectrumOf (fft, samples);
        // Bins are about sqrt (length); rounding of each is 1e-7 of that, times the logarithm of the length.
        const double tolerance = 2e-6 * std::sqrt (static_cast<double> (numPoints));
        double largest = 0.0;
        for (Eigen::Index bin = 0; bin < fft.numBins(); ++bin)
            largest =
                std::max (largest, std::abs (std::complex<double> (spectrum[bin]) - naiveBin (samples, bin)));
        INFO (numPoints << " points");
        CHECK (largest < tolerance);
    }
}

TEST_CASE ("The forward FFT keeps the energy of the signal")
{
    constexpr double tolerance = 1e-5; // relative; sums of 32-bit squares
    for (const Eigen::Index numPoints : lengths)
    {
        core::RealFft fft = prepared (numPoints);
        const Eigen::VectorXf samples = randomSamples (numPoints);
        const Eigen::VectorXd power = spectrumOf (fft, samples).cast<std::complex<double>>().cwiseAbs2();
        const double energy = 2.0 * power.sum() - power[0] - power[numPoints / 2];
        CHECK (energy / static_cast<double> (numPoints) ==
               Approx (samples.cast<double>().squaredNorm()).epsilon (tolerance));
    }
}

TEST_CASE ("A sinusoid of k periods lands on bin k alone")
{
    constexpr float tolerance = 1e-3f; // of a peak of 240: the samples' own rounding, summed
    core::RealFft fft = prepared (480);
    for (const Eigen::Index periods : { 1, 7, 120, 239 })
    {
        Eigen::VectorXf samples (480);
        for (Eigen::Index n = 0; n < 480; ++n)
            samples[n] = static_cast<float> (
                std::cos (2.0 * std::numbers::pi * static_cast<double> (periods * n) / 480.0));
        Eigen::VectorXcf spectrum = spectrumOf (fft, samples);
        CHECK (std::abs (spectrum[periods] - 240.0f) < tolerance);
        spectrum[periods] = 0.0f;
        CHECK (spectrum.cwiseAbs().maxCoeff() < tolerance);
    }
}

TEST_CASE ("The inverse FFT ignores the imaginary parts of the first and last bin")
{
    core::RealFft fft = prepared (64);
    Eigen::VectorXcf spectrum = spectrumOf (fft, randomSamples (64));
    Eigen::VectorXf plain (64);
    Eigen::VectorXf disturbed (64);
    fft.inverse (spectrum.data(), plain.data());
    spectrum[0] += std::complex<float> (0.0f, 5.0f);
    spectrum[32] += std::complex<float> (0.0f, -5.0f);
    fft.inverse (spectrum.data(), disturbed.data());
    CHECK (plain == disturbed);
}

TEST_CASE ("Two FFTs of one length give the same bits")
{
    const Eigen::VectorXf samples = randomSamples (1536);
    core::RealFft first = prepared (1536);
    core::RealFft second = prepared (1536);
    CHECK (spectrumOf (first, samples) == spectrumOf (second, samples));
}

TEST_CASE ("An FFT can be moved and planned again")
{
    core::RealFft first = prepared (128);
    core::RealFft moved = std::move (first);
    CHECK (moved.numPoints() == 128);
    const Eigen::VectorXf samples = randomSamples (128);
    CHECK (std::abs (std::complex<double> (spectrumOf (moved, samples)[3]) - naiveBin (samples, 3)) < 1e-4);
    REQUIRE (moved.prepare (32).ok());
    CHECK (moved.numBins() == 17);
}

TEST_CASE ("An FFT refuses lengths it cannot plan, says why, and keeps the plan it had")
{
    core::RealFft fft = prepared (16);
    for (const Eigen::Index numPoints : { -2, 0, 1, 3, 511, (1 << 20) + 2 })
    {
        const core::Status status = fft.prepare (numPoints);
        REQUIRE_FALSE (status.ok());
        CHECK (status.error().found == std::to_string (numPoints));
        CHECK_THAT (status.error().message(), Catch::Contains ("length") && Catch::Contains ("even"));
    }
    CHECK (fft.numPoints() == 16);
}

TEST_CASE ("The fast length is the next even one made of 2, 3, 5 and 7")
{
    auto isFast = [] (Eigen::Index length)
    {
        if (length % 2 != 0)
            return false;
        for (const Eigen::Index factor : { 2, 3, 5, 7 })
            while (length % factor == 0)
                length /= factor;
        return length == 1;
    };
    for (Eigen::Index atLeast = 1; atLeast <= 3000; ++atLeast)
    {
        const Eigen::Index length = core::RealFft::fastLength (atLeast);
        bool isNext = length >= atLeast && isFast (length);
        for (Eigen::Index skipped = std::max<Eigen::Index> (2, atLeast); skipped < length; ++skipped)
            isNext = isNext && ! isFast (skipped);
        INFO ("at least " << atLeast << ", given " << length);
        REQUIRE (isNext);
    }
    CHECK (core::RealFft::fastLength (-5) == 2);
    CHECK (core::RealFft::fastLength (1024) == 1024);
    CHECK (core::RealFft::fastLength (1025) == 1050);
}
