// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/NoteEnding.h"

#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/NoteEndingWeights.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr double nearSeconds = 0.03, backSeconds = 0.12, settledSeconds = 0.035;
constexpr float noBeginning = 0.05f, noTime = 0.02f; // so that there are logarithms
} // namespace

void NoteEnding::prepare (const NoteHistory& history, const FrameGeometry& geometry)
{
    steps = { framesIn (nearSeconds, geometry), framesIn (backSeconds, geometry),
              framesIn (NoteHistory::farSeconds, geometry), framesIn (settledSeconds, geometry) };
    notes.resize (history.pitches().size());
    reset();
}

void NoteEnding::reset() noexcept
{
    std::fill (notes.begin(), notes.end(), Note{});
    mostBeginning = allBeginning = 0.0f;
}

void NoteEnding::take (const NoteHistory& history) noexcept
{
    mostBeginning = allBeginning = 0.0f;
    for (size_t index = 0; index < notes.size(); ++index)
    {
        const auto voice = static_cast<Index> (index);
        notes[index].peak = std::max (notes[index].peak, history.loudness (voice, history.newest()));
        const float most = history.highestOnsetShare (voice, history.moment() - steps.near);
        mostBeginning = std::max (mostBeginning, most);
        allBeginning += most;
    }
}

void NoteEnding::begin (const NoteHistory& history, Index voice) noexcept
{
    auto& note = notes[static_cast<size_t> (voice)];
    note.begin = history.moment();
    note.peak = history.loudness (voice, note.begin);
    for (Index frame = note.begin; frame <= history.newest(); ++frame)
        note.peak = std::max (note.peak, history.loudness (voice, frame));
}

bool NoteEnding::canEnd (const NoteHistory& history, Index voice) const noexcept
{
    return history.moment() >= notes[static_cast<size_t> (voice)].begin + steps.near;
}

NoteEnding::Features NoteEnding::features (const NoteHistory& history, Index voice) const noexcept
{
    const auto& note = notes[static_cast<size_t> (voice)];
    const Index moment = history.moment(), ahead = history.ahead();
    const auto& [near, back, far, settled] = steps;
    const Index first = std::min (history.newest(), note.begin + settled);
    const auto frame = [&] (Index step) { return std::max (moment + step, first); };
    const auto odd = [&] (Index step) { return history.odds (voice, frame (step)); };
    const float loudness = history.loudness (voice, moment), height = history.height (voice);
    const auto change = [&] (Index step)
    { return NoteHistory::within (history.loudness (voice, frame (step)) - loudness); };
    const double seconds = static_cast<double> (moment - note.begin) * history.hopSeconds();
    Features features;
    features << odd (-back), odd (-ahead), odd (-near), odd (0), odd (near), odd (ahead), change (-far),
        change (-back), change (-ahead), change (-near), change (near), change (ahead),
        NoteHistory::within (loudness - note.peak), mostBeginning, std::log (noBeginning + allBeginning),
        NoteHistory::within (history.level (history.newest()) - history.level (moment - ahead)), height,
        height * height, std::log (static_cast<float> (seconds) + noTime);
    return features;
}

bool NoteEnding::isOver (const NoteHistory& history, Index voice) const noexcept
{
    return canEnd (history, voice) && endingNetwork (features (history, voice)) > 0.0f;
}

} // namespace unbraid::core
