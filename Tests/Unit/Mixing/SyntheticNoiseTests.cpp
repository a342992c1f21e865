// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SyntheticNoise.h"

#include "Unit/Mixing/MixingSounds.h"

#include <algorithm>
#include <numbers>
#include <numeric>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::Draws;

namespace
{
constexpr Eigen::Index length = 64000;

Eigen::VectorXf madeBy (void (*add) (double, Draws&, Eigen::VectorXf&), std::uint64_t seed)
{
    Draws draws (seed, 0, 0);
    Eigen::VectorXf made = Eigen::VectorXf::Zero (length);
    add (mixingRateHz, draws, made);
    CHECK (made.allFinite());
    return made;
}

/** Share of the energy that the loudest blocks of 5 ms hold, of which there are `share` times as many as blocks. */
double shareOfLoudest (const Eigen::VectorXf& samples, double share)
{
    constexpr Eigen::Index block = 80;
    std::vector<double> energies;
    for (Eigen::Index first = 0; first + block <= samples.size(); first += block)
        energies.push_back (samples.segment (first, block).cast<double>().squaredNorm());
    std::sort (energies.rbegin(), energies.rend());
    const auto loudest = energies.begin() + std::lround (share * static_cast<double> (energies.size()));
    return std::accumulate (energies.begin(), loudest, 0.0) /
           std::accumulate (energies.begin(), energies.end(), 0.0);
}
} // namespace

TEST_CASE ("Hum stands at the mains' frequency and its multiples and nowhere else")
{
    for (const double humHz : { 50.0, 60.0 })
    {
        Draws draws (1, 0, 0);
        Eigen::VectorXf hum = Eigen::VectorXf::Zero (length);
        unfolding::addHum (humHz, mixingRateHz, draws, hum);
        // Between the harmonics, which drift by up to 0.2 %, is next to nothing.
        double between = 0.0;
        for (double half = 0.5; half < 20.0; half += 1.0)
            between = std::max (between, amplitudeAt (half * humHz, hum));
        double strongest = 0.0;
        for (double share = 0.997; share < 1.003; share += 0.0005)
            strongest = std::max (strongest, amplitudeAt (share * humHz, hum));
        CHECK (strongest > 0.1);
        CHECK (decibels (between / strongest) < -60.0);
        CHECK (rms (hum) > 0.2); // the fundamental at least
    }
}

TEST_CASE ("Rumble is white below its corner and falls by six decibels an octave above it")
{
    constexpr double cornerHz = 100.0;
    Draws draws (2, 0, 0);
    std::array<double, 3> power{}; // near 20, 100 and 1600 Hz
    for (int i = 0; i < 20; ++i)
    {
        Eigen::VectorXf rumble = Eigen::VectorXf::Zero (length);
        unfolding::addRumble (cornerHz, mixingRateHz, draws, rumble);
        for (size_t place = 0; place < 3; ++place)
        {
            const double centreHz = std::array{ 20.0, cornerHz, 1600.0 }[place];
            for (double hz = 0.9 * centreHz; hz < 1.1 * centreHz; hz += centreHz / 50.0)
                power[place] += std::pow (amplitudeAt (hz, rumble), 2.0);
        }
    }
    constexpr double deviationDb = 1.2; // three deviations of some 200 draws
    CHECK (10.0 * std::log10 (power[1] / power[0]) == Approx (-2.84).margin (deviationDb)); // 1.04 / 2
    CHECK (10.0 * std::log10 (power[2] / power[0]) == Approx (-24.0).margin (deviationDb)); // 1.04 / 257
}

TEST_CASE ("Clicks are short and far apart")
{
    for (const std::uint64_t seed : { 1, 2, 3, 4, 5 })
    {
        Draws draws (seed, 0, 0);
        Eigen::VectorXf clicks = Eigen::VectorXf::Zero (length);
        unfolding::addClicks (mixingRateHz, draws, clicks);
        const auto numLoud = (clicks.array() != 0.0f).count();
        CHECK (numLoud > 0);
        CHECK (numLoud <= 10 * 960); // ten of 60 ms
        CHECK (clicks.allFinite());
    }
}

TEST_CASE ("Strokes begin suddenly and die away")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed)
    {
        const auto strokes = madeBy (unfolding::addStrokes, seed);
        CHECK (rms (strokes) > 0.0);
        // Far from the level of a steady sound: most of the energy lies in the loudest fifth of the blocks.
        CHECK (shareOfLoudest (strokes, 0.2) > 0.4);
    }
}

TEST_CASE ("Chirps are tones with pauses")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed)
    {
        const auto chirps = madeBy (unfolding::addChirps, seed);
        CHECK ((chirps.array() == 0.0f).count() > length / 50); // nothing at all in the pauses
        CHECK (chirps.cwiseAbs().maxCoeff() > 0.5f);
        CHECK (chirps.cwiseAbs().maxCoeff() < 1.0f + 1.0f / 2.0f + 1.0f / 3.0f + 1.0f / 4.0f);
    }
}

TEST_CASE ("Surges swell and ebb and are white")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed)
    {
        const auto surges = madeBy (unfolding::addSurges, seed);
        const Eigen::VectorXf steps = surges.tail (length - 1) - surges.head (length - 1);
        CHECK (rms (steps) / rms (surges) == Approx (std::numbers::sqrt2).epsilon (0.05));
        CHECK (shareOfLoudest (surges, 0.5) > 0.6);
    }
}

TEST_CASE ("Levels change by no more than they may and without jumps")
{
    constexpr double maxDb = 8.0;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
    {
        Draws draws (seed, 0, 0);
        Eigen::VectorXf levels = Eigen::VectorXf::Ones (length);
        unfolding::changeLevel (maxDb, mixingRateHz, draws, levels);
        CHECK (decibels (static_cast<double> (levels.maxCoeff())) <= maxDb + 0.01);
        CHECK (decibels (static_cast<double> (levels.minCoeff())) >= -maxDb - 0.01);
        CHECK (levels.maxCoeff() > 1.02f * levels.minCoeff());
        // No faster than from the lowest to the highest level within 5 ms.
        const float steepest = (levels.tail (length - 1) - levels.head (length - 1)).cwiseAbs().maxCoeff();
        CHECK (steepest < 2.2f / 80.0f);
    }
}
