// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Transcription/ToldNotes.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Transcription/NoteFindingSettings.h"
#include "Core/Transcription/TrainedNotes.h"

#include <algorithm>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr float soundingShare = 0.5f; // below it a note is over
constexpr float oddsByDefault =
    3.0f; // to one, of an onset: training counts missed ones fourfold, so even odds find too many

constexpr float judgedOddsByDefault = 0.82f; // to one, of the network: chosen on sampled pianos

/** A threshold as a multiple of its default. */
float timesDefault (float threshold) noexcept
{
    return threshold / NoteFindingSettings().threshold;
}

/** The share of onsets that begins a note. */
float shareFor (float threshold) noexcept
{
    const float odds = oddsByDefault * timesDefault (threshold);
    return odds / (1.0f + odds);
}
} // namespace

bool ToldNotes::areIn (const Dictionary& dictionary) noexcept
{
    const auto tells = [] (const Source& source) {
        return std::any_of (source.onsets.begin(), source.onsets.end(), [] (int onset) { return onset > 0; });
    };
    return modelTraits (dictionary).tellsNotes &&
           std::any_of (dictionary.sources.begin(), dictionary.sources.end(), tells);
}

void ToldNotes::prepare (const Dictionary& dictionary, const std::vector<int>& voiceOfAtom,
                         std::vector<NoteHistory::Voice> voices, const FrameGeometry& geometry,
                         bool looksAhead)
{
    const auto columns = packedColumns (dictionary);
    isOfOnset.assign (voiceOfAtom.size(), false);
    for (const auto& source : dictionary.sources)
        for (size_t atom = 0; atom < source.onsets.size(); ++atom)
        {
            const auto column = columns[static_cast<size_t> (source.firstAtom) + atom];
            isOfOnset[static_cast<size_t> (column)] = source.onsets[atom] > 0;
        }
    onsets.reset (static_cast<Eigen::Index> (voices.size()));
    sounding.reset (static_cast<Eigen::Index> (voices.size()));
    isJudged = looksAhead;
    history.prepare (std::move (voices), geometry);
    beginning.prepare (history, geometry);
    ending.prepare (history, geometry);
}

void ToldNotes::reset() noexcept
{
    onsets.reset();
    sounding.reset();
    history.reset();
    beginning.reset();
    ending.reset();
}

void ToldNotes::take (const Eigen::VectorXf& activations, const std::vector<int>& voiceOfAtom,
                      float level) noexcept
{
    onsets.newest.setZero();
    sounding.newest.setZero();
    for (size_t atom = 0; level > 0.0f && atom < voiceOfAtom.size(); ++atom)
        if (voiceOfAtom[atom] >= 0)
            (isOfOnset[atom] ? onsets : sounding).newest[voiceOfAtom[atom]] +=
                activations[static_cast<Eigen::Index> (atom)];
    if (isJudged)
    {
        history.take (sounding.newest, onsets.newest, level);
        beginning.take (history);
        ending.take (history);
        return;
    }
    onsets.take();
    sounding.take();
}

bool ToldNotes::begins (Eigen::Index voice, float threshold) const noexcept
{
    if (isJudged)
        return beginning.begins (history, voice, judgedOddsByDefault * timesDefault (threshold));
    const float needed = shareFor (threshold);
    return onsets.now[voice] >= needed && onsets.before[voice] < needed;
}

void ToldNotes::begin (Eigen::Index voice) noexcept
{
    if (isJudged)
        ending.begin (history, voice);
}

bool ToldNotes::isOver (Eigen::Index voice) const noexcept
{
    return isJudged ? ending.isOver (history, voice) : sounding.now[voice] < soundingShare;
}

void ToldNotes::Shares::reset (Eigen::Index numVoices)
{
    for (auto* values : { &newest, &last, &before, &now })
        values->setZero (numVoices);
}

/** Frames of neighbouring copies of an encoder differ: the mean of two counts. */
void ToldNotes::Shares::take() noexcept
{
    newest = newest.unaryExpr ([] (float activation) { return TrainedNotes::share (activation); });
    before = now;
    now = 0.5f * (newest + last);
    last = newest;
}

} // namespace unbraid::core
