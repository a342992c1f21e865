// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/CaptureBuffer.h"
#include "Plugin/Learner.h"
#include "Plugin/PluginModel.h"

namespace unbraid::plugin
{

/** Learning by ear: sound is kept while it is heard, then learned in the background. The audio thread takes the buffer
    out of its slot for the length of a block and puts it back; it is read and freed only while it lies there or after
    it was taken from there for good. */
class LearnSession
{
public:
    ~LearnSession();

    /** Begins to keep sound. [message] error: learning is under way */
    core::Status startCapture (const LearnOptions& options, double sampleRateHz, Eigen::Index numChannels);

    /** Where the sound comes from, and whether any is wanted. [audio] */
    [[nodiscard]] bool wants (CaptureFrom place) const noexcept
    {
        return slot.load (std::memory_order_relaxed) != nullptr &&
               from.load (std::memory_order_relaxed) == place;
    }

    /** Keeps a block. [audio] wait-free */
    void add (const std::array<const float*, 2>& channels, Eigen::Index numSamples) noexcept;

    /** Ends the capture and learns from it.
        base  the dictionary that is added to; null for one of its own
        [message] error: no capture, or what `Learner::start` refuses */
    core::Status train (std::shared_ptr<const core::Dictionary> base);

    /** Uses what was learned so far. [message] */
    void finishTraining() { learner.finishNow(); }

    /** Ends capture or training, with nothing. [message] */
    void cancel();

    /** The result, once it is there; an error once, when there will be none. [message] */
    std::optional<core::Result<core::Dictionary>> takeResult();

    [[nodiscard]] LearnStatus status();                                           // [message]
    [[nodiscard]] const LearnOptions& options() const noexcept { return chosen; } // [message]

private:
    std::unique_ptr<CaptureBuffer> takeBuffer();

    std::atomic<CaptureBuffer*> slot{ nullptr };
    std::atomic<CaptureFrom> from{ CaptureFrom::input };
    LearnOptions chosen;
    std::unique_ptr<CaptureBuffer> buffer; // while capturing
    bool isTraining = false;
    Learner learner;
};

} // namespace unbraid::plugin
