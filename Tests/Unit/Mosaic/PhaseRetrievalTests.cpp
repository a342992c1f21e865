// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/PhaseRetrieval.h"

#include "Mosaic/SourceFrames.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
/** A sound and its frames. */
struct Analysed
{
    explicit Analysed (Index length)
        : samples (test::Random (4).noise (length))
    {
        REQUIRE (frames.prepare (8000.0, 0.016).ok());
        const auto found = mosaic::sourceSpectra ({ samples }, 0, frames);
        spectra.resizeLike (found.real.cast<std::complex<float>>());
        spectra.real() = found.real;
        spectra.imag() = found.imaginary;
        magnitudes = mosaic::magnitudesOf (samples, frames);
    }

    VectorXf samples;
    core::Frames frames;
    Eigen::MatrixXcf spectra;
    MatrixXf magnitudes;
};
} // namespace

TEST_CASE ("The spectra of a sound give it back, and no iteration moves it")
{
    constexpr float rounding = 1e-4f;
    for (const Index length : { 1, 63, 64, 1000 })
        for (const int iterations : { 0, 1, 10 })
        {
            Analysed sound (length);
            const auto isThere = [] (int, double distance)
            {
                CHECK (distance < 1e-4);
                return true;
            };
            const auto again = mosaic::retrievePhase (sound.magnitudes, sound.spectra, length, iterations,
                                                      sound.frames, isThere);
            REQUIRE (again.ok());
            CHECK ((again.value() - sound.samples).cwiseAbs().maxCoeff() < rounding);
        }
}

TEST_CASE ("From wrong phases the distance to the magnitudes falls and never rises")
{
    constexpr double floatNoise = 1e-5;
    Analysed sound (4000);
    const Eigen::MatrixXcf withoutPhase = sound.magnitudes.cast<std::complex<float>>();
    double first = 0.0, last = std::numeric_limits<double>::max();
    const auto found = mosaic::retrievePhase (sound.magnitudes, withoutPhase, 4000, 60, sound.frames,
                                              [&] (int iteration, double distance)
                                              {
                                                  INFO (iteration);
                                                  CHECK (distance <= last + floatNoise);
                                                  first = first == 0.0 ? distance : first;
                                                  last = distance;
                                                  return true;
                                              });
    REQUIRE (found.ok());
    CHECK (last < 0.8 * first);
}

TEST_CASE ("The distance to the magnitudes is that of the whole transform, relative to their energy")
{
    Analysed sound (1000);
    const Eigen::MatrixXcf withoutPhase = sound.magnitudes.cast<std::complex<float>>();
    sound.frames.setNumSamples (1000);
    const Eigen::MatrixXcf found = sound.frames.forward (sound.frames.inverse (withoutPhase));
    const Eigen::VectorXf weights = sound.frames.binWeights(); // of half a transform
    const auto energyOf = [&weights] (const MatrixXf& values)
    { return (weights.asDiagonal() * values.cwiseAbs2()).cast<double>().sum(); };
    const double distance =
        std::sqrt (energyOf (found.cwiseAbs() - sound.magnitudes) / energyOf (sound.magnitudes));
    const auto told = [distance] (int, double first)
    {
        CHECK (first == Approx (distance).epsilon (1e-4));
        return true;
    };
    CHECK (mosaic::retrievePhase (sound.magnitudes, withoutPhase, 1000, 1, sound.frames, told).ok());
}

TEST_CASE ("Silence stays silent, and a callback cancels the iterations")
{
    Analysed sound (500);
    const MatrixXf none = MatrixXf::Zero (sound.magnitudes.rows(), sound.magnitudes.cols());
    const Eigen::MatrixXcf start = none.cast<std::complex<float>>();
    int calls = 0;
    const auto retrieve = [&] (int most)
    {
        return mosaic::retrievePhase (none, start, 500, 4, sound.frames,
                                      [&] (int, double) { return ++calls < most; });
    };
    const auto silence = retrieve (100);
    REQUIRE (silence.ok());
    CHECK (silence.value().isZero (0.0f));
    CHECK (calls == 4);
    calls = 0;
    const auto stopped = retrieve (3);
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    CHECK (calls == 3);
}
