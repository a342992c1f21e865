// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/LoaderThread.h"
#include "Plugin/Model/PluginModel.h"

#include <filesystem>
#include <map>
#include <mutex>

namespace unbraid::plugin
{

/** The dictionaries that can be loaded by name. Their files are read once in the background, on the loader's thread, and
    again when they changed. */
class PresetShelf : private juce::TimeSliceClient
{
public:
    /** onRead  called on the loader's thread when all that `list` asked for is known */
    explicit PresetShelf (std::function<void()> onRead);
    ~PresetShelf() override;

    /** All, by name, with what is known of them by now. [message] */
    std::vector<PresetInfo> list();

private:
    /** The information read from a file, shared by all instances. */
    struct Known
    {
        struct Entry
        {
            std::filesystem::file_time_type changed;
            PresetInfo info;
        };
        std::mutex guard;
        std::map<std::filesystem::path, Entry> byFile; // with the guard
    };

    int useTimeSlice() override;
    int readNext();
    [[nodiscard]] std::filesystem::path takeUnread();
    [[nodiscard]] bool isKnown (const std::filesystem::path& path, std::filesystem::file_time_type changed);

    const std::function<void()> wasRead;
    juce::SharedResourcePointer<Known> known;
    std::mutex guard;
    std::vector<std::filesystem::path> unread; // with the guard
    juce::SharedResourcePointer<LoaderThread> thread;
};

} // namespace unbraid::plugin
