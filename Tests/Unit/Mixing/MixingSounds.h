// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Random.h"
#include "Unfolding/Mixing/MixtureMaker.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <complex>
#include <memory>
#include <numbers>

namespace unbraid::test
{

constexpr double mixingRateHz = 16000.0;

inline Eigen::VectorXf sine (double hz, Eigen::Index length, float peak = 0.3f)
{
    const double turn = 2.0 * std::numbers::pi * hz / mixingRateHz;
    return Eigen::VectorXf::NullaryExpr (
        length, [&] (Eigen::Index n)
        { return peak * static_cast<float> (std::sin (turn * static_cast<double> (n))); });
}

/** Amplitude of one frequency in a segment, seen through a Hann window. */
inline double amplitudeAt (double hz, const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    std::complex<double> sum = 0.0;
    double weights = 0.0;
    const auto length = static_cast<double> (samples.size());
    for (Eigen::Index n = 0; n < samples.size(); ++n)
    {
        const double place = static_cast<double> (n);
        const double weight = 0.5 - 0.5 * std::cos (2.0 * std::numbers::pi * (place + 0.5) / length);
        sum += weight * static_cast<double> (samples[n]) *
               std::polar (1.0, -2.0 * std::numbers::pi * hz * place / mixingRateHz);
        weights += weight;
    }
    return 2.0 * std::abs (sum) / weights;
}

inline double energy (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    return samples.cast<double>().squaredNorm();
}

inline double rms (const Eigen::Ref<const Eigen::VectorXf>& samples)
{
    return std::sqrt (energy (samples) / static_cast<double> (samples.size()));
}

inline double decibels (double amplitude)
{
    return 20.0 * std::log10 (amplitude);
}

/** Something that is spoken: tones of a few hundred Hz with pauses between them. */
inline Eigen::VectorXf spoken (double hz, Eigen::Index length)
{
    Eigen::VectorXf sound = sine (hz, length) + sine (3.0 * hz, length, 0.1f);
    for (Eigen::Index n = 0; n < length; ++n)
        if (n % 6400 >= 4800)
            sound[n] = 0.0f;
    return sound;
}

using Sounds = std::vector<Eigen::VectorXf>;

/** A corpus that never was in files. */
inline std::shared_ptr<unfolding::SoundCorpus> corpusOf (const std::vector<std::string>& names,
                                                         const std::vector<Sounds>& sources)
{
    auto corpus = std::make_shared<unfolding::SoundCorpus>();
    corpus->sampleRateHz = mixingRateHz;
    corpus->names = names;
    for (const auto& sounds : sources)
    {
        corpus->sounds.emplace_back();
        for (const auto& sound : sounds)
            corpus->sounds.back().push_back (unfolding::packSound (sound, mixingRateHz));
    }
    return corpus;
}

/** Three voices and three noises, one of them shorter than a mixture. */
inline std::shared_ptr<unfolding::SoundCorpus> speechCorpus()
{
    Random random (7);
    Sounds voices, noises;
    for (const double hz : { 150.0, 220.0, 310.0 })
        voices.push_back (spoken (hz, 32000));
    for (const Eigen::Index length : { 48000, 40000, 5000 })
        noises.push_back (random.noise (length));
    return corpusOf ({ "speech", "noise" }, { voices, noises });
}

/** Mixtures of half a second. */
inline unfolding::MixingSettings shortMixtures()
{
    unfolding::MixingSettings settings;
    settings.seconds = 0.5;
    return settings;
}

/** A voice and a noise and nothing that happens to them. */
inline unfolding::MixingSettings plainMixtures()
{
    auto settings = shortMixtures();
    settings.room.probability = 0.0;
    auto& speech = settings.speech;
    for (double* probability :
         { &speech.highPassProbability, &speech.noiseRoomProbability, &speech.babbleProbability,
           &speech.rumbleProbability, &speech.humProbability, &speech.stationaryProbability,
           &speech.clicksProbability, &speech.levelChangeProbability, &speech.speechAloneProbability,
           &speech.noiseAloneProbability, &speech.clippedProbability, &speech.bandLimitedProbability,
           &speech.equaliserDb, &speech.noiseEqualiserDb })
        *probability = 0.0;
    return settings;
}

inline unfolding::MixtureMaker makerOf (const unfolding::MixingSettings& settings,
                                        std::shared_ptr<const unfolding::SoundCorpus> corpus)
{
    auto maker = unfolding::MixtureMaker::create (settings, std::move (corpus));
    REQUIRE (maker.ok());
    return std::move (maker).value();
}

/** Mixtures 0 .. count - 1. */
inline std::vector<unfolding::Mixture> mixturesOf (const unfolding::MixingSettings& settings,
                                                   std::shared_ptr<const unfolding::SoundCorpus> corpus,
                                                   std::uint64_t count)
{
    auto maker = makerOf (settings, std::move (corpus));
    std::vector<unfolding::Mixture> made;
    for (std::uint64_t number = 0; number < count; ++number)
        made.push_back (maker.make (number));
    return made;
}

} // namespace unbraid::test
