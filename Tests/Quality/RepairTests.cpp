// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Shipped recordings, damaged and repaired: clipped peaks, hum, clicks.
#include "Quality/Recordings.h"
#include "Restoration/ClickRemoval.h"
#include "Restoration/HumRemoval.h"
#include "Restoration/RecordingRepair.h"
#include "Support/Paths.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using restoration::SampleState;

namespace
{
constexpr double rateHz = 16000.0;
constexpr Index length = 24000;

/** Part of a recorded guitar. */
MatrixXf guitar()
{
    const auto read =
        quality::readMono (std::filesystem::path (paths::resources) / "Audio/song/guitar.flac", rateHz);
    REQUIRE (read.ok());
    REQUIRE (read.value().size() >= 2 * length);
    return read.value().segment (length, length);
}

/** The level that this share of the samples is beyond. */
float levelBelow (const MatrixXf& sound, double share)
{
    std::vector<float> levels (sound.data(), sound.data() + sound.size());
    std::for_each (levels.begin(), levels.end(), [] (float& value) { value = std::abs (value); });
    const auto at = levels.begin() + static_cast<Index> ((1.0 - share) * static_cast<double> (levels.size()));
    std::nth_element (levels.begin(), at, levels.end());
    return *at;
}

/** Gain of SDR on the clipped samples, in dB. */
double repairGainDb (const MatrixXf& whole, double clippedShare)
{
    const float level = levelBelow (whole, clippedShare);
    const MatrixXf clipped = whole.cwiseMin (level).cwiseMax (-level);
    restoration::SampleStates states (static_cast<size_t> (whole.rows()), SampleState::intact);
    for (Index n = 0; n < whole.rows(); ++n)
        if (std::abs (whole (n, 0)) > level)
            states[static_cast<size_t> (n)] =
                whole (n, 0) > 0.0f ? SampleState::clippedHigh : SampleState::clippedLow;
    restoration::RepairSettings settings;
    settings.frameLength = restoration::repairFrameLength (rateHz);
    MatrixXf repaired = clipped;
    REQUIRE (
        restoration::repairRecording (repaired, { states }, settings, [] (double) { return true; }).ok());
    return 10.0 * std::log10 (static_cast<double> ((whole - clipped).squaredNorm()) /
                              static_cast<double> ((whole - repaired).squaredNorm()));
}

Eigen::VectorXf stem (const std::string& name)
{
    const auto read = quality::readMono (std::filesystem::path (paths::resources) / "Audio" / name, rateHz);
    REQUIRE (read.ok());
    return read.value();
}

double sdrDb (const Eigen::VectorXf& whole, const Eigen::VectorXf& other)
{
    return 10.0 * std::log10 (static_cast<double> (whole.squaredNorm()) /
                              static_cast<double> ((whole - other).squaredNorm()));
}

/** Eight harmonics of falling strength, so many dB below the sound; the frequency wanders by 0.01 Hz. */
Eigen::VectorXf withHum (const Eigen::VectorXf& whole, double belowDb)
{
    Eigen::VectorXf hum = Eigen::VectorXf::Zero (whole.size());
    double phase = 0.0;
    for (Index n = 0; n < whole.size(); ++n)
    {
        const double seconds = static_cast<double> (n) / rateHz;
        const double nowHz = 50.03 + 0.01 * std::sin (2.0 * std::numbers::pi * 0.2 * seconds);
        phase += 2.0 * std::numbers::pi * nowHz / rateHz;
        for (int harmonic = 1; harmonic <= 8; ++harmonic)
            hum[n] += static_cast<float> (std::sin (harmonic * phase + harmonic) / harmonic);
    }
    const auto gain = static_cast<float> (std::pow (10.0, -belowDb / 20.0));
    return whole + gain * whole.norm() / hum.norm() * hum;
}

/** Two clicks a second of 1 to 8 samples and a fifth to the whole of the peak. */
Eigen::VectorXf withClicks (const Eigen::VectorXf& whole)
{
    test::Random random (11);
    Eigen::VectorXf clicked = whole;
    const float peak = whole.cwiseAbs().maxCoeff();
    for (Index at = 4000; at + 4008 < whole.size(); at += 8000)
    {
        const auto first = at + static_cast<Index> (random.uniform (-3000.0f, 3000.0f));
        const auto count = static_cast<Index> (random.uniform (1.0f, 9.0f));
        for (Index n = first; n < first + count; ++n)
            clicked[n] += random.uniform (0.2f, 1.0f) * peak * (random.uniform() < 0.5f ? -1.0f : 1.0f);
    }
    return clicked;
}
} // namespace

TEST_CASE ("repair removes hum from a piano and from speech, and leaves those without hum as they are")
{
    struct Case
    {
        std::string name;
        std::array<double, 3> floorsDb; // 1.5 dB below what was measured; without repair 0, 10 and 20 dB
    };
    for (const auto& [name, floorsDb] : { Case{ "band/piano.flac", { 31.9, 37.4, 38.8 } },
                                          Case{ "noisy-voice/speech.flac", { 27.9, 28.8, 29.4 } } })
    {
        const auto whole = stem (name);
        for (size_t level = 0; level < floorsDb.size(); ++level)
        {
            const double belowDb = 10.0 * static_cast<double> (level);
            INFO (name << ", " << belowDb << " dB");
            Eigen::VectorXf repaired = withHum (whole, belowDb);
            const auto hum = restoration::removeHum (repaired, rateHz, 0.0);
            CHECK (hum.frequencyHz == Approx (50.03).margin (0.02));
            CHECK (sdrDb (whole, repaired) > floorsDb.at (level));
        }
        Eigen::VectorXf same = whole;
        CHECK (restoration::removeHum (same, rateHz, 0.0).frequencyHz == 0.0);
        CHECK (same == whole);
    }
}

TEST_CASE ("repair removes clicks from a piano and from a guitar")
{
    struct Case
    {
        std::string name;
        size_t minFound, maxFalse; // of two a second
        double floorDb;            // 1 dB below what was measured; without repair 24.8 and 23.7 dB
    };
    for (const auto& [name, minFound, maxFalse, floorDb] :
         { Case{ "band/piano.flac", 10, 0, 28.2 }, Case{ "song/guitar.flac", 10, 0, 27.8 } })
    {
        INFO (name);
        const auto whole = stem (name);
        const auto clicked = withClicks (whole);
        const auto found = restoration::findClicks (clicked, rateHz, {});
        Eigen::VectorXf repaired = clicked;
        restoration::removeClicks (repaired, rateHz, found);
        CHECK (found.size() >= minFound);
        CHECK (restoration::findClicks (whole, rateHz, {}).size() <= maxFalse);
        CHECK (sdrDb (whole, repaired) > floorDb);
    }
}

TEST_CASE ("repair restores the peaks of a guitar of which four fifths are clipped, and of which a fifth is")
{
    const MatrixXf whole = guitar();
    CHECK (repairGainDb (whole, 0.8) > 6.5); // many peaks were more than the 12 dB higher that are restored
    CHECK (repairGainDb (whole, 0.2) > 21.0);
}
