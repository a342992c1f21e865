// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/ActivationEncoder.h"
#include "Core/Factorisation/ActivationSolver.h"
#include "Core/Factorisation/AdaptedAtoms.h"
#include "Core/Factorisation/AtomAdapter.h"
#include "Core/Factorisation/ConvolutiveSolver.h"
#include "Core/Factorisation/ModelRefiner.h"
#include "Core/Factorisation/NoiseTracker.h"
#include "Core/FrameSpectrum.h"
#include "Core/Guidance/NoteGates.h"
#include "Core/Masking/PlaceFilter.h"
#include "Core/Masking/WienerMasks.h"
#include "Core/Spectral/Stft.h"

#include <string>
#include <vector>

namespace unbraid::core
{

/** What a separator is built for; a change of any needs a new `prepare`. */
struct SeparatorSpec
{
    double sampleRateHz = 48000.0;
    Eigen::Index numChannels = 1; // 1 to 8, separated by one set of masks
    LatencyMode mode = LatencyMode::balanced;
    Eigen::Index residualAtoms = 0; // adds a source `residual`, see prepareDictionary
    double windowSeconds =
        0.0;                   // of the analysis; 0: that of the dictionary. Never below the synthesis window
    Eigen::Index numParts = 0; // the first sources, which notes guide: see guidedDictionary
};

/** What may change while playing. */
struct SeparatorSettings
{
    SolverSettings solver;
    AdaptationSettings adaptation;
    AdaptationSettings noteAdaptation{ true, 0.02f, 30.0f }; // of the atoms that notes guide
    NoiseTrackingSettings noiseTracking;                     // while it is on, the noise atoms do not adapt
    float maskSmoothingSeconds = 0.0f;
    PlaceSettings place;
    bool frozen = false; // adaptation, noise tracking and places keep what they learned, also over a reset
};

/** What the engine made of its newest frame, with look-ahead of the newest that went out: a view of its own memory, nothing is computed for it. Where the
    frame was silent nothing was solved: all but `number` is then as the last frame that sounded left it, or
    unscaled. */
struct FrameView
{
    Eigen::Index number; // of frames since prepare or reset; 0: none yet
    bool isSilent;
    float level;                     // mean of the frame's spectrum, which `spectrum` was divided by
    const Eigen::VectorXf& spectrum; // [rows] v of all channels together, mean one over the heard rows, plus
                                     // floor; rows: the model bins, or the dictionary's bands
    const Eigen::VectorXf&
        binSpectrum; // [model bins] the same at the bins: `spectrum` itself where they are the
                     // rows
    const Eigen::VectorXf& activations;  // [padded atoms] h, v ~ W h
    const Eigen::MatrixXf& sourceModels; // [rows x sources] P_j = W_j h_j with the dictionary's atoms
    const Eigen::MatrixXf& masks;        // [bins x sources]
    const Eigen::MatrixXcf& mixture;     // [bins x channels] spectra of the frame
    const PreparedDictionary& dictionary;

    /** The level, 0 where the frame is silent: times `activations`, what sounds. */
    [[nodiscard]] float heardLevel() const noexcept { return isSilent ? 0.0f : level; }
};

/** Looks at every frame of a separator as soon as it is solved. */
class FrameListener
{
public:
    virtual ~FrameListener() = default;

    /** frame  valid during the call
        [audio] real-time safe */
    virtual void frameDone (const FrameView& frame) noexcept = 0;
};

/** The whole signal path, and the one engine of plugin, app and command line:

        block in -> STFT -> spectrum -> activations -> masks -> inverse STFT per source -> buses out

    An unfolded dictionary goes the same way: its spectrum is that of bands, its encoder proposes the start of the
    activations, and its masks are spread from the bands to the bins. Its noise atoms neither adapt nor track.
    Convolutive atoms are solved over several frames, those of the look-ahead, and their templates follow the sound where
    adaptation is on.
    With parts, notes open and shut the atoms of their pitch, which adapt to what is heard within what they are not
    zero in; what no note explains is `residual`.

    The buses sum to the input delayed by `latencySamples()`, whatever the dictionary says. Channels share
    their masks, so that a source keeps its place between the loudspeakers; or, with `place`, the masks and the places
    of the sources together make a filter from channels to channels. Scaling the input scales the
    outputs and nothing else: every frame is solved at mean one. */
class Separator
{
public:
    /** [worker] allocates; errors: rate, channels, mode or settings outside their ranges, a dictionary that
        does not serve the mode or the rate */
    Status prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                    const SeparatorSettings& settings);

