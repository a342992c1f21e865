// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PictureFrame.h"
#include "Plugin/Threads/LentTo.h"

#include <Eigen/Core>

#include <atomic>
#include <functional>
#include <memory>

namespace unbraid::plugin
{

/** Properties common to all frames of an engine. */
struct FrameFormat
{
    double hopSeconds = 0.0;
    double binHz = 0.0;
    float powerScale = 1.0f; // makes |x|^2 of a full-scale sine one at its bin
    unsigned dictionary = 0;
    std::span<const Eigen::Index>
        atomColumns; // [atoms] where the activation of each atom of the dictionary lies
};

/** One frame as an engine has it; null where no dictionary plays. */
struct FrameContent
{
    const Eigen::MatrixXcf& mixture;        // [bins x channels]
    const Eigen::MatrixXf* masks = nullptr; // [bins x sources] those beyond the last strip are summed on it
    const Eigen::VectorXf* activations = nullptr; // [padded atoms]
    float level = 0.0f;                           // times the activations
};

/** Frames on their way from the audio thread to the editor. Closed it does nothing. The audio thread borrows the ring of
    frames while it writes one. A frame that finds no room is dropped and counted, and one that is too large asks for a larger ring, which the next
    reading makes. */
class FrameFeed
{
public:
    FrameFeed();
    ~FrameFeed(); // not while audio runs
    FrameFeed (const FrameFeed&) = delete;
    FrameFeed& operator= (const FrameFeed&) = delete;

    /** From now on frames are kept, numbered on from where the feed was closed: a frame that was begun before then may
        come still. Open already: nothing. [message] allocates */
    void open();

    /** Keeps none any more. [message] waits while the audio thread writes a frame, at most */
    void close();

    /** Shows what came since the last call, oldest first. [message] may allocate */
    void read (const std::function<void (const PictureFrame&)>& show);

    /** [any] */
    [[nodiscard]] bool isOpen() const noexcept { return watched.load (std::memory_order_relaxed); }

    /** Keeps a frame.
        position  samples that were processed when it was complete
        [audio] wait-free; one thread at a time */
    void add (const FrameFormat& format, const FrameContent& content, std::int64_t position) noexcept;

private:
    struct Ring;

    using Show = std::function<void (const PictureFrame&)>;
    static void showAll (Ring& ring, const Show& show);

    LentTo<Ring> ring; // of the message thread
    std::atomic<bool> watched{ false };
    std::atomic<std::int64_t> numFrames{ 0 }; // while open, dropped ones too
    std::atomic<size_t> wantedFloats{ 0 };    // of one frame, the largest that came
    std::atomic<size_t> wantedFrames{ 0 };
};

} // namespace unbraid::plugin
