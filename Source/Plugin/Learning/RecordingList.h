// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace unbraid::plugin
{

/** A recording on the list. */
struct ListedRecording
{
    std::filesystem::path file;
    bool isChecked = false; // what follows is known
    double seconds = 0.0;
    double audibleSeconds = 0.0; // less far than 45 dB below its loudest part
    double sampleRateHz = 0.0;
    std::string error; // why it is refused; empty: it is not
};

/** Looks a recording through from its beginning to its end.
    shouldContinue  asked now and then; false: what was found by then is given back, unchecked
    [worker] */
ListedRecording lookThrough (const std::filesystem::path& file, const std::function<bool()>& shouldContinue);

/** Recordings to learn from, which a thread of its own looks through. It is started with the first of them. */
class RecordingList
{
public:
    /** onChecked  called on the thread of the list after each recording */
    explicit RecordingList (std::function<void()> onChecked);
    ~RecordingList();
    RecordingList (const RecordingList&) = delete;
    RecordingList& operator= (const RecordingList&) = delete;

    /** Puts a file on the list; one that is on it stays once. [message] */
    void add (const std::filesystem::path& file);
    void remove (const std::filesystem::path& file);
    void clear();

    [[nodiscard]] std::vector<ListedRecording> all() const;

private:
    void run();
    void check (const std::filesystem::path& file);
    [[nodiscard]] std::filesystem::path waitForUnchecked();
    [[nodiscard]] bool isListed (const std::filesystem::path& file) const;

    const std::function<void()> checked;
    mutable std::mutex guard;
    std::condition_variable changed;
    std::vector<ListedRecording> recordings; // with the guard
    std::atomic<bool> ends{ false };
    std::thread worker;
};

} // namespace unbraid::plugin
