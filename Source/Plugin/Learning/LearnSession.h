// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Learning/CaptureBuffer.h"
#include "Plugin/Learning/Learner.h"
#include "Plugin/Learning/RecordingList.h"
#include "Plugin/Model/PluginModel.h"
#include "Plugin/Threads/LentTo.h"

namespace unbraid::plugin
{

/** Learning from the live input, from recordings or by marks. From the live input: sound is captured while it plays,
    then learned in the background. The audio thread borrows the buffer for the length of a block. */
class LearnSession
{
public:
    ~LearnSession();

    /** Begins to keep sound. [message] error: learning is under way */
    core::Status startCapture (const LearnOptions& options, double sampleRateHz, Eigen::Index numChannels);

    /** True while sound of this input is captured. [audio] */
    [[nodiscard]] bool wants (CaptureFrom wanted) const noexcept
    {
        return buffer.isThere() && captureFrom.load (std::memory_order_relaxed) == wanted;
    }

    /** Keeps a block, unless its rate is another one than the capture's. [audio] wait-free */
    void add (const std::array<const float*, 2>& channels, Eigen::Index numSamples,
              double sampleRateHz) noexcept;

    /** The host's rate may have changed: a capture at another one begins anew; returns whether one does. [message] */
    bool followRate (double sampleRateHz);

    /** Ends the capture and learns from it.
        base  the dictionary that is added to; null for one of its own
        [message] error: no capture, or what `Learner::start` refuses */
    core::Status train (std::shared_ptr<const core::Dictionary> base);

    /** Learns from recordings.
        base  as in `train`
        [message] error: learning is under way, what `Learner::start` refuses */
    core::Status trainOn (const std::vector<ListedRecording>& recordings, const LearnOptions& options,
                          std::shared_ptr<const core::Dictionary> base);

    /** Fits a dictionary. [message] error: learning is under way, what `Learner::start` refuses */
    core::Status fit (FitRequest request);

    /** Uses what was learned so far. [message] */
    void finishTraining() { learner.finishNow(); }

    /** Ends capture or training, with nothing. [message] */
    void cancel();

    /** The result, once it is there; an error once, when there will be none. [message] */
    std::optional<core::Result<core::Dictionary>> takeResult();

    [[nodiscard]] LearnStatus status();                                           // [message]
    [[nodiscard]] const LearnOptions& options() const noexcept { return chosen; } // [message]

    /** Of the last training, or the one under way. [message] */
    [[nodiscard]] bool isFitting() const noexcept { return from == From::marks; }
    [[nodiscard]] bool isFromRecordings() const noexcept { return from == From::recordings; }
    [[nodiscard]] const std::string& learnedSource() const noexcept { return source; } // empty: fitted
    [[nodiscard]] const std::string& doubts() const noexcept { return lastDoubts; }    // empty: none

private:
    enum class From
    {
        capture,
        recordings,
        marks
    };
    void openBuffer (double sampleRateHz, Eigen::Index numChannels);
    [[nodiscard]] core::Status checkIdle (const char* what) const;
    LearnRequest requestFor (From materialFrom, std::shared_ptr<const core::Dictionary> base);
    core::Status begunVoice (From materialFrom, VoiceRequest request);
    core::Status begunKit (From materialFrom, KitRequest request);
    core::Status begun (core::Status started);

    std::atomic<CaptureFrom> captureFrom{ CaptureFrom::input };
    LearnOptions chosen;
    LentTo<CaptureBuffer> buffer; // while capturing
    bool isTraining = false;
    From from = From::capture;
    std::string source;     // that is learned
    std::string lastResult; // what the last one learned, in words
    std::string lastDoubts; // and what was wrong with its sound
    Learner learner;
};

} // namespace unbraid::plugin
