// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Songs/SongPositions.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr double beatsPerBar = 4.0;
constexpr double secondsPerMinute = 60.0;
constexpr int semitonesPerOctave = 12;
constexpr unsigned allClasses = (1u << semitonesPerOctave) - 1u;
constexpr double restingShare = 1e-3; // of the energy of a stem's active parts: 30 dB below them it rests
constexpr Index sampleStep = 7;       // only every seventh sample is read to find whether a stem rests

Index lengthOf (const SoundCorpus& corpus, Index song)
{
    Index longest = 0;
    for (Index source = 0; source < corpus.numSources(); ++source)
        if (const Sound* sound = soundOf (corpus, song, source))
            longest = std::max (longest, static_cast<Index> (sound->samples.size()));
    return longest;
}

/** Samples of a recording that a mixture uses. */
Index numUsed (const MixingTools& tools, double speed)
{
    return ClipReader::numTaken (tools.settings.numSamples(), speed);
}

/** Half of the song's stems at least. */
bool atLeastHalfPlay (const SoundCorpus& corpus, Index song, Index first, Index count)
{
    int numStems = 0, numPlaying = 0;
    for (Index source = 0; source < corpus.numSources(); ++source)
        if (const Sound* sound = soundOf (corpus, song, source))
        {
            ++numStems;
            numPlaying += plays (*sound, first, count) ? 1 : 0;
        }
    return 2 * numPlaying >= numStems;
}

Index drawByLength (const SoundCorpus& corpus, Draws& draws)
{
    std::vector<double> sums;
    for (Index song = 0; song < static_cast<Index> (corpus.songs.size()); ++song)
        sums.push_back ((sums.empty() ? 0.0 : sums.back()) +
                        corpus.songs[static_cast<size_t> (song)].weight *
                            static_cast<double> (lengthOf (corpus, song)));
    const auto found = std::upper_bound (sums.begin(), sums.end(), draws.uniform() * sums.back());
    return std::min<Index> (found - sums.begin(), static_cast<Index> (sums.size()) - 1);
}

/** The ratio that brings one tempo to another, or to twice or half of it, whichever is the smallest change. */
double tempoRatio (double wanted, double own)
{
    double ratio = wanted / own;
    while (ratio > std::sqrt (2.0))
        ratio *= 0.5;
    while (ratio < std::sqrt (0.5))
        ratio *= 2.0;
    return ratio;
}

/** A sample that lies as far into a bar as the host's, with room for a mixture behind it if there can be. */
Index drawBar (const MixingTools& tools, const SongCut& host, const Song& other, Index length, double speed,
               Draws& draws)
{
    const double rateHz = tools.corpus->sampleRateHz;
    const auto& song = tools.corpus->songs[static_cast<size_t> (host.song)];
    const double beats = static_cast<double> (host.first) / rateHz * song.tempo / secondsPerMinute;
    const double samplesPerBeat = rateHz * secondsPerMinute / other.tempo;
    const double offset = std::fmod (beats, beatsPerBar) * samplesPerBeat;
    const double room = static_cast<double> (length - numUsed (tools, speed)) - offset;
    const auto numBars = static_cast<Index> (std::max (0.0, room / (beatsPerBar * samplesPerBeat))) + 1;
    return std::lround (offset + static_cast<double> (draws.index (numBars)) * beatsPerBar * samplesPerBeat);
}
} // namespace

bool plays (const Sound& sound, Index first, Index count)
{
    const Index end = std::min (first + count, static_cast<Index> (sound.samples.size()));
    double energy = 0.0;
    Index seen = 0;
    for (Index n = std::max<Index> (0, first); n < end; n += sampleStep, ++seen)
    {
        const double sample = sound.samples.data()[n];
        energy += sample * sample;
    }
    const double active = static_cast<double> (sound.activeRms) / static_cast<double> (sound.scale);
    return seen > 0 && energy > restingShare * active * active * static_cast<double> (seen);
}

double ratioOf (double semitones) noexcept
{
    return std::exp2 (semitones / semitonesPerOctave);
}

SongCut drawSong (const MixingTools& tools, const Playing& playing, Draws& draws)
{
    const auto& corpus = *tools.corpus;
    const Index count = numUsed (tools, playing.speed);
    SongCut cut{ 0, 0, playing };
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        cut.song = drawByLength (corpus, draws);
        cut.first = draws.index (std::max<Index> (0, lengthOf (corpus, cut.song) - count) + 1);
        if (atLeastHalfPlay (corpus, cut.song, cut.first, count))
            break;
    }
    return cut;
}

std::optional<SongCut> drawMatching (const MixingTools& tools, const SongCut& host, Index source,
                                     Draws& draws)
{
    const auto& corpus = *tools.corpus;
    const auto& settings = tools.settings.songs;
    const auto& ofHost = corpus.songs[static_cast<size_t> (host.song)];
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        const Index song = drawByLength (corpus, draws);
        const auto& other = corpus.songs[static_cast<size_t> (song)];
        const Sound* sound = soundOf (corpus, song, source);
        if (song == host.song || sound == nullptr || ofHost.tempo <= 0.0 || other.tempo <= 0.0)
            continue;
        const double ratio = tempoRatio (ofHost.tempo, other.tempo);
        if (std::abs (std::log (ratio)) > std::log1p (settings.maxTempoChange))
            continue;
        const int semitones =
            keyChange (ofHost.pitchClasses, other.pitchClasses, static_cast<int> (settings.maxKeyChange));
        SongCut cut{ song, 0, { host.playing.speed * ratio, host.playing.pitch * ratioOf (semitones) } };
        cut.first = drawBar (tools, host, other, static_cast<Index> (sound->samples.size()),
                             cut.playing.speed, draws);
        if (plays (*sound, cut.first, numUsed (tools, cut.playing.speed)))
            return cut;
    }
    return std::nullopt;
}

int keyChange (unsigned wanted, unsigned moved, int maxSemitones) noexcept
{
    int best = 0, bestCommon = -1;
    if (wanted == 0 || moved == 0)
        return best;
    for (int size = 0; size <= maxSemitones; ++size)
        for (const int change : { size, -size })
        {
            const auto up = static_cast<unsigned> ((change + semitonesPerOctave) % semitonesPerOctave);
            const unsigned turned = ((moved << up) | (moved >> (semitonesPerOctave - up))) & allClasses;
            const int common = std::popcount (turned & wanted);
            if (common > bestCommon)
            {
                best = change;
                bestCommon = common;
            }
        }
    return best;
}

} // namespace unbraid::unfolding
