// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Drums/HitFinder.h"

#include "Training/Cancelled.h"

#include <algorithm>
#include <cmath>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXf;
using Eigen::ArrayXXf;
using Eigen::Index;

constexpr Index fluxHops = 3;                           // between the two frames that are compared
constexpr Index apartHops = 8;                          // a peak is the largest within as many on both sides
constexpr float minRiseDb = 2.5f;                       // mean over the bands
constexpr float overNoise = 4.0f;                       // of a band's noise: where its level begins to count
constexpr float faintestBand = 1e-7f;                   // of the loudest: the same where there is no noise
constexpr float faintestHit = 1e-5f;                    // of the loudest, power: -50 dB
constexpr float decayedTo = 1e-6f;                      // of its peak, power: -60 dB
constexpr float overNoiseLevel = 3.0f;                  // power over the noise of what is no noise
constexpr float coveredBy = 0.03f;                      // of a hit's peak power, before it: -15 dB
constexpr Index longestBlocks = 600;                    // of a hit, hops: 6 s
constexpr Index blockSamples = 44;                      // 1 ms
constexpr Index blocksBefore = 45, blocksSearched = 65; // around a peak of the flux, for its onset
constexpr double bandRatio = 1.3;                       // of a band's upper edge to its lower

std::vector<Index> bandEdges()
{
    std::vector<Index> edges{ 2 };
    while (edges.back() < DrumSpectra::numBins)
        edges.push_back (
            std::min (DrumSpectra::numBins,
                      std::max (edges.back() + 1,
                                static_cast<Index> (static_cast<double> (edges.back()) * bandRatio))));
    return edges;
}

/** Mean power of samples, as far as there are any. */
float powerOf (const Eigen::VectorXf& samples, Index first, Index length)
{
    const Index from = std::clamp<Index> (first, 0, samples.size());
    const Index count = std::min (length - (from - first), samples.size() - from);
    return count > 0 ? samples.segment (from, count).squaredNorm() / static_cast<float> (count) : 0.0f;
}

/** The work on one recording. */
class Search
{
public:
    explicit Search (const Eigen::VectorXf& recording)
        : samples (recording)
    {
    }

    core::Status analyse (const core::Progress& onProgress)
    {
        if (auto ready = spectra.prepare(); ! ready.ok())
            return ready;
        const auto edges = bandEdges();
        const Index numFrames = samples.size() / DrumSpectra::hop + 1;
        bands.resize (static_cast<Index> (edges.size()) - 1, numFrames);
        levels.resize (numFrames);
        for (Index frame = 0; frame < numFrames; ++frame)
        {
            if (frame % 256 == 0 &&
                ! onProgress (static_cast<double> (frame) / static_cast<double> (numFrames)))
                return trainingCancelled ("finding hits");
            const ArrayXf& power = spectra.around (samples, frame * DrumSpectra::hop);
            for (size_t band = 0; band + 1 < edges.size(); ++band)
                bands (static_cast<Index> (band), frame) =
                    power.segment (edges[band], edges[band + 1] - edges[band]).mean();
            levels[frame] =
                powerOf (samples, frame * DrumSpectra::hop - DrumSpectra::window / 2, DrumSpectra::window);
        }
        findNoise();
        return core::Done{};
    }

    [[nodiscard]] std::vector<HitSpan> spans() const
    {
        const float loudest = levels.maxCoeff();
        std::vector<Index> onsets;
        for (const Index peak : peaks())
        {
            const Index onset = onsetNear (peak);
            const float power = peakOf (onset);
            const bool isNew = onsets.empty() || onset > onsets.back() + apartHops * DrumSpectra::hop / 2;
            if (isNew && power > faintestHit * loudest && power > overNoiseLevel * noiseLevel)
                onsets.push_back (onset);
        }
        std::vector<HitSpan> found;
        for (size_t i = 0; i < onsets.size(); ++i)
            found.push_back (spanOf (onsets[i], i + 1 < onsets.size() ? onsets[i + 1] : samples.size()));
        return found;
    }

