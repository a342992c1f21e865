// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Paths.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

/** Signals and tables of Data/evaluation; `reference_scores.py` there makes the same signals. */
namespace unbraid::tests
{

/** Uniform in [-1, 1): the upper 24 bits of a linear congruential generator. */
inline Eigen::VectorXf noise (std::uint32_t seed, Eigen::Index numSamples)
{
    Eigen::VectorXf samples (numSamples);
    std::uint32_t state = seed;
    for (float& sample : samples)
    {
        state = 1664525u * state + 1013904223u;
        sample = static_cast<float> (state >> 8) / 8388608.0f - 1.0f;
    }
    return samples;
}

/** 3 s at 10 kHz of dull noise in bursts of 150 ms that rise and fall, with 100 ms of silence after each. */
inline Eigen::VectorXf bursts()
{
    Eigen::VectorXf samples = noise (1, 30000);
    double level = 0.0;
    for (Eigen::Index n = 0; n < samples.size(); ++n)
    {
        level = 0.9375 * level + 0.25 * static_cast<double> (samples[n]);
        const Eigen::Index phase = n % 2500;
        const Eigen::Index height = std::max<Eigen::Index> (0, std::min (phase, 1500 - phase));
        samples[n] = static_cast<float> (static_cast<double> (height) / 750.0 * level);
    }
    return samples;
}

/** 4.2 s at 10 kHz of one voice reading. */
inline Eigen::VectorXf speech()
{
    std::ifstream file (std::string (paths::testData) + "/evaluation/speech.i16", std::ios::binary);
    const std::string bytes ((std::istreambuf_iterator<char> (file)), std::istreambuf_iterator<char>());
    if (bytes.size() < 2)
        throw std::runtime_error ("speech.i16 cannot be read");
    Eigen::VectorXf samples (static_cast<Eigen::Index> (bytes.size() / 2));
    for (Eigen::Index n = 0; n < samples.size(); ++n)
    {
        const unsigned low = static_cast<unsigned char> (bytes[2 * n]);
        const unsigned high = static_cast<unsigned char> (bytes[2 * n + 1]);
        samples[n] = static_cast<float> (static_cast<std::int16_t> (low | high << 8)) / 32768.0f;
    }
    return samples;
}

/** What is added to clean speech: "steady" noise, "gated" noise or the "rumble" of a triangle of 29.9 Hz. */
inline Eigen::VectorXf masker (const std::string& name, Eigen::Index numSamples)
{
    Eigen::VectorXf samples = noise (2, numSamples);
    for (Eigen::Index n = 0; n < numSamples; ++n)
        if (name == "gated" && n % 1700 >= 900)
            samples[n] *= 0.125f;
        else if (name == "rumble")
            samples[n] = static_cast<float> (static_cast<double> (std::abs (n % 334 - 167)) / 83.5 - 1.0);
    return samples;
}

inline Eigen::VectorXf sine (double frequencyHz, double sampleRateHz, Eigen::Index numSamples)
{
    Eigen::VectorXf samples (numSamples);
    for (Eigen::Index n = 0; n < numSamples; ++n)
        samples[n] = static_cast<float> (
            std::sin (2.0 * std::numbers::pi * frequencyHz / sampleRateHz * static_cast<double> (n)));
    return samples;
}

/** The rows of a comma-separated table under Data/evaluation, without its heading. */
inline std::vector<std::vector<std::string>> tableRows (const std::string& name)
{
    std::ifstream file (std::string (paths::testData) + "/evaluation/" + name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline (file, line);
    while (std::getline (file, line))
    {
        std::vector<std::string> cells;
        std::istringstream stream (line);
        for (std::string cell; std::getline (stream, cell, ',');)
            cells.push_back (cell);
        rows.push_back (cells);
    }
    return rows;
}

} // namespace unbraid::tests
