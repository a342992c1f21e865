// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Score/SoftScore.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Guidance/NoteGates.h"
#include "Offline/Synthesis/ComponentFrames.h"
#include "Training/Factorisation/ScoreFactoriser.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

constexpr Index scoreOverlap = 2;
constexpr double decaySeconds = 1.0;  // in which the level of a note falls to 1/e
constexpr double earlySeconds = 0.05; // an onset atom before its note

/** An atom of the model: whose it is, and of which note. */
struct ScoredAtom
{
    Index column = 0; // of the prepared dictionary
    Index source = 0;
    int pitch = -1; // of a note
    bool isOnset = false;
};

/** The atoms of the notes that parts play, part by part, and then all others. */
std::vector<ScoredAtom> atomsOf (const core::Dictionary& dictionary, const core::PreparedDictionary& prepared,
                                 Index numParts, const std::vector<ScoredNote>& notes)
{
    std::vector<ScoredAtom> found;
    for (Index part = 0; part < numParts; ++part)
    {
        const auto& source = dictionary.sources[static_cast<size_t> (part)];
        const Index first = prepared.sources[static_cast<size_t> (part)].first;
        for (Index i = 0; i < source.numAtoms; ++i)
        {
            const auto atom = static_cast<size_t> (i);
            const int pitch = source.pitches[atom];
            const bool isPlayed = std::any_of (notes.begin(), notes.end(),
                                               [&] (const ScoredNote& note)
                                               { return note.part == part && note.pitch == pitch; });
            const bool sounds = prepared.columnSums[first + i] > 0.0f;
            if (isPlayed && sounds)
                found.push_back (
                    { first + i, part, pitch, ! source.onsets.empty() && source.onsets[atom] != 0 });
        }
    }
    for (Index source = numParts; source < prepared.numSources(); ++source)
    {
        const auto& range = prepared.sources[static_cast<size_t> (source)];
        for (Index i = 0; i < range.numAtoms; ++i)
            found.push_back ({ range.first + i, numParts, -1, false });
    }
    return found;
}

/** The level that the score gives an atom at a time, 0 to 1. */
double levelIn (const ScoredNote& note, bool isOnset, double seconds)
{
    const core::NoteTiming timing;
    const double since = seconds - note.beginSeconds;
    if (isOnset)
        return since >= -earlySeconds && since <= static_cast<double> (timing.onsetSeconds) ? 1.0 : 0.0;
    const bool sounds =
        since >= 0.0 && seconds <= note.endSeconds + static_cast<double> (timing.releaseSeconds);
    return sounds ? std::exp (-since / decaySeconds) : 0.0;
}

class ScoreSeparation
{
public:
    ScoreSeparation (const core::Dictionary& guided, Index parts, const SoftScoreSpec& wanted)
        : dictionary (guided)
        , numParts (parts)
        , spec (wanted)
    {
    }

    core::Status prepare (const MatrixXf& samples, double sampleRateHz, const std::vector<ScoredNote>& notes)
    {
        const double windowSeconds = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
        for (const Index length : { samples.size(), samples.rows() }) // all channels must fit
            if (auto ready = prepareFrames (frames, sampleRateHz, windowSeconds, scoreOverlap, length);
                ! ready.ok())
                return ready;
        auto mapped = core::prepareDictionary (dictionary, frames.geometry(), spec.residualAtoms);
        if (! mapped.ok())
            return mapped.error();
        prepared = std::move (mapped).value();
        atoms = atomsOf (dictionary, prepared, numParts, notes);
        numNotes =
            std::count_if (atoms.begin(), atoms.end(), [] (const auto& atom) { return atom.pitch >= 0; });
        if (numNotes == 0)
            return core::Error{ "no note of the score has an atom in the dictionary", {}, {}, {} };
        listScore (notes);
        for (Index channel = 0; channel < samples.cols(); ++channel)
            spectra.push_back (frames.forward (samples.col (channel)));
        return core::Done{};
    }

    core::Status fit (const core::Progress& onProgress)
    {
        training::ScoreSpec course;
        course.coupling = spec.coupling;
        course.restPrice = spec.restPrice;
        course.iterations = spec.iterations;
        course.numThreads = spec.numThreads;
        auto found = training::factoriseWithScore (
            magnitudes(), start(), score, course,
            [&] (int iteration, double)
            { return onProgress (static_cast<double> (iteration) / course.iterations); });
        if (! found.ok())
            return found.error();
        factors = std::move (found).value();
        return core::Done{};
    }

