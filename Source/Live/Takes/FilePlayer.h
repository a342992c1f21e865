// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Takes/PlayedSound.h"
#include "Plugin/Threads/Handover.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace unbraid::live
{

/** Plays a file in place of the microphone, again and again, to try things out.

        message: open -> worker: read, resample -> audio: take over between blocks -> message: status () frees the old

    What is played is in memory: the file, or the beginning of a long one, see `maxPlayedFrames`. Between microphone and file the sound glides, for a few milliseconds. */
class FilePlayer
{
public:
    /** The state for display. */
    struct Status
    {
        std::filesystem::path file; // empty: none was opened
        bool isLoading = false;
        bool isPlaying = false;
        double seconds = 0.0;     // length of what is played; 0: none that can be
        double fileSeconds = 0.0; // of the file; longer where only its beginning is played
        double positionSeconds = 0.0;
        std::string oddity; // of the file, see PlayedSound
        std::string error;  // why the newest file cannot be played; empty: it can
    };

    /** Reads a file for a device's rate, as `readPlayedSound`. [worker] */
    using Read = std::function<core::Result<PlayedSound> (const std::filesystem::path& file, double rateHz)>;

    explicit FilePlayer (Read reader = readWhole);
    ~FilePlayer();
    FilePlayer (const FilePlayer&) = delete;
    FilePlayer& operator= (const FilePlayer&) = delete;

    /** Reads a file in the background and plays it as soon as it is there; the current file plays until then, and if the
        file cannot be played. [message] */
    void open (const std::filesystem::path& file);

    /** The device's rate from now on; what is open is read again for it. Not while `process` runs. [message] */
    void setRate (double rateHz);

    /** Goes on where it was. [message] */
    void play() noexcept { isWanted.store (true, std::memory_order_relaxed); }

    /** The microphone again. [message] */
    void stop() noexcept { isWanted.store (false, std::memory_order_relaxed); }

    /** Seeks, in seconds; clamped to the end. [message] */
    void seek (double seconds);

    /** [message] */
    Status status();

    /** Puts the file in place of what is in the two channels while it plays.
        [audio] real-time safe */
    void process (const std::array<float*, 2>& channels, Eigen::Index numSamples) noexcept;

private:
    /** The file that is wanted in memory. */
    struct Wanted
    {
        std::filesystem::path file;
        double rateHz = 0.0;
        int numOpened = 0; // files, so that the same one can be opened again
        bool operator== (const Wanted&) const = default;
    };
    struct Sound : PlayedSound
    {
        Eigen::Index start = 0; // first frame to be played
    };

    static core::Result<PlayedSound> readWhole (const std::filesystem::path& file, double rateHz);
    void run();
    core::Status playNext (bool& goesOn);
    void offer (PlayedSound sound);
    void refuse (core::Error error);
    [[nodiscard]] bool hasWork() const { return wanted != tried && ! wanted.file.empty(); }
    void takeOffer() noexcept;

    const Read read;

    // audio
    std::unique_ptr<Sound> current; // owned by the audio thread while it runs
    double deviceRateHz = 0.0;
    float share = 0.0f; // of the file in what goes out
    float glideStep = 1.0f;
    Eigen::Index next = 0; // frame

    plugin::Handover<Sound> sounds;
    std::atomic<bool> isWanted{ false };
    std::atomic<double> seekSeconds{ -1.0 }; // below 0: nowhere
    std::atomic<double> playedSeconds{ 0.0 };

    std::mutex guard; // of all below; never taken on the audio thread
    std::condition_variable wake;
    bool isEnding = false;
    bool isReading = false;
    Wanted wanted;
    Wanted tried;
    Wanted loaded;           // the newest that could be read
    double length = 0.0;     // of what is played of it, seconds
    double fileLength = 0.0; // of all of it
    std::string fileOddity;
    std::string newestError;

    std::thread worker; // last: it works on all above
};

} // namespace unbraid::live
