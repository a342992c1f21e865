// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/SeparationEngine.h"
#include "Plugin/Model/Meters.h"
#include "Plugin/Picture/FrameFeed.h"
#include "Plugin/Picture/RecentSound.h"
#include "Plugin/Threads/Handover.h"

namespace unbraid::test
{
struct LongRun; // counts on from where long runs come, in Tests
}

namespace unbraid::plugin
{

/** Channel pointers of a block's inputs and outputs; null where a bus or a side of it is not connected. Both may be
    the same memory. */
struct BusPointers
{
    std::array<const float*, 2> input{};
    std::array<float*, 2> mix{};
    std::array<std::array<float*, 2>, numStrips> strips{};
};

/** The audio thread's signal path: one engine, and for a moment a second one that takes over from it.

        worker: offer (engine) -> audio: warm up beside the old one -> crossfade -> worker: collect () frees the old

    Each engine has its own latency, the same for dry sound, Mix and strips. Where latency stays, the sum of the
    strips is the delayed input all through the crossfade. Nothing here waits, locks or allocates. */
class SignalPath
{
public:
    /** Puts the engine in place that plays next, dropping all others. Not while `process` runs.
        [host] the thread that prepares */
    void install (std::unique_ptr<SeparationEngine> engine);

    /** Gives the audio thread an engine to go over to; of several not yet begun the newest counts. [worker] */
    void offer (std::unique_ptr<SeparationEngine> engine);

    /** Frees the engine that was replaced, if there is one. [worker] */
    void collect() { engines.collect(); }

    /** The engine that plays or is about to; valid until the next `collect`, `offer` or `install`. [worker] */
    [[nodiscard]] SeparationEngine* playing() const noexcept
    {
        return published.load (std::memory_order_acquire);
    }

    /** Forgets all sound. [audio] */
    void reset() noexcept;

    /** Something that happens to a note in the block that is processed next.
        offset  samples from its beginning
        [audio] real-time safe */
    void queueNote (const core::NoteEvent& event, Eigen::Index offset) noexcept;

    /** One block of any size. NaN and Inf are processed as silence.
        [audio] real-time safe */
    void process (const BusPointers& buses, Eigen::Index numSamples, const Controls& controls) noexcept;

    /** The notes that the playing engine found in the last block, at its samples. [audio] */
    [[nodiscard]] std::span<const OutgoingNote> notes() const noexcept { return { found.data(), numFound }; }

    /** Number of times that an engine began to play or was reset, after which earlier notes get no end. [audio] */
    [[nodiscard]] unsigned beginnings() const noexcept { return numBeginnings; }

    Meters meters;
    FrameFeed feed;     // what the playing engine makes of the sound; not the one that warms up
    RecentSound recent; // what came in

private:
    friend struct test::LongRun;
    void takeOffer() noexcept;
    void processChunk (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept;
    void readInput (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept;
    void takeNotes (Eigen::Index from) noexcept;
    void advanceTakeOver (Eigen::Index numSamples) noexcept;
    void finishTakeOver() noexcept;
    void write (float* out, const float* old, const float* young, Eigen::Index numSamples) const noexcept;
    void writeMix (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept;
    void writeStrips (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept;

    std::unique_ptr<SeparationEngine> current; // owned by the audio thread while it runs
    std::unique_ptr<SeparationEngine> next;
    Handover<SeparationEngine> engines;
    std::atomic<SeparationEngine*> published{ nullptr };
    std::int64_t position = 0;        // samples processed since install
    bool isFresh = true;              // nothing was processed since install or reset
    Eigen::Index processedByNext = 0; // samples
    Eigen::Index fadeSamples = 1;
    std::array<OutgoingNote, 1024> found{};
    size_t numFound = 0;
    unsigned numBeginnings = 0;
    Eigen::MatrixXf input;      // [chunk x channels]
    Eigen::VectorXf youngShare; // [chunk] of the next engine in what goes out
};

} // namespace unbraid::plugin
