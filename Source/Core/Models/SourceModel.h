// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"
#include "Core/Guidance/HitGates.h"
#include "Core/Guidance/NoteGates.h"
#include "Core/SeparatorSettings.h"
#include "Core/Spectral/BandMap.h"

#include <optional>

namespace unbraid::core
{

struct PreparedDictionary;

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

    bool followsHits = false; // of a score of drums; adds a source `residual`: see HitGuidedModel
};

/** The fixed dimensions of a model, all that frames and masks need to know of it: a view of its memory. */
struct ModelShape
{
    const FrameGeometry& geometry;
    Eigen::Index numModelBins;     // of the first bins it models the sources
    const Eigen::VectorXf& rowsHz; // [rows] frequencies of the model bins, or centres of bands
    const BandMap& bands;          // from bins to rows; without bands the rows are the model bins
    Eigen::Index numSources;
    Spectrum spectrum;  // of which the rows are
    float maskExponent; // e
    float modelFloor;   // the least v, of unit mean
    float shareFloor;   // added to P_j^e of every source that is on

    [[nodiscard]] double hopSeconds() const noexcept
    {
        return static_cast<double> (geometry.hop) / geometry.sampleRateHz;
    }
};

/** A model's explanation of a frame: a view of its memory. */
struct SourceEstimate
{
    float level;                     // mean of the frame's spectrum, which `spectrum` was divided by
    const Eigen::VectorXf& spectrum; // [rows] v of all channels together, unit mean, plus floor
    const Eigen::VectorXf&
        binSpectrum; // [model bins] the same at the bins: `spectrum` itself where they are the rows
    const Eigen::MatrixXf& sourceModels; // [rows x sources] P_j of unit mean together; of atoms: W_j h_j
};

/** Atoms and activations of models that factorise, for notes, pictures and files: a view of their memory. */
struct AtomsView
{
    const PreparedDictionary& dictionary;
    const Eigen::VectorXf& activations; // [padded atoms] h of the frame explained last, v ~ W h
};

/** The stage between STFT and masks: explains the spectrum of each frame as a sum of sources. One class for each kind
    of dictionary (ModelKind.h), which owns the matrices it was made with and alone changes them; see makeModel. */
class SourceModel
{
public:
    virtual ~SourceModel() = default;

    /** Clears activations and, unless they are frozen, adapted atoms. [audio] */
    virtual void reset() noexcept = 0;

    /** Settings for the next frame; out of range they are clamped. [audio] */
    virtual void set (const SeparatorSettings& settings) noexcept = 0;

    /** Turns a source on or off: off, its P_j is zero. [audio] */
    virtual void setSourceEnabled (Eigen::Index source, bool isOn) noexcept = 0;

    /** Queues a note event; models that notes do not guide ignore it.
        position  of the sample at which it happens, counted since the model was made or reset
        [audio] real-time safe. */
    virtual void queueNote (const NoteEvent&, Eigen::Index /*position*/) noexcept {}

    /** Opens or shuts the activations of a drum for the frame that begins next; models that cannot leave it to the
        masks. [audio] real-time safe. */
    virtual void setHitGate (Eigen::Index /*source*/, const HitGate&) noexcept {}

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

    /** [audio] */
    [[nodiscard]] virtual ModelShape shape() const noexcept = 0;

    /** Empty for models without atoms. [audio] */
    [[nodiscard]] virtual std::optional<AtomsView> atoms() const noexcept { return {}; }

    /** The state of adaptive atoms, see Separator; empty for models without any. */
    [[nodiscard]] virtual Eigen::Index adaptedSize() const noexcept { return 0; }
    virtual void copyAdapted (float* /*values*/) const noexcept {}
    [[nodiscard]] virtual AdaptedAtoms adaptedFrom (const float* /*values*/) const { return {}; }
    virtual Status restoreAdapted (const AdaptedAtoms& adapted) { return validate (adapted, 0); }
};

/** Makes the model of a dictionary.
    spec        its rate and mode, channels, residual and parts
    dictionary  valid
    [worker] allocates; errors: a rate, mode or window outside their ranges, a dictionary that does not serve the mode
    or the rate, settings outside their ranges, parts or a residual that it does not take */
MadeModel makeModel (const SeparatorSpec& spec, const Dictionary& dictionary,
                     const SeparatorSettings& settings);

/** Dimensions of a model that explains the rows of a prepared dictionary. [audio] */
ModelShape shapeOf (const PreparedDictionary& dictionary) noexcept;

/** Geometry of the frames that `spec` asks for, with the window of the dictionary unless it gives another.
    [worker] errors: a rate, mode or window outside their ranges */
Result<FrameGeometry> geometryFor (const SeparatorSpec& spec, const Dictionary& dictionary,
                                   bool hasLookAhead = false);

/** `ModelKind::make` of a class with prepare (spec, geometry, dictionary, settings). [worker] */
template <class Model, bool hasLookAhead = false>
MadeModel makePrepared (const SeparatorSpec& spec, const Dictionary& dictionary,
                        const SeparatorSettings& settings)
{
    const auto geometry = geometryFor (spec, dictionary, hasLookAhead);
    if (! geometry.ok())
        return geometry.error();
    auto model = std::make_unique<Model>();
    if (auto ready = model->prepare (spec, geometry.value(), dictionary, settings); ! ready.ok())
        return ready.error();
    return std::unique_ptr<SourceModel> (std::move (model));
}

} // namespace unbraid::core