    MatrixXf sources()
    {
        const auto numChannels = static_cast<Index> (spectra.size());
        const Index numSources = numParts + 1;
        MatrixXf found (frames.numSamples(), numSources * numChannels);
        const auto modelOf = [this] (Index source) { return modelOfSource (source); };
        for (Index channel = 0; channel < numChannels; ++channel)
        {
            const MatrixXf sounds =
                maskedSounds (frames, spectra[static_cast<size_t> (channel)], numSources, modelOf);
            for (Index source = 0; source < numSources; ++source)
                found.col (source * numChannels + channel) = sounds.col (source);
        }
        return found;
    }

private:
    void listScore (const std::vector<ScoredNote>& notes)
    {
        const auto& geometry = frames.geometry();
        score = MatrixXf::Zero (numNotes, frames.numFrames());
        for (Index k = 0; k < numNotes; ++k)
        {
            const auto& atom = atoms[static_cast<size_t> (k)];
            for (const auto& note : notes)
                if (note.part == atom.source && note.pitch == atom.pitch)
                    for (Index n = 0; n < score.cols(); ++n)
                    {
                        const double middle = static_cast<double> ((n + 1) * geometry.hop) -
                                              0.5 * static_cast<double> (geometry.analysis);
                        const auto level =
                            static_cast<float> (levelIn (note, atom.isOnset, middle / geometry.sampleRateHz));
                        score (k, n) = std::max (score (k, n), level);
                    }
        }
    }

    /** V, of the bins that atoms have: the root of the mean power of the channels, of mean one. */
    [[nodiscard]] MatrixXf magnitudes() const
    {
        MatrixXf power = MatrixXf::Zero (prepared.numModelBins, frames.numFrames());
        for (const auto& channel : spectra)
            power += channel.topRows (prepared.numModelBins).cwiseAbs2();
        power = power.cwiseSqrt();
        return power / std::max (static_cast<float> (power.cast<double>().mean()), smallestMean);
    }

    /** W of unit sums, as magnitudes. */
    [[nodiscard]] MatrixXf start() const
    {
        MatrixXf chosen (prepared.numModelBins, static_cast<Index> (atoms.size()));
        for (Index k = 0; k < chosen.cols(); ++k)
            chosen.col (k) =
                prepared.matrix().col (atoms[static_cast<size_t> (k)].column).head (chosen.rows());
        if (dictionary.spectrum == core::Spectrum::power)
            chosen = chosen.cwiseSqrt();
        core::normaliseAtoms (chosen);
        return chosen;
    }

    /** As masks weigh it, [all bins x frames]: above the atoms' bins see extendedAbove. */
    [[nodiscard]] MatrixXf modelOfSource (Index source) const
    {
        MatrixXf model = MatrixXf::Zero (factors.atoms.rows(), frames.numFrames());
        for (size_t k = 0; k < atoms.size(); ++k)
            if (atoms[k].source == source)
                model.noalias() += factors.atoms.col (static_cast<Index> (k)) *
                                   factors.activations.row (static_cast<Index> (k));
        const float exponent =
            (dictionary.spectrum == core::Spectrum::power ? 2.0f : 1.0f) * dictionary.maskExponent;
        return extendedAbove (model.array().pow (exponent).matrix(), frames.numBins());
    }

    static constexpr float smallestMean = 1e-20f;

    const core::Dictionary& dictionary;
    Index numParts;
    const SoftScoreSpec& spec;
    core::Frames frames;
    core::PreparedDictionary prepared;
    std::vector<ScoredAtom> atoms;
    Index numNotes = 0; // of the atoms
    MatrixXf score;     // [notes' atoms x frames]
    std::vector<MatrixXcf> spectra;
    training::Factors factors;
};
} // namespace

core::Result<MatrixXf> separateByScore (const MatrixXf& samples, double sampleRateHz,
                                        const core::Dictionary& dictionary, Index numParts,
                                        const std::vector<ScoredNote>& notes, const SoftScoreSpec& spec,
                                        const core::Progress& onProgress)
{
    ScoreSeparation separation (dictionary, numParts, spec);
    if (auto ready = separation.prepare (samples, sampleRateHz, notes); ! ready.ok())
        return ready.error();
    if (auto fitted = separation.fit (onProgress); ! fitted.ok())
        return fitted.error();
    return separation.sources();
}

} // namespace unbraid::offline
