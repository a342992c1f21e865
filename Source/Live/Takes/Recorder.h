// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include "Core/Support/Result.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace unbraid::files
{
class AudioWriter;
}

namespace unbraid::live
{

/** Writes what comes out of the engine to a file, without a gap as long as the disk keeps up.

        audio: add -> ring of some seconds -> worker: write, and a new header each second -> stop: the last header

    The file has its name from the start and is never removed: what a crash interrupts can be opened up to its last second.
    A recording lasts over devices that vanish and come back, but not over another rate. */
class Recorder
{
public:
    struct Status
    {
        bool isRecording = false;
        double seconds = 0.0;
        juce::int64 numLost = 0; // samples that the disk was too slow for
        std::filesystem::path file;
        std::string error; // why the last recording ended, if not by `stop`
    };

    Recorder();
    ~Recorder();
    Recorder (const Recorder&) = delete;
    Recorder& operator= (const Recorder&) = delete;

    /** Begins a recording; the ending of the name says the format.
        sources  that get files beside it, see `fileOfSource`; their sound follows the mix's in what is added
        [message] error: a file exists already, or it cannot be written */
    core::Status start (const std::filesystem::path& file, const std::vector<std::string>& sources = {});

    /** Ends it, with all that was added. [message] error: it cannot be written */
    core::Status stop();

    /** The device's rate from now on; a recording of another rate ends. Not while `add` runs. [message] */
    void setRate (double rateHz);

    /** [message] */
    [[nodiscard]] Status status() const;

    /** block  [channels x samples] two of the mix, then two of each source; those that are not there are silent
        [audio] real-time safe */
    void add (const juce::AudioBuffer<float>& block, int numSamples) noexcept;

private:
    core::Status createWriters (const std::filesystem::path& file, const std::vector<std::string>& sources);
    void run();
    core::Status writeAll();
    [[nodiscard]] core::Status writeWaiting();
    [[nodiscard]] core::Status renewHeaders (int numNew);

    juce::AbstractFifo fifo;
    juce::AudioBuffer<float> ring; // [channels x samples]
    int numChannels = 0;           // that are recorded
    double rate = 0.0;
    std::atomic<bool> isOn{ false };
    std::atomic<bool> isEnding{ false };
    std::atomic<juce::int64> numWritten{ 0 }, lost{ 0 };

    mutable std::mutex guard; // of the two below; never taken on the audio thread
    std::filesystem::path path;
    std::string trouble;

    std::vector<files::AudioWriter> writers; // the worker's while it runs; of two channels each
    int headerEvery = 0, sinceHeader = 0;    // samples; the worker's while it runs
    std::thread worker;
};

} // namespace unbraid::live
