// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/Notes/NotesRecipe.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/NoiseSide.h"
#include "Unfolding/Mixing/Notes/RandomPiece.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;
using Eigen::VectorXf;

constexpr double semitonesPerOctave = 12.0;
constexpr double dampingSpans = 6.0;  // time constants of a damper after which a note is over
constexpr double velocityPower = 2.0; // amplitude ~ velocity^2: 12 dB for half of it

/** An instrument as it is played in one mixture. */
struct Performance
{
    const Instrument& instrument;
    double detuning = 0.0;       // semitones, of all notes
    double dampingSeconds = 0.0; // time constant of a damper
};

/** Brings a sound to silence from a sample on. */
void damp (double dampingSamples, Index from, VectorXf& sound)
{
    const auto kept = static_cast<float> (std::exp (-1.0 / dampingSamples));
    float gain = 1.0f;
    for (Index i = std::max<Index> (0, from); i < sound.size(); ++i, gain *= kept)
        sound[i] *= gain;
}

/** Adds one note; its end moves to where the recording ends, if that is sooner. */
void addNote (MixingTools& tools, const Performance& performance, Draws& draws, PlayedNote& note,
              VectorXf& played)
{
    const double rate = tools.settings.sampleRateHz;
    const auto& recorded = performance.instrument.nearest (note.pitch, note.velocity);
    const auto& sound = tools.corpus->sounds.front()[static_cast<size_t> (recorded.sound)];
    const double shift = static_cast<double> (note.pitch - recorded.pitch) + performance.detuning +
                         draws.upOrDown (tools.settings.notes.noteDetuning);
    const double ratio = SpeedChange::nearest (std::exp2 (shift / semitonesPerOctave));
    const Index whole = ClipReader::numGiven (sound, ratio);
    note.endSeconds = std::min (note.endSeconds, note.beginSeconds + static_cast<double> (whole) / rate);
    const Index begin = std::llround (note.beginSeconds * rate);
    const Index damped = std::llround ((note.endSeconds - note.beginSeconds) * rate);
    const double dampingSamples = performance.dampingSeconds * rate;
    const Index length = std::min (whole, damped + static_cast<Index> (dampingSpans * dampingSamples));
    const Index first = std::max<Index> (0, begin);
    const Index last = std::min<Index> (played.size(), begin + length);
    if (last <= first)
        return;
    const auto skipped = static_cast<Index> (static_cast<double> (first - begin) * ratio);
    VectorXf piece = tools.clips.read (sound, { skipped, ratio }, last - first);
    damp (dampingSamples, damped - (first - begin), piece);
    const double loudness = std::pow (static_cast<double> (note.velocity) / recorded.velocity, velocityPower);
    played.segment (first, last - first) += static_cast<float> (loudness) * piece;
}

/** The piece as it is played; notes beyond the instrument's reach are left out. */
VectorXf play (MixingTools& tools, const Instrument& instrument, Draws& draws, std::vector<PlayedNote>& notes)
{
    const auto& settings = tools.settings.notes;
    const Performance performance{ instrument, draws.upOrDown (settings.detuning),
                                   draws.logUniform (settings.dampingSeconds) };
    std::erase_if (notes, [&] (const PlayedNote& note) { return ! instrument.reaches (note.pitch); });
    VectorXf played = VectorXf::Zero (tools.settings.numSamples());
    for (auto& note : notes)
        addNote (tools, performance, draws, note, played);
    return played;
}

/** The instrument with its colour and room. */
VectorXf makeInstrument (MixingTools& tools, const NoteShelf& shelf, Draws& draws, Mixture& mixture)
{
    const auto& settings = tools.settings;
    auto& draw = mixture.recipe.sources.front();
    mixture.notes = drawPiece (settings.notes, settings.seconds, draws);
    VectorXf played = play (tools, shelf.draw (draws), draws, mixture.notes);
    draw.equaliserDb = drawEqualiser (settings.notes.equaliserDb, draws);
    draw.room = drawRoom (settings.notes.room, settings.notes.room.probability, draws);
    FilterShape shape (settings.sampleRateHz);
    shape.equalise (draw.equaliserDb);
    applyScene (tools, shape, draw.room, draws, played);
    return played;
}

/** Everything else, as loud as drawn. */
VectorXf makeRest (MixingTools& tools, const VectorXf& played, Draws& draws, Mixture& mixture)
{
    const auto& settings = tools.settings;
    SpeechDraw unused;
    VectorXf rest = drawNoise (tools, draws, mixture.recipe.sources[1], unused);
    const float level = plainRms (rest), other = activeRms (played, settings.sampleRateHz);
    if (level == 0.0f || other == 0.0f)
        return rest;
    return rest * (amplitudeOf (-draws.uniform (settings.notes.snrDb)) * other / level);
}
} // namespace

Mixture makeNotesMixture (MixingTools& tools, const NoteShelf& shelf, std::uint64_t number)
{
    auto scene = drawsFor (tools, number, Stream::scene);
    auto notes = drawsFor (tools, number, Stream::stems);
    auto noise = drawsFor (tools, number, Stream::noise);
    Mixture mixture = emptyMixture (tools, number, scene);
    mixture.stems.col (0) = makeInstrument (tools, shelf, notes, mixture);
    mixture.stems.col (1) = makeRest (tools, mixture.stems.col (0), noise, mixture);
    finish (mixture);
    return mixture;
}

} // namespace unbraid::unfolding
