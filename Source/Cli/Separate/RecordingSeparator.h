// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"
#include "Core/Spectral/SubsonicSplit.h"
#include "Core/Support/Progress.h"
#include "Files/AudioReader.h"

#include <exception>
#include <functional>

namespace unbraid::cli
{

/** Called after each of the engine's frames, on the thread that separates. */
using FrameObserver = std::function<void (const core::FrameView&)>;

/** Called with what the engine is not shown of the next frames, [frames x channels]. */
using SubsonicObserver = std::function<void (const Eigen::MatrixXf&)>;

/** The engine fed by a recording instead of a sound card: sources come out aligned with the input and as long
    as it, and gates follow the recording's time. Where the recording has an offset, the engine is not shown what lies below
    5 Hz, and the sources sum to the rest: see SubsonicReturn. */
class RecordingSeparator : private core::FrameListener
{
public:
    RecordingSeparator() = default;
    ~RecordingSeparator() override = default;
    RecordingSeparator (const RecordingSeparator&) = delete; // the engine knows where it is
    RecordingSeparator& operator= (const RecordingSeparator&) = delete;

    /** [worker] Error: as `core::Separator::prepare`. */
    core::Status prepare (const SeparationPlan& plan, double sampleRateHz, Eigen::Index numChannels);

    /** Whether a pass over the recording would teach the engine anything. [worker] */
    [[nodiscard]] bool canLearn() const;

    /** Back to the beginning of the recording, with what the engine learned from it kept.
        plan       for its silences and notes
        numFrames  of the recording, where it is played from its end; else 0
        [worker] */
    void beginAgain (const SeparationPlan& plan, double sampleRateHz, Eigen::Index numFrames = 0);

    /** Shows every frame of the engine from now on; the sources stay the same bit for bit. [worker] */
    void observe (FrameObserver frameObserver);

    /** Shows what the engine is not shown, from the beginning on. [worker] before the first process */
    void observeSubsonic (SubsonicObserver observer) { onSubsonic = std::move (observer); }

    /** Takes the next frames of the recording and returns those of the sources that are ready: fewer at
        first, by the latency and by the second that is known of the future.
        input    [frames x channels]
        returns  [frames x (sources x channels)], source by source; valid until the next call
        [worker] */
    Eigen::Ref<const Eigen::MatrixXf> process (const Eigen::Ref<const Eigen::MatrixXf>& input);

    /** Shows the engine the rest of the recording, after its end; returns the sources as `process`. [worker] */
    Eigen::Ref<const Eigen::MatrixXf> endInput();

    /** The last frames, after the end of the recording. [worker] */
    Eigen::Ref<const Eigen::MatrixXf> finish();

    [[nodiscard]] Eigen::Index latencySamples() const noexcept { return separator.latencySamples(); }
    [[nodiscard]] const core::Separator& engine() const noexcept { return separator; }

private:
    /** A gate that shuts or opens at a sample of the input. */
    struct SourceSwitch
    {
        Eigen::Index position = 0;
        Eigen::Index source = 0;
        int step = 0; // +1: one more silence begins
    };

    /** Something that happens to a note at a sample of the input. */
    struct Note
    {
        Eigen::Index position = 0;
        core::NoteEvent event;
        Eigen::Index node = 0; // of a tree, see core::SeparationTree
    };

    void frameDone (const core::FrameView& frame) noexcept override;
    void rewind (const SeparationPlan& plan, double sampleRateHz, Eigen::Index numFrames);
    void clearOutputs();
    void separateReady();
    void separate (const Eigen::Ref<const Eigen::MatrixXf>& input);
    void listSourceSwitches (const SeparationPlan& plan, double sampleRateHz);
    void listNotes (const SeparationPlan& plan, double sampleRateHz);
    void queueNotes (Eigen::Index count);
    void switchSources();
    void run (const Eigen::Ref<const Eigen::MatrixXf>& input, Eigen::Index from, Eigen::Index count);

    core::Separator separator;
    core::SeparatorSettings settings; // of the separator
    Eigen::Index numParts = 0;        // that notes guide
    FrameObserver onFrame;
    std::exception_ptr failure;        // of the observer, within a block
    std::vector<SourceSwitch> changes; // by position
    std::vector<int> silencesNow;      // per source
    size_t nextChange = 0;
    std::vector<Note> notes; // by position
    size_t nextNote = 0;
    Eigen::Index position = 0; // frames of the input processed so far
    Eigen::Index early = 0;    // frames still to be dropped: what comes out before the recording begins
    core::SubsonicSplit subsonic;
    bool isOver = false; // the recording
    core::SubsonicSplit::Parts parts;
    SubsonicObserver onSubsonic;
    Eigen::MatrixXf block;   // [frames x (sources x channels)] of one of its blocks
    Eigen::MatrixXf outputs; // [frames x (sources x channels)]
};

/** Reads a recording to its end, block by block. Returns its number of frames.
    onBlock     takes each block, [frames x channels]; an error ends the reading
    [worker] errors: those of reading and of `onBlock`, or cancelled by `onProgress` */
core::Result<Eigen::Index>
readThrough (files::AudioReader& reader,
             const std::function<core::Status (const Eigen::Ref<const Eigen::MatrixXf>&)>& onBlock,
             const core::Progress& onProgress);

/** Takes the sources that are ready; an error ends the separation. */
using SourceSink = std::function<core::Status (const Eigen::Ref<const Eigen::MatrixXf>&)>;

/** A file through the engine, block by block; says on standard error what is wrong with the recording. Returns its number of
    frames.
    name        of the recording, as the user calls it
    [worker] errors: those of reading and of the sink, or cancelled by `onProgress` */
core::Result<Eigen::Index> streamRecording (const std::string& name, files::AudioReader& reader,
                                            RecordingSeparator& separator, const SourceSink& sink,
                                            const core::Progress& onProgress);

/** Separates a whole recording in memory.
    samples  [frames x channels]
    returns  per source [frames x channels]
    [worker] Error: as `RecordingSeparator::prepare`, or cancelled. */
core::Result<std::vector<Eigen::MatrixXf>> separateRecording (const SeparationPlan& plan, double sampleRateHz,
                                                              const Eigen::MatrixXf& samples);

} // namespace unbraid::cli
