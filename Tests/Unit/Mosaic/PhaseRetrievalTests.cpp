// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic/PhaseRetrieval.h"

#include "Mosaic/SourceFrames.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

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
            const auto isThere = [] (double, double distance)
            {
                CHECK (distance < 1e-4);
                return true;
            };
            const VectorXf again = mosaic::retrievePhase (sound.magnitudes, sound.spectra, length, iterations,
                                                          sound.frames, isThere);
            CHECK ((again - sound.samples).cwiseAbs().maxCoeff() < rounding);
        }
}

TEST_CASE ("From wrong phases the distance to the magnitudes falls and never rises")
{
    constexpr double floatNoise = 1e-5;
    Analysed sound (4000);
    const Eigen::MatrixXcf withoutPhase = sound.magnitudes.cast<std::complex<float>>();
    double first = 0.0, last = std::numeric_limits<double>::max();
    mosaic::retrievePhase (sound.magnitudes, withoutPhase, 4000, 60, sound.frames,
                           [&] (double share, double distance)
                           {
                               INFO (share);
                               CHECK (distance <= last + floatNoise);
                               first = first == 0.0 ? distance : first;
                               last = distance;
                               return true;
                           });
    CHECK (last < 0.8 * first);
}

TEST_CASE ("Silence stays silent, and a callback ends the iterations")
{
    Analysed sound (500);
    const MatrixXf none = MatrixXf::Zero (sound.magnitudes.rows(), sound.magnitudes.cols());
    int calls = 0;
    const VectorXf silence =
        mosaic::retrievePhase (none, none.cast<std::complex<float>>(), 500, 100, sound.frames,
                               [&] (double, double) { return ++calls < 3; });
    CHECK (silence.isZero (0.0f));
    CHECK (calls == 3);
}
