// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SpectralFilter.h"

#include "Unit/Mixing/MixingSounds.h"

using namespace unbraid;
using namespace unbraid::test;
using unfolding::FilterShape;

namespace
{
constexpr Eigen::Index length = 16000;
constexpr double gainToleranceDb = 0.1; // the shape is linear between points 15.6 Hz apart

unfolding::SpectralFilter filterOf (Eigen::Index longestRoom = 8000)
{
    auto filter = unfolding::SpectralFilter::create (mixingRateHz, length, longestRoom);
    REQUIRE (filter.ok());
    return std::move (filter).value();
}

/** Gain in dB that a sinusoid sees. */
double gainAt (double hz, const FilterShape& shape)
{
    auto filter = filterOf();
    Eigen::VectorXf samples = sine (hz, length);
    filter.apply (shape, samples);
    const Eigen::Index edge = 2000; // where the sinusoid begins and ends the filter rings
    return decibels (amplitudeAt (hz, samples.segment (edge, length - 2 * edge)) / 0.3);
}
} // namespace

TEST_CASE ("An equaliser gives its points their gains and runs smoothly between them")
{
    const unfolding::EqualiserCurve curve{ 3.0, -6.0, 0.0, 5.0, -2.0 };
    CHECK (unfolding::equaliserPointHz (0) == Approx (125.0));
    CHECK (unfolding::equaliserPointHz (4) == Approx (8000.0));
    FilterShape shape (mixingRateHz);
    shape.equalise (curve);
    for (size_t point = 0; point < 4; ++point)
        CHECK (gainAt (unfolding::equaliserPointHz (point), shape) ==
               Approx (curve[point]).margin (gainToleranceDb));
    CHECK (gainAt (60.0, shape) == Approx (3.0).margin (gainToleranceDb));
    // Half way between two points, over the logarithm, it is half way between their gains.
    CHECK (gainAt (1000.0 * std::exp2 (0.75), shape) == Approx (2.5).margin (gainToleranceDb));
    CHECK (unfolding::equaliserGainDb (curve, 20000.0) == -2.0);
}

TEST_CASE ("Passes are three decibels down at their cutoff and steep behind it")
{
    FilterShape low (mixingRateHz), high (mixingRateHz);
    low.lowPass (3400.0);
    high.highPass (300.0);
    CHECK (gainAt (3400.0, low) == Approx (-3.01).margin (gainToleranceDb));
    CHECK (gainAt (1000.0, low) == Approx (0.0).margin (gainToleranceDb));
    CHECK (gainAt (4250.0, low) == Approx (-23.3).margin (gainToleranceDb)); // Butterworth, order 12
    CHECK (gainAt (300.0, high) == Approx (-3.01).margin (gainToleranceDb));
    CHECK (gainAt (2000.0, high) == Approx (0.0).margin (gainToleranceDb));
    CHECK (gainAt (150.0, high) == Approx (-12.3).margin (gainToleranceDb)); // Butterworth, order 2
}

TEST_CASE ("A band that ends leaves all below and nothing above")
{
    FilterShape shape (mixingRateHz);
    shape.endAt (4000.0);
    CHECK (gainAt (1000.0, shape) == Approx (0.0).margin (gainToleranceDb));
    CHECK (gainAt (3780.0, shape) == Approx (0.0).margin (gainToleranceDb));
    CHECK (gainAt (3900.0, shape) == Approx (-6.02).margin (gainToleranceDb));
    CHECK (gainAt (4100.0, shape) < -60.0);
    CHECK (gainAt (7000.0, shape) < -60.0);
}

TEST_CASE ("Shapes that are put together multiply")
{
    FilterShape shape (mixingRateHz);
    shape.equalise ({ 4.0, 4.0, 4.0, 4.0, 4.0 });
    shape.lowPass (2000.0);
    CHECK (gainAt (2000.0, shape) == Approx (4.0 - 3.01).margin (gainToleranceDb));
}

TEST_CASE ("Made noise has the slope asked for and is not the same twice")
{
    auto filter = filterOf();
    FilterShape shape (mixingRateHz);
    shape.tilt (-6.0);
    unfolding::Draws draws (1, 2, 3);
    Eigen::VectorXf first (length), second (length);
    filter.makeNoise (shape, draws, first);
    filter.makeNoise (shape, draws, second);
    CHECK (std::abs (first.dot (second)) < 0.2f * first.norm() * second.norm());

    // Power in two bands of one octave, four octaves apart: 6 dB less an octave, 3 dB more bandwidth each.
    const auto bandPower = [&] (double fromHz)
    {
        double power = 0.0;
        for (double hz = fromHz; hz < 2.0 * fromHz; hz += 2.0)
            power += std::pow (amplitudeAt (hz, first), 2.0);
        return power;
    };
    constexpr double deviationDb = 1.5; // three deviations of the power of the narrower band
    CHECK (10.0 * std::log10 (bandPower (3200.0) / bandPower (200.0)) ==
           Approx (4.0 * (-6.0 + 3.01)).margin (deviationDb));
}

TEST_CASE ("A room's response is convolved with the sound and does not come round to its beginning")
{
    auto filter = filterOf (8000);
    unfolding::RoomResponse room{ Eigen::VectorXf::Zero (8000), 640 };
    room.samples[0] = 1.0f;
    room.samples[500] = 0.5f;
    room.samples[7999] = -0.25f;
    Eigen::VectorXf sound = Eigen::VectorXf::Zero (length);
    sound[100] = 1.0f;
    sound[length - 1] = 1.0f; // its returns lie behind the end
    Eigen::VectorXf expected = sound;
    expected[600] += 0.5f;
    expected[8099] -= 0.25f;
    filter.apply (FilterShape (mixingRateHz), room, sound);
    CHECK ((sound - expected).cwiseAbs().maxCoeff() < 1e-5f); // float, one transform there and back
}

TEST_CASE ("Early and late part of a room add up to the whole and split where the settings say")
{
    auto filter = filterOf (8000);
    unfolding::Draws draws (5, 0, 0);
    const auto room = unfolding::roomResponse ({ 0.4, 3.0, 0.6, 4, 0.04 }, mixingRateHz, draws);
    FilterShape shape (mixingRateHz);
    shape.equalise ({ 1.0, -2.0, 3.0, 0.0, 1.0 });
    const Eigen::VectorXf sound = test::Random (6).noise (length);
    Eigen::VectorXf whole = sound, early = sound, late (length);
    filter.apply (shape, room, whole);
    filter.applySplit (shape, room, early, late);
    CHECK ((early + late - whole).norm() < 1e-5f * whole.norm());

    Eigen::VectorXf impulse = Eigen::VectorXf::Zero (length);
    impulse[1000] = 1.0f;
    filter.applySplit (FilterShape (mixingRateHz), room, impulse, late);
    CHECK (room.numEarly == 640); // 40 ms
    CHECK (impulse.tail (length - 1640).cwiseAbs().maxCoeff() < 1e-6f);
    CHECK (late.head (1640).cwiseAbs().maxCoeff() < 1e-6f);
    CHECK (late.segment (1640, 640).cwiseAbs().maxCoeff() > 1e-3f);
}

TEST_CASE ("Sounds too long to transform are refused")
{
    const auto filter = unfolding::SpectralFilter::create (192000.0, 60 * 192000, 1000);
    REQUIRE_FALSE (filter.ok());
}
