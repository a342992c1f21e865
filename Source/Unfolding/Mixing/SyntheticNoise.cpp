// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SyntheticNoise.h"

#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double fullTurn = 2.0 * std::numbers::pi;
constexpr Range numHarmonics{ 3.0, 16.0 };
constexpr double largestDrift = 0.002; // of the frequency
constexpr Range driftHz{ 0.05, 0.5 };
constexpr Index driftBlock = 64; // samples for which the frequency stays
constexpr Range numClicks{ 1.0, 10.0 };
constexpr Range clickSeconds{ 0.001, 0.06 };
constexpr double clickLevelDb = 10.0;
constexpr Range strokesPerSecond{ 1.0, 15.0 };
constexpr Range numPartials{ 1.0, 7.0 };
constexpr Range partialHz{ 120.0, 7000.0 };
constexpr Range partialSeconds{ 0.003, 0.25 };
constexpr double maxDecays =
    60.0; // time constants: 520 dB down nothing is left in any sum, and numbers become denormal
constexpr double strokeChange = 0.04; // of a partial's frequency, from stroke to stroke
constexpr double strokeLevelDb = 9.0;
constexpr Range burstShare{ 0.0, 1.0 };
constexpr Range burstSeconds{ 0.001, 0.03 };
constexpr Range chirpHz{ 300.0, 6000.0 };
constexpr Range chirpSeconds{ 0.03, 0.6 };
constexpr Range chirpPauseSeconds{ 0.02, 0.8 };
constexpr Range chirpGlide{ 0.5, 2.0 }; // from a syllable's first to its last frequency
constexpr Range chirpPartials{ 1.0, 4.0 };
constexpr double syllableChange = 0.1;
constexpr Range surgesPerSecond{ 0.2, 15.0 };
constexpr Range surgePower{ 0.5, 4.0 }; // the higher, the shorter each wave
constexpr double surgeDrift = 0.3;      // of the rate, from wave to wave
constexpr Range numEvents{ 1.0, 3.0 };
constexpr Range eventRiseSeconds{ 0.001, 0.02 }; // log-uniform
constexpr Range eventDecaySeconds{ 0.02, 0.25 }; // log-uniform
constexpr double eventDecays = 7.0;              // until it is over: -61 dB
constexpr Range numLevels{ 2.0, 5.0 };
constexpr Range stepSeconds{ 0.005, 0.03 };
constexpr double largestDelay = 0.3; // of a level's end, early or late, of its length

/** Amplitudes and phases of hum's harmonics: the odd ones are stronger. */
std::vector<std::complex<float>> drawHarmonics (Index count, Draws& draws)
{
    std::vector<std::complex<float>> harmonics;
    for (Index i = 1; i <= count; ++i)
    {
        const double height = draws.uniform() * (i % 2 == 1 ? 1.0 : 0.5) / static_cast<double> (i);
        harmonics.emplace_back (std::polar (static_cast<float> (i == 1 ? std::max (0.3, height) : height),
                                            static_cast<float> (fullTurn * draws.uniform())));
    }
    return harmonics;
}

/** a * b: the operator looks for NaN each time. */
std::complex<float> product (std::complex<float> a, std::complex<float> b)
{
    return { a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real() };
}

/** The real part of sum_h a_h z^h, by Horner's rule. */
float sumOfHarmonics (const std::vector<std::complex<float>>& harmonics, std::complex<float> turned)
{
    std::complex<float> sum = 0.0f;
    for (auto harmonic = harmonics.rbegin(); harmonic != harmonics.rend(); ++harmonic)
        sum = product (sum + *harmonic, turned);
    return sum.real();
}

/** Noise whose level falls by a factor from sample to sample, until it is inaudible. */
void addDecayingNoise (float level, float decay, Draws& draws, Eigen::Ref<Eigen::VectorXf> samples)
{
    constexpr float inaudible = 1e-4f;
    for (Index n = 0; n < samples.size() && level > inaudible; ++n, level *= decay)
        samples[n] += level * draws.normal();
}

void addBurst (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const Index first = draws.index (samples.size());
    const double length = draws.logUniform (clickSeconds) * sampleRateHz;
    const auto count = std::min (samples.size() - first, static_cast<Index> (std::ceil (length)));
    const auto decay = static_cast<float> (std::exp (-4.0 / length));
    const float level = amplitudeOf (draws.upOrDown (clickLevelDb));
    addDecayingNoise (level, decay, draws, samples.segment (first, count));
}

