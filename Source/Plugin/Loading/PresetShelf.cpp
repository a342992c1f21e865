// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/PresetShelf.h"

#include "Core/Support/Caught.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/ModelCard.h"
#include "Plugin/Loading/DictionaryStore.h"

namespace unbraid::plugin
{

namespace
{
namespace fs = std::filesystem;

constexpr int lookEveryMs = 100;
constexpr int pauseMs = 2; // between two files: dictionaries that are to play come first

/** A time of its own where the file cannot be asked. */
fs::file_time_type changeOf (const fs::path& file)
{
    std::error_code failure;
    const auto time = fs::last_write_time (file, failure);
    return failure ? fs::file_time_type::min() : time;
}

core::Result<PresetInfo> infoOf (const fs::path& path)
{
    const auto read = files::loadDictionary (path);
    if (! read.ok())
        return read.error();
    PresetInfo info;
    info.isRead = true;
    const auto& dictionary = read.value();
    for (const auto& source : core::leavesOf (dictionary))
        info.sources.add (source.name);
    info.numAtoms = static_cast<int> (dictionary.numAtoms());
    for (const auto& branch : dictionary.branches)
        info.numAtoms += static_cast<int> (branch.dictionary->numAtoms());
    info.windowMs = 1000.0 * static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    info.licence = dictionary.licence;
    const auto text = dictionaries::cardOf (path);
    info.purpose = juce::String::fromUTF8 (files::purposeFrom (text).c_str());
    info.about = juce::String::fromUTF8 (files::aboutFrom (text).c_str());
    info.uses = juce::String::fromUTF8 (files::usesFrom (text).c_str());
    return info;
}

PresetInfo readPreset (const fs::path& path)
{
    const auto read =
        core::caught ("the dictionary cannot be read", path.string(), [&] { return infoOf (path); });
    if (read.ok())
        return read.value();
    PresetInfo refused;
    refused.isRead = true;
    refused.error = read.error().message();
    return refused;
}
} // namespace

PresetShelf::PresetShelf (std::function<void()> onRead)
    : wasRead (std::move (onRead))
{
    thread->addTimeSliceClient (this);
}

PresetShelf::~PresetShelf()
{
    thread->removeTimeSliceClient (this);
}

std::vector<PresetInfo> PresetShelf::list()
{
    std::vector<PresetInfo> found;
    std::vector<fs::path> news;
    {
        const std::scoped_lock locked (known->guard);
        for (const auto& entry : files::listDictionaries (dictionaries::searchPath()))
        {
            const auto read = known->byFile.find (entry.path);
            const bool isKnown = read != known->byFile.end() && read->second.changed == changeOf (entry.path);
            auto& info = found.emplace_back (isKnown ? read->second.info : PresetInfo());
            info.name = entry.name;
            info.isFactory = dictionaries::isFactoryFile (entry.path);
            info.file = juce::File (entry.path.string());
            if (! isKnown)
                news.push_back (entry.path);
        }
    }
    const std::scoped_lock locked (guard);
    unread = std::move (news);
    return found;
}

fs::path PresetShelf::takeUnread()
{
    const std::scoped_lock locked (guard);
    if (unread.empty())
        return {};
    auto first = unread.front();
    unread.erase (unread.begin());
    return first;
}

bool PresetShelf::isKnown (const fs::path& path, fs::file_time_type changed)
{
    const std::scoped_lock locked (known->guard);
    const auto read = known->byFile.find (path);
    return read != known->byFile.end() && read->second.changed == changed;
}

int PresetShelf::useTimeSlice()
{
    // What cannot be read says so itself, see readPreset.
    const auto waitMs = core::caught ("the dictionaries cannot be listed", {},
                                      [this]() -> core::Result<int> { return readNext(); });
    return waitMs.ok() ? waitMs.value() : lookEveryMs;
}

/** Milliseconds until the next one. */
int PresetShelf::readNext()
{
    const auto path = takeUnread();
    if (path.empty())
        return lookEveryMs;
    const auto changed = changeOf (path); // before it is read: what changes meanwhile is read again
    if (! isKnown (path, changed))        // by another instance
    {
        auto info = readPreset (path);
        const std::scoped_lock locked (known->guard);
        known->byFile[path] = { changed, std::move (info) };
    }
    const std::scoped_lock locked (guard);
    if (unread.empty())
        wasRead();
    return pauseMs;
}

} // namespace unbraid::plugin
