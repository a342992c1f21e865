// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteBeginning.h"

#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/NoteBeginningWeights.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double soonSeconds = 0.01, beforeSeconds = 0.04, apartSeconds = 0.04;
constexpr float candidateShare = 0.12f;                          // that an onset must rise above
constexpr std::array neighbourSteps{ -12, -19, -24, 12, -1, 1 }; // semitones: they share partials
constexpr float noNeighbour = -6.0f;                             // logarithm of its odds
constexpr float noSum = 0.05f;                                   // so that there is a logarithm
constexpr float quietest = -20.0f;

Index voiceAt (const std::vector<NoteHistory::Voice>& voices, int part, int pitch)
{
    const auto found =
        std::find_if (voices.begin(), voices.end(),
                      [&] (const auto& voice) { return voice.part == part && voice.pitch == pitch; });
    return found == voices.end() ? -1 : found - voices.begin();
}

float highestOnsetOdds (const NoteHistory& history, Index voice) noexcept
{
    float highest = history.onsetOdds (voice, history.newest());
    for (Index frame = history.moment(); frame < history.newest(); ++frame)
        highest = std::max (highest, history.onsetOdds (voice, frame));
    return highest;
}

float meanOnsetOdds (const NoteHistory& history, Index voice) noexcept
{
    float sum = 0.0f;
    for (Index frame = history.moment(); frame <= history.newest(); ++frame)
        sum += history.onsetOdds (voice, frame);
    return sum / static_cast<float> (history.ahead() + 1);
}

/** How many begin from the moment on. */
float allBeginning (const NoteHistory& history) noexcept
{
    float sum = 0.0f;
    for (Index voice = 0; voice < static_cast<Index> (history.pitches().size()); ++voice)
        sum += history.highestOnsetShare (voice, history.moment());
    return std::log (noSum + sum);
}

/** How many sound in a frame, the surer the more. */
float allSounding (const NoteHistory& history, Index frame) noexcept
{
    float sum = 0.0f;
    for (Index voice = 0; voice < static_cast<Index> (history.pitches().size()); ++voice)
        sum += std::max (0.0f, history.odds (voice, frame));
    return std::log (noSum + sum);
}
} // namespace

void NoteBeginning::prepare (const NoteHistory& history, const FrameGeometry& geometry)
{
    steps = { framesIn (soonSeconds, geometry), framesIn (beforeSeconds, geometry),
              framesIn (apartSeconds, geometry) };
    fall = static_cast<float> (history.hopSeconds() / loudestSeconds);
    const auto& voices = history.pitches();
    neighbours.clear();
    for (const auto& voice : voices)
    {
        auto& around = neighbours.emplace_back();
        for (size_t i = 0; i < numNeighbours; ++i)
            around[i] = voiceAt (voices, voice.part, voice.pitch + neighbourSteps[i]);
    }
    candidates.resize (voices.size());
    reset();
}

void NoteBeginning::reset() noexcept
{
    std::fill (candidates.begin(), candidates.end(), 0);
    moment = 0;
    loudest = quietest;
}

void NoteBeginning::take (const NoteHistory& history) noexcept
{
    moment = history.moment();
    loudest -= fall;
    for (size_t index = 0; index < candidates.size(); ++index)
    {
        const auto voice = static_cast<Index> (index);
        loudest = std::max (loudest, history.loudness (voice, history.newest()));
        const bool isRise = history.onsetShare (voice, moment) >= candidateShare &&
                            history.onsetShare (voice, moment - 1) < candidateShare;
        if (isRise && (candidates[index] == 0 || moment - candidates[index] > steps.apart))
            candidates[index] = moment;
    }
}

bool NoteBeginning::isCandidate (Index voice) const noexcept
{
    return moment > 0 && candidates[static_cast<size_t> (voice)] == moment;
}

bool NoteBeginning::begins (const NoteHistory& history, Index voice, float oddsNeeded) const noexcept
{
    return isCandidate (voice) && beginningNetwork (features (history, voice)) >= std::log (oddsNeeded);
}

NoteBeginning::Features NoteBeginning::features (const NoteHistory& history, Index voice) const noexcept
{
    const Index before = moment - steps.back, after = history.newest();
    const float loudness = history.loudness (voice, after), height = history.height (voice);
    const auto& around = neighbours[static_cast<size_t> (voice)];
    Features features;
    features.head<14>() << highestOnsetOdds (history, voice), history.onsetOdds (voice, moment),
        history.onsetOdds (voice, moment + steps.soon), history.onsetOdds (voice, after),
        meanOnsetOdds (history, voice), history.odds (voice, before), history.odds (voice, after),
        NoteHistory::within (loudness - history.loudness (voice, before)),
        NoteHistory::within (loudness - loudest), allBeginning (history), allSounding (history, before),
        NoteHistory::within (history.level (after) - history.level (before)), height, height * height;
    for (size_t i = 0; i < numNeighbours; ++i)
    {
        const auto row = static_cast<Index> (14 + i);
        const bool isThere = around[i] >= 0;
        features[row] = isThere ? highestOnsetOdds (history, around[i]) : noNeighbour;
        features[row + static_cast<Index> (numNeighbours)] =
            isThere ? history.odds (around[i], after) : noNeighbour;
    }
    return features;
}

} // namespace unbraid::core