    ArrayXf noise;

private:
    /** Of the tenth of the frames that are quietest. Digital silence is none: a fade or a pause of the recorder. */
    void findNoise()
    {
        std::vector<Index> quiet;
        for (Index frame = 0; frame < levels.size(); ++frame)
            if (levels[frame] > 0.0f)
                quiet.push_back (frame);
        std::sort (quiet.begin(), quiet.end(), [this] (Index a, Index b) { return levels[a] < levels[b]; });
        quiet.resize (quiet.empty() ? 0 : std::max<size_t> (1, quiet.size() / 10));
        noise.setZero (DrumSpectra::numBins);
        floors.setZero (bands.rows());
        for (const Index frame : quiet)
        {
            noise += spectra.around (samples, frame * DrumSpectra::hop) / static_cast<float> (quiet.size());
            floors += bands.col (frame) / static_cast<float> (quiet.size());
            noiseLevel += levels[frame] / static_cast<float> (quiet.size());
        }
        floors = (overNoise * floors).max (faintestBand * bands.maxCoeff() + 1e-30f);
    }

    [[nodiscard]] float fluxAt (Index frame) const
    {
        const ArrayXf before = bands.col (std::max<Index> (0, frame - fluxHops)) + floors;
        const ArrayXf rise = ((bands.col (frame) + floors) / before).log10().max (0.0f);
        return 10.0f *
               (frame < fluxHops ? ((bands.col (frame) + floors) / floors).log10().mean() : rise.mean());
    }

    [[nodiscard]] std::vector<Index> peaks() const
    {
        ArrayXf flux (bands.cols());
        for (Index frame = 0; frame < flux.size(); ++frame)
            flux[frame] = fluxAt (frame);
        std::vector<Index> found;
        for (Index frame = 0; frame < flux.size(); ++frame)
        {
            const Index from = std::max<Index> (0, frame - apartHops);
            const Index length = std::min (flux.size(), frame + apartHops + 1) - from;
            Index largest = 0;
            flux.segment (from, length).maxCoeff (&largest);
            if (flux[frame] > minRiseDb && from + largest == frame)
                found.push_back (frame);
        }
        return found;
    }

    /** The first millisecond in which the energy rises. */
    [[nodiscard]] Index onsetNear (Index peak) const
    {
        const Index first = peak * DrumSpectra::hop - blocksBefore * blockSamples;
        ArrayXf energy (blocksSearched);
        for (Index i = 0; i < blocksSearched; ++i)
            energy[i] = powerOf (samples, first + i * blockSamples, blockSamples);
        const float top = energy.maxCoeff();
        const float before = energy.head (blocksSearched / 4).maxCoeff();
        const float threshold = std::min (0.25f * top, std::max (2.0f * before, 0.01f * top));
        Index onset = 0;
        while (onset < blocksSearched - 1 && energy[onset] <= threshold)
            ++onset;
        return std::max<Index> (0, first + onset * blockSamples);
    }

    /** Power of the loudest 10 ms of the hit's first 100. */
    [[nodiscard]] float peakOf (Index onset) const
    {
        float loudest = 0.0f;
        for (Index i = 0; i < 10; ++i)
            loudest = std::max (loudest, powerOf (samples, onset + i * DrumSpectra::hop, DrumSpectra::hop));
        return loudest;
    }

    [[nodiscard]] HitSpan spanOf (Index onset, Index next) const
    {
        const float peak = peakOf (onset);
        const float threshold = std::max (overNoiseLevel * noiseLevel, decayedTo * peak);
        const Index end = std::min (next == samples.size() ? next : next - hitLead,
                                    onset + longestBlocks * DrumSpectra::hop);
        Index numBlocks = std::max<Index> (1, (end - onset) / DrumSpectra::hop);
        while (numBlocks > 1 &&
               powerOf (samples, onset + (numBlocks - 1) * DrumSpectra::hop, DrumSpectra::hop) < threshold)
            --numBlocks;
        const Index first = std::max<Index> (0, onset - hitLead);
        const float before = powerOf (samples, onset - hitLead - 2 * DrumSpectra::hop, 2 * DrumSpectra::hop);
        return { first, std::min (end, onset + numBlocks * DrumSpectra::hop) - first,
                 before - overNoiseLevel * noiseLevel > coveredBy * peak };
    }

    const Eigen::VectorXf& samples;
    DrumSpectra spectra;
    ArrayXXf bands; // [bands x frames] power
    ArrayXf levels; // [frames] power of the window
    ArrayXf floors; // [bands] power that counts as nothing
    float noiseLevel = 0.0f;
};
} // namespace

core::Result<HitSpans> findHits (const Eigen::VectorXf& samples, const core::Progress& onProgress)
{
    Search search (samples);
    if (auto analysed = search.analyse (onProgress); ! analysed.ok())
        return analysed.error();
    return HitSpans{ search.spans(), search.noise };
}

} // namespace unbraid::training
