// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Editor/Picture/PictureScope.h"
#include "Files/AudioReader.h"
#include "Support/Paths.h"

#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace unbraid::test
{

/** Makes frames for the picture and gives them to a history. */
struct FrameMaker
{
    double rateHz = 44100.0;
    int window = 2048, hop = 256;
    int numSources = 2;
    int numAtoms = 0;
    unsigned dictionary = 1;
    std::int64_t number = 0, position = 0;
    std::vector<float> power, masks, activations;

    FrameMaker() { prepare(); }

    [[nodiscard]] int numBins() const { return window / 2 + 1; }
    [[nodiscard]] double binHz() const { return rateHz / window; }

    void prepare()
    {
        power.assign (static_cast<size_t> (numBins()), 1.0e-12f);
        masks.assign (static_cast<size_t> (numBins() * numSources), 0.0f);
        activations.assign (static_cast<size_t> (numAtoms), 0.0f);
        setMasks (0);
    }

    /** All of every bin is this source's. */
    void setMasks (int source)
    {
        for (int i = 0; i < numSources * numBins(); ++i)
            masks[static_cast<size_t> (i)] = i / numBins() == source ? 1.0f : 0.0f;
    }

    /** Silence but for a tone whose level at its bin is in dBFS. */
    void setSine (double hz, float db)
    {
        std::fill (power.begin(), power.end(), 1.0e-12f);
        power[static_cast<size_t> (std::lround (hz / binHz()))] = std::pow (10.0f, 0.1f * db);
    }

    void setNoise (float db, unsigned seed)
    {
        std::minstd_rand random (seed);
        std::exponential_distribution<float> spread (1.0f);
        for (auto& value : power)
            value = std::pow (10.0f, 0.1f * db) * spread (random);
    }

    [[nodiscard]] plugin::PictureFrame next()
    {
        position += hop;
        plugin::PictureFrame frame;
        frame.number = number++;
        frame.position = position;
        frame.hopSeconds = hop / rateHz;
        frame.binHz = binHz();
        frame.dictionary = dictionary;
        frame.power = power;
        frame.masks = masks;
        frame.activations = activations;
        return frame;
    }

    void give (editor::PictureHistory& history, double seconds)
    {
        for (double given = 0.0; given < seconds; given += hop / rateHz)
            history.take (next(), rateHz);
    }
};

/** Sound of which the parts are known: masks are the shares of the parts' power, activations the power of bands. */
class PartsMaker
{
public:
    /** names  files below Resources/Audio, one per source */
    explicit PartsMaker (const std::vector<std::string>& names, int atomsPerSource = 0)
        : bands (atomsPerSource)
    {
        for (const auto& name : names)
            if (auto sound =
                    files::readRecording (std::string (paths::resources) + "/Audio/" + name, 44100 * 60);
                sound.ok())
                parts.push_back (std::move (sound).value());
        maker.numSources = static_cast<int> (parts.size());
        maker.numAtoms = bands * maker.numSources;
        maker.rateHz = parts.empty() ? 44100.0 : parts[0].sampleRateHz;
        maker.window = 2048;
        maker.prepare();
        ready = ! parts.empty() && fft.prepare (maker.window).ok();
    }

    FrameMaker maker;

    /** From now on no dictionary plays. */
    void drop()
    {
        maker.numSources = maker.numAtoms = 0;
        maker.prepare();
    }

    /** Plays so many seconds, from the beginning again at the end. */
    void give (editor::PictureHistory& history, double seconds)
    {
        for (double given = 0.0; ready && given < seconds; given += maker.hop / maker.rateHz)
        {
            analyse();
            history.take (maker.next(), maker.rateHz);
        }
    }

private:
    void analyse()
    {
        const int bins = maker.numBins();
        std::fill (maker.power.begin(), maker.power.end(), 1.0e-13f);
        std::vector<std::vector<float>> powers;
        std::vector<float> samples (static_cast<size_t> (maker.window));
        std::vector<std::complex<float>> spectrum (static_cast<size_t> (bins)), sum (spectrum.size());
        const float scale = 4.0f / static_cast<float> (maker.window);
        for (const auto& part : parts)
        {
            const auto length = part.samples.rows() - maker.window;
            const auto start = maker.position % length;
            for (int i = 0; i < maker.window; ++i)
                samples[static_cast<size_t> (i)] =
                    0.5f * scale * part.samples (start + i, 0) *
                    static_cast<float> (1.0 - std::cos (2.0 * std::numbers::pi * i / maker.window));
            fft.forward (samples.data(), spectrum.data());
            powers.emplace_back();
            for (int bin = 0; bin < bins; ++bin)
            {
                sum[static_cast<size_t> (bin)] += spectrum[static_cast<size_t> (bin)];
                powers.back().push_back (std::norm (spectrum[static_cast<size_t> (bin)]));
            }
        }
        for (int bin = 0; bin < bins; ++bin)
        {
            const auto at = static_cast<size_t> (bin);
            float all = 1.0e-13f;
            for (const auto& power : powers)
                all += power[at];
            maker.power[at] += std::norm (sum[at]);
            for (size_t source = 0; source < static_cast<size_t> (maker.numSources); ++source)
                maker.masks[source * static_cast<size_t> (bins) + at] = powers[source][at] / all;
        }
        for (int atom = 0; atom < maker.numAtoms; ++atom)
            maker.activations[static_cast<size_t> (atom)] =
                bandPower (powers[static_cast<size_t> (atom / bands)], atom % bands);
    }

    [[nodiscard]] float bandPower (const std::vector<float>& powers, int band) const
    {
        const double step = std::log (300.0) / bands;
        const auto low = static_cast<size_t> (60.0 * std::exp (step * band) / maker.binHz());
        const auto high = static_cast<size_t> (60.0 * std::exp (step * (band + 1)) / maker.binHz()) + 1;
        float sum = 0.0f;
        for (size_t bin = low; bin < std::min (high, powers.size()); ++bin)
            sum += powers[bin];
        return sum;
    }

    int bands;
    bool ready = false;
    std::vector<files::Recording> parts;
    core::RealFft fft;
};

} // namespace unbraid::test
