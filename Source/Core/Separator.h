// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Masking/SpatialFilter.h"
#include "Core/SeparationTree.h"
#include "Core/Spectral/Stft.h"
#include "Core/Spectral/SubsonicPath.h"

#include <string>
#include <vector>

namespace unbraid::test
{
struct LongRun; // counts on from where long runs come, in Tests
}

namespace unbraid::core
{

/** The engine's explanation of its newest frame, with look-ahead of the newest frame that was output: a view of its
    memory, free of cost. Silent frames are not solved: all but `number` is then that of the last frame that was not
    silent, or unscaled. Of a tree the masks are those of the leaves, all else is of the root, which may be some frames
    ahead of them (SeparationTree). */
struct FrameView : SourceEstimate
{
    Eigen::Index number; // of frames since prepare or reset; 0: none yet
    bool isSilent;
    const Eigen::MatrixXf& masks;    // [bins x sources]; of a tree: x leaves
    const Eigen::MatrixXcf& mixture; // [bins x channels] spectra of the frame
    ModelShape shape;
    std::optional<AtomsView> atoms; // empty: the model has none

    /** The level by which activations are to be multiplied; 0 where the frame is silent. */
    [[nodiscard]] float activeLevel() const noexcept { return isSilent ? 0.0f : level; }
};

/** Observes every frame of a separator as soon as it is solved. */
class FrameListener
{
public:
    virtual ~FrameListener() = default;

    /** frame  valid during the call
        [audio] real-time safe */
    virtual void frameDone (const FrameView& frame) noexcept = 0;
};

/** The whole signal path, and the one engine of plugin, app and command line:

        block in -> STFT -> models of the sources, masks -> spatial filter -> inverse STFT per source -> buses out
             \-> what lies below 5 Hz, where there is an offset -----------------------------------------/

    The buses sum to the input delayed by `latencySamples()`, whatever the dictionary says. Channels share their masks,
    so that a source keeps its panning; or, with the spatial filter, the masks and the panning of the sources together
    make a filter from channels to channels. Scaling the input scales the outputs and nothing else. */
class Separator
{
public:
    /** branches  dictionaries that split sources of the first one further: the sources are then the leaves of the tree,
                  see SeparationTree; none: those that the dictionary has itself
        [worker] allocates; errors: rate, channels, mode or settings outside their ranges, a dictionary that does not
        serve the mode or the rate. After an error the separator is as it was. */
    Status prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                    const SeparatorSettings& settings, std::span<const Branch> branches = {});

    /** Clears sound, activations and, unless they are frozen, adapted atoms. [audio] */
    void reset() noexcept;

    /** Settings for the next block, of a tree those of its root; out of range they are clamped. [audio] */
    void set (const SeparatorSettings& settings) noexcept;

    /** Turns a source on or off: off, it has no activations. [audio] */
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept;

    /** Queues a note event of the block that is processed next, or of a later one; without parts it is ignored.
        offset  samples from the beginning of that block; below 0: it is late and happens at once
        node    of a tree: 0 its root, from 1 on its branches
        [audio] real-time safe. */
    void queueNote (const NoteEvent& event, Eigen::Index offset, Eigen::Index node = 0) noexcept;

    /** Sets the observer of all frames from now on; null: none. It outlives the separator, or is replaced before.
        [worker] before the first process */
    void listen (FrameListener* frameListener) noexcept { listener = frameListener; }

    /** inputs   [channels] pointers to numSamples samples
        outputs  [sources x channels] pointers, source by source: outputs[s * numChannels + c]
        numSamples  any size, changing from call to call
        [audio] real-time safe. Never fails: NaN and Inf are taken as silence. */
    void process (const float* const* inputs, float* const* outputs, Eigen::Index numSamples) noexcept;

    /** Floats that `copyAdapted` writes; 0 where no source adapts. [any] */
    [[nodiscard]] Eigen::Index adaptedSize() const noexcept { return rootModel().adaptedSize(); }

    /** Copies the state of the adaptive atoms, for `adaptedFrom`.
        values  [adaptedSize()]
        [audio] real-time safe. */
    void copyAdapted (float* values) const noexcept { rootModel().copyAdapted (values); }

    /** Converts such a copy to the form that a session keeps; empty where no source adapts. Reads nothing that `process`
        changes, so that it may be called meanwhile.
        values  [adaptedSize()]
        [worker] */
    [[nodiscard]] AdaptedAtoms adaptedFrom (const float* values) const
    {
        return rootModel().adaptedFrom (values);
    }

    /** Restores adapted atoms of this or another rate, mode or number of channels, as if they had been learned here;
        a reset that is not frozen goes back to the dictionary's atoms. To be called after prepare, before the first
        process.
        [worker] errors: those of `validate`, which leave everything as it was */
    Status restoreAdapted (const AdaptedAtoms& adapted)
    {
        return tree.rootNode().sourceModel().restoreAdapted (adapted);
    }

    /** The newest frame. Valid until the next call of `process`, `reset` or `prepare`, on the thread that makes it.
        [audio] */
    [[nodiscard]] FrameView lastFrame() const noexcept
    {
        return { rootModel().estimate(), numFrames,           tree.isSilent(),    tree.gains(),
                 stft.outgoing(),        rootModel().shape(), rootModel().atoms() };
    }

    /** The newest frame of a branch of a tree, from 1 on: its own masks and bins, of the masked sound that it has explained. Valid as
        lastFrame. [audio] */
    [[nodiscard]] FrameView lastFrameOf (Eigen::Index branch) const noexcept
    {
        const auto& node = tree.nodeAt (branch);
        const auto& model = node.sourceModel();
        return { model.estimate(),        numFrames,     node.isSilent(), node.gains(),
                 tree.mixtureOf (branch), model.shape(), model.atoms() };
    }

    /** Frames of a dictionary of the tree, 0 its root. [any] */
    [[nodiscard]] const FrameGeometry& geometryOf (Eigen::Index node) const noexcept
    {
        return tree.nodeAt (node).geometry();
    }

    /** Samples by which it explains the sound later than it would by itself, see SeparationTree. [any] */
    [[nodiscard]] Eigen::Index lateSamples (Eigen::Index node) const noexcept
    {
        return tree.lateSamples (node);
    }

    [[nodiscard]] Eigen::Index numSources() const noexcept { return tree.numLeaves(); }
    [[nodiscard]] Eigen::Index numChannels() const noexcept { return channels; }
    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return stft.latencySamples(); }

    /** Samples by which all frames end earlier: that of `SeparatorSpec::stagger`. Frame n ends at n hops less these.
        [any] */
    [[nodiscard]] Eigen::Index leadSamples() const noexcept { return lead; }
    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return stft.geometry(); }
    [[nodiscard]] const std::vector<std::string>& sourceNames() const noexcept { return tree.leafNames(); }

private:
    friend struct test::LongRun;
    [[nodiscard]] const SourceModel& rootModel() const noexcept { return tree.rootNode().sourceModel(); }
    void forgetFrames() noexcept;
    void processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept;
    void applyMasks (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept;

    Stft stft;
    SubsonicPath subsonic;
    SeparationTree tree;
    SpatialFilter spatialFilter;
    FrameListener* listener = nullptr;
    std::vector<float*> pieces; // [sources x channels] outputs of a piece of a block
    Eigen::Index channels = 0;
    Eigen::Index numFrames = 0;
    Eigen::Index lead = 0;         // samples, below one hop
    Eigen::Index numSamplesIn = 0; // since prepare or reset, the lead included
};

} // namespace unbraid::core