struct Partial
{
    double hz = 0.0;
    double seconds = 0.0;
    float level = 0.0f;
};

/** A decaying sine, from zero. */
void addPartial (const Partial& partial, double sampleRateHz, Eigen::Ref<Eigen::VectorXf> samples)
{
    const double decay = std::exp (-1.0 / (partial.seconds * sampleRateHz));
    const auto turn = std::complex<float> (std::polar (decay, fullTurn * partial.hz / sampleRateHz));
    std::complex<float> turned = partial.level;
    const auto audible = static_cast<Index> (maxDecays * partial.seconds * sampleRateHz);
    for (auto& sample : samples.head (std::min (samples.size(), audible)))
    {
        sample += turned.imag();
        turned = product (turned, turn);
    }
}

/** One syllable: partials of a gliding tone under half a sine. */
void addSyllable (double fromHz, double toHz, int partials, double sampleRateHz,
                  Eigen::Ref<Eigen::VectorXf> samples)
{
    const double topHz = 0.45 * sampleRateHz;
    double phase = 0.0;
    for (Index n = 0; n < samples.size(); ++n)
    {
        const double position = static_cast<double> (n) / static_cast<double> (samples.size());
        const double hz = fromHz * std::pow (toHz / fromHz, position);
        phase += fullTurn * hz / sampleRateHz;
        const auto envelope = static_cast<float> (std::sin (0.5 * fullTurn * position));
        for (int partial = 1; partial <= partials && partial * hz < topHz; ++partial)
            samples[n] += envelope * static_cast<float> (std::sin (partial * phase) / partial);
    }
}
} // namespace

void addRumble (double cornerHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const auto follow = static_cast<float> (1.0 - std::exp (-fullTurn * cornerHz / sampleRateHz));
    float low = draws.normal() * std::sqrt (follow / (2.0f - follow)); // as if it had always been there
    for (auto& sample : samples)
    {
        low += follow * (draws.normal() - low);
        sample += low;
    }
}

void addHum (double humHz, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const auto maxHarmonics = std::max<Index> (1, static_cast<Index> (0.45 * sampleRateHz / humHz));
    const auto harmonics =
        drawHarmonics (std::min<Index> (maxHarmonics, draws.wholeNumber (numHarmonics)), draws);
    const double drift = draws.upOrDown (largestDrift);
    const double driftTurn = fullTurn * draws.uniform (driftHz) / sampleRateHz;
    const double driftPhase = fullTurn * draws.uniform();
    double phase = 0.0;
    for (Index first = 0; first < samples.size(); first += driftBlock)
    {
        const double drifted =
            humHz * (1.0 + drift * std::sin (driftPhase + driftTurn * static_cast<double> (first)));
        const double turn = fullTurn * drifted / sampleRateHz;
        auto turned = std::polar (1.0f, static_cast<float> (phase));
        const auto perSample = std::polar (1.0f, static_cast<float> (turn));
        const Index count = std::min (driftBlock, samples.size() - first);
        for (Index n = first; n < first + count; ++n, turned = product (turned, perSample))
            samples[n] += sumOfHarmonics (harmonics, turned);
        phase = std::fmod (phase + turn * static_cast<double> (count), fullTurn);
    }
}

void addClicks (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const int count = draws.wholeNumber (numClicks);
    for (int i = 0; i < count; ++i)
        addBurst (sampleRateHz, draws, samples);
}

void addStrokes (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    std::vector<Partial> kind (static_cast<size_t> (draws.wholeNumber (numPartials)));
    for (auto& partial : kind)
        partial = { draws.logUniform (partialHz), draws.logUniform (partialSeconds),
                    amplitudeOf (draws.upOrDown (strokeLevelDb)) };
    const auto burst = static_cast<float> (draws.uniform (burstShare));
    const auto decay =
        static_cast<float> (std::exp (-1.0 / (draws.logUniform (burstSeconds) * sampleRateHz)));
    const double pause = sampleRateHz / draws.logUniform (strokesPerSecond);
    const auto longest = static_cast<Index> (4.0 * partialSeconds.high * sampleRateHz);
    for (double at = pause * draws.uniform(); at < static_cast<double> (samples.size());
         at += pause * (0.1 + 1.8 * draws.uniform()))
    {
        const auto first = static_cast<Index> (at);
        auto rest = samples.segment (first, std::min (longest, samples.size() - first));
        const float level = amplitudeOf (draws.upOrDown (strokeLevelDb));
        for (auto partial : kind)
        {
            partial.hz = std::min (partial.hz * (1.0 + draws.upOrDown (strokeChange)), 0.45 * sampleRateHz);
            partial.level *= level * static_cast<float> (draws.uniform());
            addPartial (partial, sampleRateHz, rest);
        }
        addDecayingNoise (2.0f * level * burst, decay, draws, rest);
    }
}

