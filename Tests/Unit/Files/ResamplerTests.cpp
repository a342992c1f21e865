// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Resampler.h"

#include <catch2/catch.hpp>

#include <Eigen/QR>

#include <cmath>
#include <numbers>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** Half a second of a sine that swells and fades, since one that starts at once is not limited to its band.
 */
MatrixXf sine (Index numFrames, double rateHz, double frequencyHz)
{
    constexpr double pi = std::numbers::pi;
    MatrixXf samples (numFrames, 2);
    for (Index frame = 0; frame < numFrames; ++frame)
    {
        const double seconds = static_cast<double> (frame) / rateHz;
        const double level = seconds < 0.5 ? 0.5 * std::pow (std::sin (2.0 * pi * seconds), 4) : 0.0;
        samples (frame, 0) = static_cast<float> (level * std::sin (2.0 * pi * frequencyHz * seconds));
        samples (frame, 1) = static_cast<float> (level * std::cos (2.0 * pi * frequencyHz * seconds));
    }
    return samples;
}
} // namespace

TEST_CASE ("Resampling keeps a sine's amplitude, frequency and phase, and the length in seconds")
{
    constexpr float tolerance = 5.0e-4f; // of 0.5: soxr keeps the level to 0.01 dB near the top of the band
    for (const double fromHz : { 8000.0, 44100.0, 48000.0, 192000.0 })
        for (const double toHz : { 8000.0, 11025.0, 44100.0, 48000.0, 96000.0, 192000.0 })
            for (const double frequencyHz : { 100.0, 997.0, 3000.0 })
            {
                CAPTURE (fromHz, toHz, frequencyHz);
                const auto numFrames = static_cast<Index> (fromHz / 2.0) + 1;
                const auto resampled = files::resample (sine (numFrames, fromHz, frequencyHz), fromHz, toHz);
                REQUIRE (resampled.ok());
                const MatrixXf& samples = resampled.value();
                const auto expectedFrames = std::lround (static_cast<double> (numFrames) * toHz / fromHz);
                REQUIRE (samples.rows() == expectedFrames);
                const MatrixXf expected = sine (samples.rows(), toHz, frequencyHz);
                CHECK ((samples - expected).cwiseAbs().maxCoeff() <= tolerance);
            }
}

TEST_CASE ("Resampling to the same rate changes nothing")
{
    const MatrixXf samples = sine (1000, 44100.0, 20000.0);
    CHECK (files::resample (samples, 44100.0, 44100.0).value() == samples);
}

TEST_CASE ("Resampling removes what the new rate cannot hold")
{
    constexpr float silence = 1.0e-5f; // -100 dB
    const auto resampled = files::resample (sine (48000, 48000.0, 6000.0), 48000.0, 8000.0);
    REQUIRE (resampled.ok());
    CHECK (resampled.value().cwiseAbs().maxCoeff() <= silence);
}

TEST_CASE ("Resampling takes short sounds and refuses rates outside its limits")
{
    CHECK (files::resample (MatrixXf (0, 2), 8000.0, 16000.0).value().size() == 0);
    CHECK (files::resample (MatrixXf::Ones (1, 3), 8000.0, 16000.0).value().rows() == 2);
    CHECK (files::resample (MatrixXf::Ones (1, 1), 192000.0, 8000.0).value().rows() == 0);
    for (Index numFrames = 1; numFrames < 60; ++numFrames)
        for (const double toHz : { 1000.0, 44101.0, 768000.0 })
            CHECK (files::resample (MatrixXf::Ones (numFrames, 1), 48000.0, toHz).value().rows() ==
                   std::lround (static_cast<double> (numFrames) * toHz / 48000.0));
    CHECK_FALSE (files::resample (MatrixXf::Ones (9, 1), 0.0, 8000.0).ok());
    CHECK_FALSE (files::resample (MatrixXf::Ones (9, 1), 8000.0, std::nan ("")).ok());
    CHECK_FALSE (files::resample (MatrixXf::Ones (9, 1), 8000.0, 1.0e6).ok());
}
