// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"
#include "Core/Guidance/NoteGates.h"
#include "Core/SeparatorSettings.h"

namespace unbraid::core
{

/** The fixed properties of a separator; a change of any needs a new `prepare`. */
struct SeparatorSpec
{
    double sampleRateHz = 48000.0;
    Eigen::Index numChannels = 1; // 1 to 8, separated by one set of masks
    LatencyMode mode = LatencyMode::balanced;
    Eigen::Index residualAtoms = 0; // adds a source `residual`, see prepareDictionary
    double windowSeconds =
        0.0;                   // of the analysis; 0: that of the dictionary. Never below the synthesis window
    Eigen::Index numParts = 0; // the first sources, which notes guide: see guidedDictionary

    /** Share of a hop, 0 to below 1, by which all frames end earlier, so that separators that are fed together finish
        them in other blocks. The latency is the same. */
    double stagger = 0.0;
};

/** A model's explanation of a frame: a view of its memory. */
struct SourceEstimate
{
    float level;                     // mean of the frame's spectrum, which `spectrum` was divided by
    const Eigen::VectorXf& spectrum; // [rows] v of all channels together, unit mean, plus floor
    const Eigen::VectorXf&
        binSpectrum; // [model bins] the same at the bins: `spectrum` itself where they are the rows
    const Eigen::VectorXf& activations;  // [padded atoms] h, v ~ W h
    const Eigen::MatrixXf& sourceModels; // [rows x sources] P_j = W_j h_j
};

/** The stage between STFT and masks: explains the spectrum of each frame as a sum of sources. One class for each kind
    of dictionary, which owns the matrices it was made with and alone changes them; see makeModel. */
class SourceModel
{
public:
    virtual ~SourceModel() = default;

    /** Clears activations and, unless they are frozen, adapted atoms. [audio] */
    virtual void reset() noexcept = 0;

    /** Settings for the next frame; out of range they are clamped. [audio] */
    virtual void set (const SeparatorSettings& settings) noexcept = 0;

    /** Turns a source on or off: off, it has no activations. [audio] */
    virtual void setSourceEnabled (Eigen::Index source, bool isOn) noexcept = 0;

    /** Queues a note event; models that notes do not guide ignore it.
        position  of the sample at which it happens, counted since the model was made or reset
        [audio] real-time safe. */
    virtual void queueNote (const NoteEvent&, Eigen::Index /*position*/) noexcept {}

    /** A frame begins, silent or not; models with look-ahead take in the newest one here.
        number    of the frame, from 1
        newest    [bins x channels]
        isSilent  nothing but zeros for a whole analysis window and the look-ahead
        [audio] real-time safe. */
    virtual void beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept = 0;

    /** Explains the frame that is output.
        mixture  [bins x channels]
        returns  false where it is silent: then the estimate is that of the last frame that sounded, or unscaled
        [audio] real-time safe. */
    virtual bool explain (const Eigen::MatrixXcf& mixture) noexcept = 0;

    /** The explanation of the frame explained last. [audio] */
    [[nodiscard]] virtual SourceEstimate estimate() const noexcept = 0;

    /** The matrices of the sources. [audio] */
    [[nodiscard]] virtual const PreparedDictionary& dictionary() const noexcept = 0;

    /** The state of adaptive atoms, see Separator; empty for models without any. */
    [[nodiscard]] virtual Eigen::Index adaptedSize() const noexcept { return 0; }
    virtual void copyAdapted (float* /*values*/) const noexcept {}
    [[nodiscard]] virtual AdaptedAtoms adaptedFrom (const float* /*values*/) const { return {}; }
    virtual Status restoreAdapted (const AdaptedAtoms& adapted) { return validate (adapted, 0); }
};

} // namespace unbraid::core
