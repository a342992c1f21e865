// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"
#include "Offline/Synthesis/ComponentMethod.h"
#include "Offline/Synthesis/SpatialComponents.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace unbraid;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr double pairRateHz = 8000.0;
constexpr Index pairLength = 16000;

/** Tones of a source, which change at times of their own. */
VectorXf melody (std::initializer_list<double> notesHz, Index noteLength, Index first)
{
    VectorXf sound = VectorXf::Zero (pairLength);
    const std::vector<double> notes (notesHz);
    for (Index n = first; n < pairLength; ++n)
    {
        const auto note = static_cast<size_t> ((n - first) / noteLength);
        const double seconds = static_cast<double> ((n - first) % noteLength) / pairRateHz;
        for (int harmonic = 1; harmonic <= 5; ++harmonic)
            sound[n] +=
                static_cast<float> (0.1 / harmonic * std::exp (-6.0 * seconds) *
                                    std::sin (6.2831853 * harmonic * notes[note % notes.size()] * seconds));
    }
    return sound;
}

/** A sound at two microphones: levels of its own, and later at the second one. */
MatrixXf heardAs (const VectorXf& sound, float left, float right, Index later)
{
    MatrixXf image (sound.size(), 2);
    image.col (0) = left * sound;
    image.col (1).head (later).setZero();
    image.col (1).tail (sound.size() - later) = right * sound.head (sound.size() - later);
    return image;
}

std::vector<MatrixXf> threeImages()
{
    return { heardAs (melody ({ 220.0, 277.0, 330.0 }, 2000, 0), 1.0f, 0.3f, 0),
             heardAs (melody ({ 523.0, 587.0, 494.0, 440.0 }, 1300, 300), 0.7f, 0.7f, 1),
             heardAs (melody ({ 165.0, 147.0 }, 2700, 900), 0.25f, 1.0f, 2) };
}

MatrixXf sumOf (const std::vector<MatrixXf>& images)
{
    return std::accumulate (images.begin() + 1, images.end(), images.front());
}

double siSdr (const VectorXf& reference, const VectorXf& estimate)
{
    const auto found = evaluation::siSdrDb (reference, estimate);
    REQUIRE (found.ok());
    return found.value();
}
} // namespace

TEST_CASE ("Three sources at two microphones are found from the recording alone, each at its place")
{
    const auto images = threeImages();
    const MatrixXf mixture = sumOf (images);
    auto spec = offline::usualSpec (*offline::componentMethod ("multichannel"), 3);
    spec.factors.iterations = 60;
    spec.windowSeconds = 0.064;
    const auto found =
        offline::componentSounds (mixture, pairRateHz, spec, [] (const auto&) { return true; });
    REQUIRE (found.ok());
    REQUIRE (found.value().cols() == 6);
    std::vector<Index> order{ 0, 1, 2 };
    double best = -1e9;
    std::vector<double> gains;
    do // the order that fits best
    {
        std::vector<double> here;
        for (size_t j = 0; j < 3; ++j)
        {
            const Index loud = images[j].col (0).norm() >= images[j].col (1).norm() ? 0 : 1;
            here.push_back (siSdr (images[j].col (loud), found.value().col (2 * order[j] + loud)) -
                            siSdr (images[j].col (loud), mixture.col (loud)));
        }
        if (const double mean = std::accumulate (here.begin(), here.end(), 0.0); mean > best)
        {
            best = mean;
            gains = here;
        }
    } while (std::next_permutation (order.begin(), order.end()));
    for (const double gain : gains)
        CHECK (gain > 6.0);
}

TEST_CASE ("Directions are told by level and delay, and the shares of a bin sum to one")
{
    offline::ChannelSpectra spectra (3, Eigen::MatrixXcf::Zero (30, 2));
    const std::pair<float, float> places[]{ { 0.95f, 0.3f }, { 0.7f, 0.7f }, { 0.25f, 0.97f } };
    test::Random random (3);
    for (auto& bin : spectra)
        for (Index frame = 0; frame < bin.rows(); ++frame)
        {
            const auto [left, right] = places[static_cast<size_t> (frame) % 3];
            const std::complex<float> sound (random.uniform (-1.0f, 1.0f), random.uniform (-1.0f, 1.0f));
            bin.row (frame) << left * sound, right * sound;
        }
    const auto directions = offline::findDirections (spectra, 100.0, 3);
    for (const auto& [left, right] : places)
    {
        const Eigen::Vector2cf place (left / std::hypot (left, right), right / std::hypot (left, right));
        CHECK ((directions.centres.adjoint() * place).real().maxCoeff() > 0.999f);
    }
    for (const double hz : { 100.0, 3000.0 })
    {
        const MatrixXf shares = directions.shares (spectra[1], hz);
        CHECK ((shares.rowwise().sum().array() - 1.0f).abs().maxCoeff() < 1e-5f);
        for (Index frame = 0; frame < shares.rows(); ++frame)
        {
            CHECK (shares.row (frame).maxCoeff() > 0.7f);
            Index own = 0, first = 0;
            shares.row (frame).maxCoeff (&own);
            shares.row (frame % 3).maxCoeff (&first);
            CHECK (own == first);
        }
    }
}

TEST_CASE ("A delay shows in phases up to where ten centimetres are half a wave, and above levels tell alone")
{
    constexpr double ambiguousHz = 0.5 / 3e-4; // the longest delay is 0.3 ms
    offline::Directions directions{ Eigen::MatrixXcf (2, 2) };
    const float side = std::sqrt (0.5f);
    directions.centres << side, side, std::polar (side, 0.7f), std::polar (side, -0.7f);
    Eigen::MatrixXcf sound (1, 2);
    sound << 1.0f, std::polar (1.0f, 2.0f);
    const MatrixXf below = directions.shares (sound, 0.9 * ambiguousHz);
    const MatrixXf above = directions.shares (sound, 1.1 * ambiguousHz);
    CHECK (below (0, 0) > 0.9f);
    CHECK (above (0, 0) == Approx (0.5));
}