    /** As after prepare: sound, activations and, unless they are frozen, what the noise atoms learned are
        forgotten. [audio] */
    void reset() noexcept;

    /** Settings for the next block; out of range they are clamped. [audio] */
    void set (const SeparatorSettings& settings) noexcept;

    /** Closes a source's activations (its gate) or opens them again. [audio] */
    void setGate (Eigen::Index source, bool open) noexcept;

    /** Something that happens to a note in the block that is processed next, or later; without parts it is ignored.
        offset  samples from the beginning of that block; below 0: it is late and happens at once
        [audio] real-time safe. */
    void queueNote (const NoteEvent& event, Eigen::Index offset) noexcept;

    /** Shows every frame from now on; null: to nobody. The listener outlives the separator or its own leave.
        [worker] before the first process */
    void listen (FrameListener* frameListener) noexcept { listener = frameListener; }

    /** inputs   [channels] pointers to numSamples samples
        outputs  [sources x channels] pointers, source by source: outputs[s * numChannels + c]
        numSamples  any size, changing from call to call
        [audio] real-time safe. Never fails: NaN and Inf are heard as silence. */
    void process (const float* const* inputs, float* const* outputs, Eigen::Index numSamples) noexcept;

    /** Floats that `copyAdapted` writes; 0 where no source adapts. [any] */
    [[nodiscard]] Eigen::Index adaptedSize() const noexcept;

    /** Copies what the adaptive atoms learned, for `adaptedFrom`.
        values  [adaptedSize()]
        [audio] real-time safe. */
    void copyAdapted (float* values) const noexcept;

    /** Makes of such a copy what a session can keep; empty where no source adapts. Reads nothing that
        `process` changes, so that it may be called meanwhile.
        values  [adaptedSize()]
        [worker] */
    [[nodiscard]] AdaptedAtoms adaptedFrom (const float* values) const;

    /** Puts in what was learned, at this or another rate, mode or number of channels, as if it had been
        learned here; a reset that is not frozen goes back to the dictionary's atoms. To be called after
        prepare, before the first process.
        [worker] errors: those of `validate`, which leave everything as it was */
    Status restoreAdapted (const AdaptedAtoms& adapted);

    /** The newest frame, for those who look at the factorisation. Valid until the next call of `process`,
        `reset` or `prepare`, on the thread that makes it. [audio] */
    [[nodiscard]] FrameView lastFrame() const noexcept
    {
        return { numFrames,
                 isSilent,
                 spectrum.level(),
                 spectrum.values(),
                 spectrum.valuesAtBins(),
                 dictionary.isConvolutive ? levelActivations : solver.activations(),
                 sourceModels,
                 masks.gains(),
                 stft.outgoing(),
                 dictionary };
    }

    [[nodiscard]] Eigen::Index numSources() const noexcept { return dictionary.numSources(); }
    [[nodiscard]] Eigen::Index numChannels() const noexcept { return channels; }
    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return stft.latencySamples(); }
    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return stft.geometry(); }
    [[nodiscard]] const std::vector<std::string>& sourceNames() const noexcept { return names; }

private:
    void freeze (bool shouldBeFrozen) noexcept;
    void processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept;
    void separatePlain (float levelRatio) noexcept;
    void separateUnfolded (float levelRatio) noexcept;
    void separateConvolutive() noexcept;
    void hearAhead() noexcept;
    void modelSources() noexcept;
    void forgetFrames() noexcept;
    void applyMasks (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept;

    Stft stft;
    PreparedDictionary dictionary;
    FrameSpectrum spectrum;
    ActivationEncoder encoder;
    ModelRefiner refiner;
    ActivationSolver solver;
    ConvolutiveSolver convolutive;
    FrameSpectrum newest;    // of the look-ahead, which `convolutive` hears
    Eigen::VectorXf silence; // [rows] zeros
    AtomAdapter adapter;     // of noise or the residual
    AtomAdapter noteAdapter; // of what notes guide
    NoteGates notes;
    NoiseTracker tracker;
    WienerMasks masks;
    PlaceFilter places;
    FrameListener* listener = nullptr;
    std::vector<std::string> names;
    Eigen::Index channels = 0;
    Eigen::MatrixXf sourceModels;     // [rows x sources] P_j
    Eigen::VectorXf levelActivations; // [padded atoms] of convolutive atoms, in units of the frame's level
    float lastLevel = 0.0f;           // of the last frame that sounded; 0: none yet
    Eigen::Index numFrames = 0;
    Eigen::Index samplesHeard = 0; // since prepare or reset
    bool isSilent = true;          // the newest frame
};

} // namespace unbraid::core
