// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/PluginProcessor.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace unbraid::files
{
class AudioReader;
class AudioWriter;
} // namespace unbraid::files

namespace unbraid::live
{

/** Cleans a file as the app plays it, without playing it, into another file and, if asked, one of each source.

        message: start -> worker: read -> a processor of its own -> write -> the files get their names, all or none

    What comes out has the input's rate, its first two channels and its length, and begins where it begins. */
class Exporter
{
public:
    struct Job
    {
        std::filesystem::path input, output; // the ending of the output says the format
        bool hasSources = false; // each in a file of its own, "talk.speech.flac" beside "talk.flac"
    };

    struct Status
    {
        bool isRunning = false;
        double share = 0.0;           // of the input that is done, 0 to 1
        std::filesystem::path output; // of the newest export that is complete; empty: none yet
        std::string error;            // why the newest one failed; empty: it did not
    };

    Exporter();
    ~Exporter();
    Exporter (const Exporter&) = delete;
    Exporter& operator= (const Exporter&) = delete;

    /** Begins, with the settings of a processor's state; what runs is cancelled. [message] error: the state is none, an
        output would replace the input or a source's file that is there, or the format cannot be written */
    core::Status start (const Job& job, const juce::MemoryBlock& state);

    /** Ends it, and leaves nothing behind. [message] */
    void cancel();

    /** [message] */
    [[nodiscard]] Status status() const;

private:
    void run (const std::stop_token& cancelled, const Job& job);
    core::Status clean (const std::stop_token& cancelled, const Job& job);
    core::Status prepare (files::AudioReader& reader, const Job& job);
    core::Status copy (const std::stop_token& cancelled, files::AudioReader& reader);
    core::Status commit();
    core::Status write (const juce::AudioBuffer<float>& block, int from, int numSamples);

    std::unique_ptr<plugin::PluginProcessor> processor; // the worker's while it runs
    std::vector<std::string> sources;                   // that get files
    std::vector<files::AudioWriter> writers;            // the mix, then the sources
    int numChannels = 0;                                // of each

    std::atomic<bool> isRunning{ false };
    std::atomic<double> share{ 0.0 };
    mutable std::mutex guard; // of the two below
    std::filesystem::path finished;
    std::string trouble;

    std::jthread worker; // last: it works on all above
};

} // namespace unbraid::live