void addChirps (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const double hz = draws.logUniform (chirpHz), glide = draws.logUniform (chirpGlide);
    const double seconds = draws.logUniform (chirpSeconds), pause = draws.logUniform (chirpPauseSeconds);
    const int partials = draws.wholeNumber (chirpPartials);
    const auto changed = [&draws] (double value) { return value * (1.0 + draws.upOrDown (syllableChange)); };
    for (double at = pause * draws.uniform() * sampleRateHz; at < static_cast<double> (samples.size());)
    {
        const auto first = static_cast<Index> (at);
        const auto length = static_cast<Index> (changed (seconds) * sampleRateHz);
        const double from = changed (hz);
        addSyllable (from, from * glide, partials, sampleRateHz,
                     samples.segment (first, std::min (length, samples.size() - first)));
        at += static_cast<double> (length) + changed (pause) * sampleRateHz;
    }
}

void addSurges (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const double rate = draws.logUniform (surgesPerSecond);
    const double power = draws.logUniform (surgePower);
    double phase = fullTurn * draws.uniform(), drift = 1.0;
    for (auto& sample : samples)
    {
        const double before = phase;
        phase = std::fmod (phase + fullTurn * rate * drift / sampleRateHz, fullTurn);
        if (phase < before)
            drift = 1.0 + draws.upOrDown (surgeDrift);
        sample += static_cast<float> (std::pow (0.5 - 0.5 * std::cos (phase), power)) * draws.normal();
    }
}

void leaveEvents (double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    Eigen::VectorXf gains = Eigen::VectorXf::Zero (samples.size());
    Index loudest = 0;
    samples.cwiseAbs().maxCoeff (&loudest);
    const int count = draws.wholeNumber (numEvents);
    for (int i = 0; i < count; ++i)
    {
        const auto rise = static_cast<Index> (draws.logUniform (eventRiseSeconds) * sampleRateHz);
        const double decay = draws.logUniform (eventDecaySeconds) * sampleRateHz;
        const Index start = i == 0 ? std::max<Index> (0, loudest - rise) : draws.index (samples.size());
        const Index length =
            std::min (samples.size() - start, rise + static_cast<Index> (eventDecays * decay));
        for (Index n = 0; n < length; ++n)
        {
            const float gain = n < rise
                                   ? static_cast<float> (n) / static_cast<float> (rise)
                                   : static_cast<float> (std::exp (static_cast<double> (rise - n) / decay));
            gains[start + n] = std::max (gains[start + n], gain);
        }
    }
    samples.array() *= gains.array();
}

void changeLevel (double maxDb, double sampleRateHz, Draws& draws, Eigen::VectorXf& samples)
{
    const int count = draws.wholeNumber (numLevels);
    const bool isSudden = draws.chance (0.5);
    float before = amplitudeOf (draws.upOrDown (maxDb));
    Index from = 0;
    for (int i = 1; i <= count; ++i)
    {
        const double end = static_cast<double> (i) + draws.upOrDown (largestDelay);
        const Index to = i == count ? samples.size()
                                    : static_cast<Index> (end / count * static_cast<double> (samples.size()));
        const float after = amplitudeOf (draws.upOrDown (maxDb));
        const Index glide =
            isSudden ? std::min (to - from, static_cast<Index> (draws.uniform (stepSeconds) * sampleRateHz))
                     : to - from;
        for (Index n = 0; n < glide; ++n)
            samples[from + n] *=
                before + (after - before) * static_cast<float> (n) / static_cast<float> (glide);
        samples.segment (from + glide, to - from - glide) *= after;
        before = after;
        from = to;
    }
}

} // namespace unbraid::unfolding
