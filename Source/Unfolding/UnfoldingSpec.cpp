// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/UnfoldingSpec.h"

#include "Core/Factorisation/Network/EncoderCopies.h"
#include "Core/Spectral/BandMap.h"
#include "Unfolding/Device.h"
#include "Unfolding/Mixing/ActiveLevel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

namespace unbraid::unfolding
{

namespace
{
/** A setting and where it may lie. */
struct Bounds
{
    const char* name;
    double value;
    double low;
    double high;
};

core::Status checkAll (std::span<const Bounds> settings)
{
    for (const auto& setting : settings)
        if (! (setting.value >= setting.low && setting.value <= setting.high))
            return core::Error{ "the training cannot be set up", setting.name,
                                core::numberText (setting.value),
                                core::numberText (setting.low) + " to " + core::numberText (setting.high) };
    return core::Done{};
}

core::Status checkNetwork (const NetworkSpec& network, double halfRateHz)
{
    const std::array bounds{
        Bounds{ "updates", static_cast<double> (network.numUpdates), network.encoderUnits > 0 ? 0.0 : 1.0,
                static_cast<double> (core::maxUpdateLayers) },
        Bounds{ "encoder units", static_cast<double> (network.encoderUnits), 0.0,
                static_cast<double> (core::maxEncoderUnits) },
        Bounds{ "encoder layers", static_cast<double> (network.encoderLayers), 1.0,
                static_cast<double> (core::maxGruLayers) },
        Bounds{ "slow units", static_cast<double> (network.slowUnits), 0.0,
                network.encoderUnits > 0 ? static_cast<double> (core::maxSlowUnits) : 0.0 },
        Bounds{ "long rows", static_cast<double> (network.longRows), 0.0,
                network.encoderUnits > 0 ? static_cast<double> (network.linearBands) : 0.0 },
        Bounds{ "row units", static_cast<double> (network.rowUnits), 0.0,
                static_cast<double> (core::maxRowUnits) },
        Bounds{ "row values", static_cast<double> (network.rowValues), 1.0,
                static_cast<double> (core::maxRowValues) },
        Bounds{ "refining units", static_cast<double> (network.refiningUnits), 0.0,
                network.encoderUnits > 0 ? static_cast<double> (core::maxRowUnits) : 0.0 },
        Bounds{ "refining blocks", static_cast<double> (network.refiningBlocks), 0.0,
                network.refiningUnits > 0 ? static_cast<double> (core::maxRowBlocks) : 0.0 },
        Bounds{ "bound of the refiner", static_cast<double> (network.refinerBoundDb), 0.0,
                network.refiningUnits > 0 ? static_cast<double> (core::maxRefinerBoundDb) : 0.0 },
        Bounds{ "folded rows", network.foldsRows ? 1.0 : 0.0, 0.0, network.refiningBlocks > 0 ? 1.0 : 0.0 },
        Bounds{ "speaker values", static_cast<double> (network.speakerValues), 0.0,
                network.encoderUnits > 0 ? static_cast<double> (core::maxSpeakerValues) : 0.0 },
        Bounds{ "linear bands", static_cast<double> (network.linearBands), 8.0, 4096.0 },
        Bounds{ "perceptual bands", static_cast<double> (network.perceptualBands), 0.0, 512.0 },
        Bounds{ "top band", network.topBandHz, 0.0, halfRateHz },
        Bounds{ "divergence beta", static_cast<double> (network.divergenceBeta), 0.0, 2.0 },
        Bounds{ "mask exponent", static_cast<double> (network.maskExponent), 0.25, 4.0 },
    };
    return checkAll (bounds);
}

core::Status checkOptimiser (const OptimiserSpec& optimiser)
{
    const std::array bounds{
        Bounds{ "steps", static_cast<double> (optimiser.steps), optimiser.seconds > 0.0 ? 0.0 : 1.0, 1e8 },
        Bounds{ "seconds", optimiser.seconds, 0.0, 1e8 },
        Bounds{ "warm-up steps", static_cast<double> (optimiser.warmUpSteps), 1.0, 1e8 },
        Bounds{ "decay share", optimiser.decayShare, 0.0, 1.0 },
        Bounds{ "learning rate", optimiser.learningRate, 1e-7, 1.0 },
        Bounds{ "weight decay", optimiser.weightDecay, 0.0, 1.0 },
        Bounds{ "gradient norm", optimiser.gradientNorm, 1e-6, 1e6 },
        Bounds{ "dropout", optimiser.dropout, 0.0, 0.9 },
        Bounds{ "share without the refiner", optimiser.refinerLeftOut, 0.0, 0.9 },
        Bounds{ "rounded bits", static_cast<double> (optimiser.roundedBits), 0.0, 23.0 },
        Bounds{ "averaged steps", optimiser.averageSteps, 1.0, 1e8 },
        Bounds{ "views", static_cast<double> (optimiser.views), 1.0, 64.0 },
        Bounds{ "batch", static_cast<double> (optimiser.batchSize), 1.0, 4096.0 },
        Bounds{ "patience", static_cast<double> (optimiser.patience), 0.0, 1e8 },
        Bounds{ "steps per score", static_cast<double> (optimiser.stepsPerScore), 1.0, 1e8 },
    };
    return checkAll (bounds);
}

/** The perceptual bands need room above the linear ones. */
core::Status checkTopBand (const UnfoldingSpec& spec)
{
    const double topHz = spec.network.topBandHz;
    const double lowestHz = spec.network.linearBands / spec.windowSeconds;
    if (topHz > 0.0 && topHz < lowestHz)
        return core::Error{ "the training cannot be set up", "top band", core::numberText (topHz) + " Hz",
                            core::numberText (lowestHz) + " Hz or more, above the linear bands" };
    return core::Done{};
}

/** Something has to be learned. */
core::Status checkLoss (const UnfoldingSpec& spec)
{
    const auto& loss = spec.loss;
    const std::array weights{ loss.magnitude,       loss.complexPart,
                              loss.overSuppression, loss.distortion,
                              loss.intelligibility, loss.waveform,
                              loss.perceptual,      loss.regions,
                              loss.pauses,          spec.hasNotes() ? loss.notes : 0.0f };
    if (std::none_of (weights.begin(), weights.end(), [] (float weight) { return weight > 0.0f; }))
        return core::Error{ "the training cannot be set up", "weights of the loss", "0 in all terms",
                            "one or more above 0" };
    return core::Done{};
}

constexpr size_t targetAndRest = 2; // sources

/** A room and other voices are sources where the mixtures separate them, and what tells the voice needs those. */
core::Status checkSpeech (const UnfoldingSpec& spec)
{
    const auto& speech = spec.mixing.speech;
    const bool separatesTalkers = speech.talkers.areSeparated;
    const size_t wanted = targetAndRest + (speech.separatesRoom ? 1 : 0) + (separatesTalkers ? 1 : 0);
    if (spec.mixing.recipe == MixingRecipe::speech && spec.sources.size() != wanted)
        return core::Error{ "the training cannot be set up", "sources of the recipe speech",
                            std::to_string (spec.sources.size()),
                            std::to_string (wanted) + ": what is said, everything else" +
                                (speech.separatesRoom ? ", the room" : "") +
                                (separatesTalkers ? ", other voices" : "") };
    if (spec.network.speakerValues > 0 && ! (separatesTalkers && spec.mixing.recipe == MixingRecipe::speech))
        return core::Error{ "the training cannot be set up", "speaker values",
                            std::to_string (spec.network.speakerValues),
                            "0: the mixtures have no other voices as a source" };
    return core::Done{};
}

/** Two atoms for each note, and room for what else the instrument makes. */
core::Status checkNotes (const UnfoldingSpec& spec)
{
    constexpr Eigen::Index numNoteAtoms = 2 * (highestPianoPitch - lowestPianoPitch + 1);
    if (spec.hasNotes() && spec.sources.front().numAtoms < numNoteAtoms)
        return core::Error{ "the training cannot be set up", "atoms of " + spec.sources.front().name,
                            std::to_string (spec.sources.front().numAtoms),
                            "at least 176: two for each of 88 notes" };
    const std::array bounds{ Bounds{ "loss of notes", static_cast<double> (spec.loss.notes), 0.0, 1e6 } };
    return checkAll (bounds);
}

/** Onset atoms, sounding atoms, then those of no pitch. */
void addNotes (core::Source& source)
{
    source.pitches.assign (static_cast<size_t> (source.numAtoms), -1);
    source.onsets.assign (static_cast<size_t> (source.numAtoms), 0);
    constexpr size_t numPitches = highestPianoPitch - lowestPianoPitch + 1;
    for (size_t note = 0; note < numPitches; ++note)
    {
        source.pitches[note] = source.pitches[numPitches + note] = lowestPianoPitch + static_cast<int> (note);
        source.onsets[note] = 1;
    }
}

/** Several targets that each keep a share of the rest would sum to more than the mixture. */
core::Status checkFloor (const UnfoldingSpec& spec)
{
    const auto numTargets = std::count_if (spec.sources.begin(), spec.sources.end(),
                                           [] (const auto& source) { return source.isTarget; });
    if (spec.loss.targetFloorDb < 0.0f && numTargets != 1)
        return core::Error{ "the training cannot be set up", "loss floor",
                            std::to_string (numTargets) + " target sources", "one, the others --noise" };
    const std::array bounds{ Bounds{ "loss floor", static_cast<double> (spec.loss.targetFloorDb), -80.0,
                                     0.0 } };
    return checkAll (bounds);
}

void followEncoder (const core::Encoder& encoder, Eigen::Index numRows, NetworkSpec& network)
{
    network.encoderUnits = static_cast<int> (encoder.numUnits());
    network.encoderLayers = static_cast<int> (encoder.layers.size());
    network.slowUnits = encoder.slow ? static_cast<int> (encoder.slow->numUnits()) : 0;
    network.usesFloor = encoder.numFeatures (numRows) > numRows;
    network.rowUnits = encoder.rows ? static_cast<int> (encoder.rows->numUnits()) : 0;
    if (encoder.rows)
        network.rowValues = static_cast<int> (encoder.rows->numValues());
}

void followNetwork (const core::Dictionary& dictionary, NetworkSpec& network)
{
    const auto& unfolding = *dictionary.unfolding;
    network = {};
    network.numUpdates = static_cast<int> (unfolding.layers.size());
    network.hasFloorAtom = unfolding.hasFloorAtom;
    network.skipsUnheardRows = unfolding.skipsUnheardRows;
    network.encoderUnits = network.rowUnits = network.refiningUnits = 0;
    if (unfolding.encoder)
        followEncoder (*unfolding.encoder, dictionary.numBins(), network);
    if (unfolding.refiner)
    {
        network.refiningUnits = static_cast<int> (unfolding.refiner->rows.numUnits());
        network.refiningBlocks = static_cast<int> (unfolding.refiner->blocks.size());
        network.foldsRows = unfolding.refiner->fold.has_value();
        network.refinerBoundDb = unfolding.refiner->boundDb;
    }
    if (unfolding.longWindow)
        network.longRows = static_cast<int> (unfolding.longWindow->numRows());
    if (unfolding.speaker)
        network.speakerValues = static_cast<int> (unfolding.speaker->numValues());
    network.divergenceBeta = dictionary.divergenceBeta;
    network.spectrum = dictionary.spectrum;
    network.maskExponent = dictionary.maskExponent;
}

/** Linear rows as long as they are a bin apart, perceptual ones above. */
void followRows (const Eigen::VectorXf& frequenciesHz, double binHz, NetworkSpec& network)
{
    int linear = 0;
    while (linear < frequenciesHz.size() &&
           std::abs (static_cast<double> (frequenciesHz[linear]) - linear * binHz) < 0.01 * binHz)
        ++linear;
    network.linearBands = linear;
    network.perceptualBands = static_cast<int> (frequenciesHz.size()) - linear;
    network.topBandHz =
        network.perceptualBands > 0 ? static_cast<double> (frequenciesHz[frequenciesHz.size() - 1]) : 0.0;
}
} // namespace

float LossSpec::residual() const noexcept
{
    return targetFloorDb < 0.0f ? amplitudeOf (static_cast<double> (targetFloorDb)) : 0.0f;
}

core::Status validate (const UnfoldingSpec& spec)
{
    if (spec.sources.size() < 2)
        return core::Error{ "the training cannot be set up", "sources", std::to_string (spec.sources.size()),
                            "at least 2: one source alone is not separated from anything" };
    if (spec.network.hasFloorAtom && ! (spec.network.usesFloor && spec.network.encoderUnits > 0))
        return core::Error{ "the training cannot be set up", "floor atom",
                            "no encoder that measures the floor", "with an encoder and its floor features" };
    if (auto checked = checkSpeech (spec); ! checked.ok())
        return checked;
    if (spec.hasNotes() && spec.sources.size() != targetAndRest)
        return core::Error{ "the training cannot be set up", "sources of the recipe notes",
                            std::to_string (spec.sources.size()), "2: what is played, and everything else" };
    if (spec.modes.empty())
        return core::Error{ "the training cannot be set up", "modes", "none", "low, balanced, high" };
    const std::array bounds{
        Bounds{ "hop", spec.hopSeconds, 0.002, 0.05 },
        Bounds{ "development mixtures", static_cast<double> (spec.numDevelopment), 1.0, 10000.0 },
        Bounds{ "share of lower rates", spec.lowRateShare, 0.0, 0.9 },
        Bounds{ "threads", static_cast<double> (spec.numThreads), 1.0, 256.0 },
        Bounds{ "rank of the change", static_cast<double> (spec.changeRank), 0.0, 64.0 },
    };
    if (spec.changeRank > 0 && (! spec.startFrom || spec.optimiser.usesMuon))
        return core::Error{ "the training cannot be set up", "rank of the change",
                            spec.startFrom ? "the optimiser muon" : "no dictionary to change",
                            "a dictionary to change, and the optimiser adamw" };
    if (spec.keepsRanks && (! spec.startFrom || spec.changeRank > 0 || spec.optimiser.usesMuon))
        return core::Error{ "the training cannot be set up", "ranks that are kept",
                            spec.optimiser.usesMuon ? "the optimiser muon" : "no dictionary that has them",
                            "a dictionary to start from, and the optimiser adamw" };
    for (auto checked : { checkNetwork (spec.network, 0.5 * spec.mixing.sampleRateHz), checkTopBand (spec),
                          checkOptimiser (spec.optimiser), checkFloor (spec), checkNotes (spec),
                          checkLoss (spec), checkAll (bounds), check (spec.mixing) })
        if (! checked.ok())
            return checked;
    for (const auto mode : spec.modes)
        if (auto geometry = trainingGeometry (spec, mode); ! geometry.ok())
            return geometry.error();
    return checkDevice (spec.device);
}

core::Status followShape (const core::Dictionary& dictionary, UnfoldingSpec& spec)
{
    if (! dictionary.unfolding)
        return core::Error{ "the training cannot be set up", "the dictionary to begin with", "a plain one",
                            "an unfolded one" };
    spec.windowSeconds = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    spec.hopSeconds = static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
    spec.mixing.sampleRateHz = dictionary.sampleRateHz;
    followNetwork (dictionary, spec.network);
    followRows (dictionary.frequenciesHz, 1.0 / spec.windowSeconds, spec.network);
    spec.sources.clear();
    for (const auto& source : dictionary.sources)
        spec.sources.push_back ({ source.name, source.numAtoms, source.isTarget });
    spec.modes.clear();
    for (const auto& mode : dictionary.modes)
        spec.modes.push_back (*core::latencyModeFrom (mode));
    const auto rows = rowFrequencies (spec);
    if (rows.size() != dictionary.numBins() || ! rows.isApprox (dictionary.frequenciesHz, 1e-4f))
        return core::Error{ "the training cannot be set up", "rows of the dictionary to begin with",
                            "frequencies of another kind", "linear, then perceptual ones" };
    return core::Done{};
}

core::Result<core::FrameGeometry> trainingGeometry (const UnfoldingSpec& spec, core::LatencyMode mode)
{
    return core::encoderGeometry (spec.mixing.sampleRateHz, mode, spec.windowSeconds, spec.hopSeconds);
}

Eigen::VectorXf rowFrequencies (const UnfoldingSpec& spec)
{
    const auto& network = spec.network;
    const double topHz = network.topBandHz > 0.0 ? network.topBandHz : 0.5 * spec.mixing.sampleRateHz;
    return core::bandCentres (network.linearBands, network.perceptualBands, 1.0 / spec.windowSeconds, topHz);
}

core::Dictionary emptyDictionary (const UnfoldingSpec& spec)
{
    core::Dictionary dictionary;
    const double rate = spec.mixing.sampleRateHz;
    dictionary.sampleRateHz = rate;
    dictionary.window = std::lround (spec.windowSeconds * rate);
    dictionary.hop = std::lround (spec.hopSeconds * rate);
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = spec.network.spectrum;
    dictionary.divergenceBeta = spec.network.divergenceBeta;
    dictionary.maskExponent = spec.network.maskExponent;
    dictionary.rows = core::Rows::bands;
    dictionary.frequenciesHz = rowFrequencies (spec);
    Eigen::Index first = 0;
    for (const auto& source : spec.sources)
    {
        dictionary.sources.push_back ({ source.name, first, source.numAtoms, {}, {}, source.isTarget });
        first += source.numAtoms;
    }
    if (spec.hasNotes())
        addNotes (dictionary.sources.front());
    for (const auto mode : spec.modes)
        dictionary.modes.emplace_back (core::toString (mode));
    dictionary.mixer = spec.mixer;
    dictionary.licence = spec.licence;
    dictionary.trainedOn = spec.trainedOn;
    dictionary.command = spec.command;
    return dictionary;
}

} // namespace unbraid::unfolding
