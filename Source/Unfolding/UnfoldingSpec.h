// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"
#include "Unfolding/Mixing/MixingSettings.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::unfolding
{

/** The shape of an unfolded dictionary: what of the design is free. */
struct NetworkSpec
{
    int numUpdates = 2;       // layers; 0: the encoder's activations are used as they are
    bool isTied = false;      // one matrix for all updates
    bool hasOwnOutput = true; // false: masks are made of the last update's atoms
    int encoderUnits = 192;   // 0: no encoder, activations start from A h_prev + b
    int encoderLayers = 1;
    int slowUnits = 0;      // of its memory of seconds, see core::SlowMemory; 0: none
    int longRows = 0;       // of the linear bands, seen through a long window, too: core::LongWindow; 0: none
    int rowUnits = 16;      // of the encoder's sub-band network; 0: none
    int rowValues = 3;      // that it hands to the encoder
    int refiningUnits = 24; // of the refiner's sub-band network; 0: none
    int refiningBlocks = 0; // of recurrence along the rows of a frame in that network; 0: none
    bool foldsRows = false; // those blocks process neighbouring rows in pairs
    float refinerBoundDb = 0.0f;   // that it moves a source's model by at most; 0: without such a bound
    bool hasFloorAtom = false;     // the last atom of the last source is the running noise floor
    bool usesFloor = true;         // the rows over their running floor are features, too
    int linearBands = 64;          // as wide as a bin, from 0 Hz
    int perceptualBands = 36;      // above them, evenly spaced in ERB-rate; 0: all rows are linear
    double topBandHz = 0.0;        // centre of the highest; 0: half the rate
    bool skipsUnheardRows = false; // rows above half a sound's rate take no part in the networks of the rows
    int speakerValues = 0;         // that tell whose voice the first source is; 0: nothing tells
    float divergenceBeta = 1.0f;
    core::Spectrum spectrum = core::Spectrum::magnitude;
    float maskExponent = 1.0f;

    /** Features of each row of a frame: its value over the level, and over its floor. [any] */
    [[nodiscard]] Eigen::Index featuresOfRow() const noexcept { return usesFloor ? 2 : 1; }

    /** Parts of each row in a long window, which the networks of the rows see beside its features; 0: none. [any] */
    [[nodiscard]] Eigen::Index partsOfRow() const noexcept
    {
        return longRows > 0 ? core::longWindowParts : 0;
    }

    /** Features of a frame. [any] */
    [[nodiscard]] Eigen::Index numFeatures (Eigen::Index numRows) const noexcept
    {
        return numRows * featuresOfRow();
    }

    /** Inputs of the encoder's first layer that are parts of a long window, its last ones. [any] */
    [[nodiscard]] Eigen::Index numLongInputs() const noexcept { return longRows * partsOfRow(); }

    /** Inputs of the encoder's first layer. [any] */
    [[nodiscard]] Eigen::Index numInputs (Eigen::Index numRows) const noexcept
    {
        return numFeatures (numRows) + (rowUnits > 0 ? numRows * rowValues : 0) + numLongInputs();
    }
};

/** The weights of the terms of the loss, see SeparationLoss.h. */
struct LossSpec
{
    float magnitude = 7.0f;       // compressed magnitudes
    float complexPart = 3.0f;     // compressed complex spectra
    float overSuppression = 3.0f; // compressed magnitudes that are missing
    float distortion = 0.1f;      // log10 of the error's share of the energy
    float intelligibility = 0.0f; // 1 - correlation of third-octave envelopes
    float compression = 0.3f;     // exponent of the compressed spectra
    float waveform = 0.0f;        // log10 of the error's share after overlap-add
    float targetFloorDb = 0.0f;   // level at which the target keeps everything else; 0: not at all
    float perceptual = 0.0f;      // difference in loudness, a stand-in for PESQ
    float regions = 0.0f;         // log10 of the error's share of the energy, low and high frequencies alike
    float pauses = 0.0f;          // log10 of what is left of the mixture where the source pauses
    float notes = 1.0f;           // cross-entropy of onsets and sounding notes, in the notes recipe

    /** The same as a gain. [any] */
    [[nodiscard]] float residual() const noexcept;
};

/** Settings of the optimiser. */
struct OptimiserSpec
{
    int steps = 4000;     // 0: as many as `seconds` allow
    double seconds = 0.0; // that such a training may take
    int warmUpSteps = 100;
    double decayShare = 0.5; // of the steps: at the end the rate falls to nothing along a cosine
    double learningRate = 2e-3;
    double weightDecay = 1e-4;
    bool usesMuon = false;       // see Muon; false: AdamW moves all weights
    double gradientNorm = 1.0;   // larger gradients are scaled down to it
    double averageSteps = 200.0; // of the moving average of the weights, which is what is kept
    int batchSize = 64;          // mixtures
    int views = 1;               // steps in a row that have the same mixtures, each in the next mode
    double dropout = 0.0; // share of the encoder's values that are left out of a step, between its layers
    double refinerLeftOut = 0.0; // share of the mixtures whose masks are made without the refiner
    bool roundsProducts =
        false;           // matrix products of bfloat16 factors: faster on processors with matrix units
    int roundedBits = 0; // that weights keep of their mantissa in a step, rounded at random; 0: all
    std::uint64_t roundingSeed = 1;
    int patience = 0;        // development scores without progress before the training ends; 0: never
    int stepsPerScore = 250; // between two development scores
};

/** One of the sources to separate. */
struct SourceSpec
{
    std::string name;
    Eigen::Index numAtoms = 64;
    bool isTarget = true; // its mask is learned; where none is a target, all are
};

/** The device that a net is trained on. */
enum class ComputeDevice
{
    cpu,
    cuda
};

/** A training through the updates. */
struct UnfoldingSpec
{
    NetworkSpec network{};
    LossSpec loss{};
    OptimiserSpec optimiser{};
    MixingSettings mixing{};
    std::vector<SourceSpec> sources{};
    double windowSeconds = 0.032;
    double hopSeconds = 0.016;
    std::vector<core::LatencyMode> modes{ core::LatencyMode::low, core::LatencyMode::balanced };
    double lowRateShare = 0.0; // of the steps: their sounds end at half of a lower rate
    int numDevelopment = 64;   // mixtures that scores are taken on
    std::uint64_t seed = 1;
    int numThreads = 2; // one of them mixes
    ComputeDevice device = ComputeDevice::cpu;

    std::shared_ptr<const core::Dictionary> startFrom{}; // weights to begin with; null: random ones
    int changeRank = 0; // of the sum that alone is learned on those, see LowRankChange; 0: all weights are
    bool keepsRanks = false;            // of those weights whose rank is low, see LowRankChange::ofFactors
    std::filesystem::path checkpoint{}; // where an interrupted training is kept; empty: nowhere
    double checkpointSeconds = 120.0;
    bool resume = false;
    bool keepsLatest = false; // average of the weights; false: the one with the best development loss

    std::map<std::string, double> mixer{};
    std::string licence{};
    std::string trainedOn{};
    std::string command{};

    /** Whether the first source has notes: atoms as NoteLoss.h orders them. [any] */
    [[nodiscard]] bool hasNotes() const noexcept { return mixing.recipe == MixingRecipe::notes; }
};

/** Takes network, frames, modes, rate and sources from an unfolded dictionary, so that a training can go on from it.
    [worker] error: a dictionary that is not unfolded, or whose rows no training makes */
core::Status followShape (const core::Dictionary& dictionary, UnfoldingSpec& spec);

/** Checks every setting. [worker] error: the first outside its range */
core::Status validate (const UnfoldingSpec& spec);

/** The frames that a mode is trained on: as long as the engine's, one engine hop or a few apart, so that they are
    about `hopSeconds` apart: see ActivationEncoder for the phases.
    [worker] errors: as core::frameGeometry */
core::Result<core::FrameGeometry> trainingGeometry (const UnfoldingSpec& spec, core::LatencyMode mode);

/** Centres of the bands of a training: see core::bandCentres. [bands], Hz. [worker] */
Eigen::VectorXf rowFrequencies (const UnfoldingSpec& spec);

/** The dictionary of a training without its matrices: geometry, rows, sources and what is written of it. [worker] */
core::Dictionary emptyDictionary (const UnfoldingSpec& spec);

} // namespace unbraid::unfolding
