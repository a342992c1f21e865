// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Transcription/Transcriber.h"
#include "Plugin/Audio/OutgoingNote.h"
#include "Plugin/Audio/SampleDelay.h"
#include "Plugin/Audio/StripMixer.h"
#include "Plugin/Picture/EnginePicture.h"

#include <atomic>
#include <memory>
#include <vector>

namespace unbraid::test
{
struct LongRun; // counts on from where long runs come, in Tests
}

namespace unbraid::plugin
{

/** The fixed properties of an engine; a change of any needs another engine. */
struct EngineSpec
{
    double sampleRateHz = 48000.0;
    Eigen::Index inputChannels = 2; // 1 or 2
    Eigen::Index mixChannels = 2;   // 1 or 2
    core::LatencyMode mode = core::LatencyMode::balanced;
    bool isStereoLinked = true; // false: each channel has masks of its own
    bool isGuided =
        false; // by notes, which the dictionary or a branch of it has: its sources are parts and residual
    int dictionaryNumber = 0; // which of those that its owner has had
    float stagger = 0.0f;     // see core::SeparatorSpec

    bool operator== (const EngineSpec&) const = default;
};

/** Number that identifies the sources and atoms of its frames: guided, the same dictionary has other ones. [any] */
inline unsigned shownNumber (const EngineSpec& spec) noexcept
{
    return 2 * static_cast<unsigned> (spec.dictionaryNumber) + (spec.isGuided ? 1 : 0);
}

/** One dictionary at work: the separator (or one per channel), the dry sound beside it and the way into Mix. Built
    whole on a worker, handed to the audio thread, given back to be freed. All it gives has one latency. */
class SeparationEngine : private core::FrameListener
{
public:
    /** adapted  what the adaptive atoms begin with, per separator; empty, or guided: as the dictionary has them
        [worker] errors: as `core::Separator::prepare`, `restoreAdapted` and, guided, `core::guidedDictionary` */
    static core::Result<std::unique_ptr<SeparationEngine>>
    make (const EngineSpec& spec, const core::Dictionary& dictionary,
          const std::vector<core::AdaptedAtoms>& adapted);

    /** One without a dictionary: all is dry, on Mix and on the first strip. [worker] */
    static std::unique_ptr<SeparationEngine> makeDry (const EngineSpec& spec);

    /** Forgets sound and, unless frozen, what was learned; controls are taken without a glide. [audio] */
    void reset() noexcept;

    /** Takes the controls of the next chunks. [audio] */
    void aimAt (const Controls& controls) noexcept;

    /** Something that happens to a note; not guided, it is ignored.
        offset  samples from the beginning of the next chunk
        [audio] real-time safe */
    void queueNote (const core::NoteEvent& event, Eigen::Index offset) noexcept;

    /** Sets the observer of the next chunk's frames; null: none.
        position  samples that the path had processed before it
        [audio] */
    void watch (FrameFeed* feed, std::int64_t position) noexcept { picture.watch (feed, position); }

    /** Separates and mixes at most `maxChunk` samples.
        input  [input channels] pointers
        [audio] real-time safe */
    void process (const float* const* input, Eigen::Index numSamples) noexcept;

    /** The strip's channel of the last chunk, before gain and pan and silent while bypassed; null where there is no
        such source. [audio] */
    [[nodiscard]] const float* strip (int index, Eigen::Index channel) const noexcept;

    /** Mix of the last chunk. [audio] */
    [[nodiscard]] const float* mix (Eigen::Index channel) const noexcept
    {
        return mixed.col (channel).data();
    }

    /** The notes that were found in the last chunk, where the dictionary has notes and none guide it. Their
        offsets are those of the output; notes that are found too late for that have offset 0. [audio] */
    [[nodiscard]] std::span<const OutgoingNote> notes() const noexcept
    {
        return { outgoing.data(), numOutgoing };
    }

    /** State of the adaptive atoms when they were frozen, per separator; empty unless they were frozen anew since
        the last call. Audio may run meanwhile. [worker] */
    std::vector<core::AdaptedAtoms> takeFrozen();

    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return latency; }
    /** Samples of input after which the output has its full quality. [any] */
    [[nodiscard]] Eigen::Index warmUpSamples() const noexcept { return warmUp; }
    [[nodiscard]] const EngineSpec& spec() const noexcept { return builtFor; }
    /** Samples; 0 without a dictionary. [any] */
    [[nodiscard]] Eigen::Index windowSamples() const noexcept { return window; }
    [[nodiscard]] Eigen::Index hopSamples() const noexcept { return hop; }
    /** Of the engine, in its order; none without a dictionary. [any] */
    [[nodiscard]] const std::vector<std::string>& sourceNames() const noexcept { return names; }

private:
    friend struct test::LongRun;
    explicit SeparationEngine (const EngineSpec& spec)
        : builtFor (spec)
    {
    }
    static core::Result<std::unique_ptr<SeparationEngine>>
    build (const EngineSpec& spec, const core::Dictionary& dictionary, size_t node, Eigen::Index partsOfNode,
           const std::vector<core::AdaptedAtoms>& adapted);
    void prepareFinder (const core::Dictionary& dictionary);
    void allocate (Eigen::Index numSources, const std::vector<bool>& isTarget);
    void frameDone (const core::FrameView& frame) noexcept override;
    void setNoteOffsets (Eigen::Index numSamples) noexcept;
    void keepFrozen (bool isFrozen) noexcept;
    void separate (const float* const* input, Eigen::Index numSamples) noexcept;
    void finishStrips (Eigen::Index numSamples) noexcept;

    EngineSpec builtFor;
    core::SeparatorSettings presetSettings;  // what no control overrides
    std::vector<core::Separator> separators; // one for all channels, or one for each
    std::vector<SampleDelay> delays;         // per channel
    StripMixer mixer;
    Eigen::Index guidedNode = 0; // of the tree that the dictionary is
    core::Transcriber finder;    // of the first separator's notes
    Eigen::Index tellingNode = 0;
    std::vector<OutgoingNote> outgoing;
    size_t numOutgoing = 0;
    Eigen::Index lead = 0;             // of the separators' frames, samples
    Eigen::Index samplesProcessed = 0; // samples since made or reset, the lead included
    std::vector<std::string> names;
    Eigen::Index latency = 0;
    Eigen::Index warmUp = 0;
    Eigen::Index window = 0, hop = 0;
    EnginePicture picture;
    Eigen::MatrixXf sources;            // [chunk x (sources x channels)]
    Eigen::MatrixXf dry;                // [chunk x channels]
    Eigen::MatrixXf mixed;              // [chunk x mix channels]
    std::vector<float*> sourcePointers; // separator by separator, source by source
    std::vector<float> frozenCopy; // written by the audio thread while not full, read by a worker while it is
    std::atomic<bool> isCopyFull{ false };
    bool isCopied = false; // since freeze was switched on
};

} // namespace unbraid::plugin
