// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryLibrary.h"

#include "Files/FileBytes.h"
#include "Files/JsonText.h"
#include "Files/PipeCopy.h"
#include "Platform/Paths.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <system_error>

namespace unbraid::files
{

namespace
{
namespace fs = std::filesystem;

constexpr auto extension = ".safetensors";

void appendList (std::vector<fs::path>& folders, std::string_view list)
{
    while (! list.empty())
    {
        const auto folder = list.substr (0, list.find (platform::listSeparator));
        if (! folder.empty())
            folders.emplace_back (folder);
        list.remove_prefix (std::min (folder.size() + 1, list.size()));
    }
}

/** Their folders, seen from this code: installed beside a program's folder, or beside that of a library in a folder of
    its own (lib/ladspa), in a VST3's or AU's bundle, in an LV2's, beside that of a library in a folder of its own and the
    architecture's (lib/x86_64-linux-gnu/obs-plugins). */
constexpr const char* factoryFolders[] = { UNBRAID_INSTALLED_DICTIONARIES,
                                           ("../" UNBRAID_INSTALLED_DICTIONARIES),
                                           "../Resources/Dictionaries", "Resources/Dictionaries",
                                           ("../../" UNBRAID_INSTALLED_DICTIONARIES) };

bool isFile (const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file (path, ignored) || isKeptPipe (path);
}

/** What the folders hold, and the first of them that could not be read. */
struct Listed
{
    std::vector<DictionaryEntry> entries;
    fs::path unread;
    std::error_code failure;
};

Listed listed (const std::vector<fs::path>& searchPath)
{
    Listed all;
    std::map<std::string, fs::path> found;
    for (const fs::path& folder : searchPath)
    {
        std::error_code failure; // a folder that is missing or closed holds nothing
        for (fs::directory_iterator item (folder, failure), end; ! failure && item != end;
             item.increment (failure))
            if (item->path().extension() == extension && isFile (item->path()))
                found.emplace (item->path().stem().string(), item->path());
        const bool isMissing =
            failure == std::errc::no_such_file_or_directory || failure == std::errc::not_a_directory;
        if (failure && ! isMissing && ! all.failure)
        {
            all.unread = folder;
            all.failure = failure;
        }
    }
    all.entries.reserve (found.size());
    for (const auto& [name, path] : found)
        all.entries.push_back ({ name, path });
    return all;
}

std::string namesIn (const std::vector<DictionaryEntry>& entries)
{
    std::string names;
    for (const auto& entry : entries)
        names += (names.empty() ? "" : ", ") + entry.name;
    return names.empty() ? "a file: no dictionary is installed" : "a file, or one of " + names;
}
} // namespace

fs::path userDictionaryFolder()
{
    const auto data = platform::userDataFolder();
    return data.empty() ? data : data / UNBRAID_USER_DICTIONARIES;
}

std::vector<fs::path> factoryDictionaryPath()
{
    std::vector<fs::path> folders;
    if (const auto code = platform::codeFolder(); ! code.empty())
        for (const auto* folder : factoryFolders)
            folders.push_back ((code / folder).lexically_normal());
    if (const fs::path source = UNBRAID_SOURCE_DICTIONARIES; ! source.empty())
        folders.push_back (source);
    return folders;
}

std::vector<fs::path> dictionarySearchPath()
{
    std::vector<fs::path> folders;
    appendList (folders, platform::environment ("UNBRAID_DICTIONARIES"));
    if (auto own = userDictionaryFolder(); ! own.empty())
        folders.push_back (std::move (own));
    const auto factory = factoryDictionaryPath();
    folders.insert (folders.end(), factory.begin(), factory.end());
    return folders;
}

std::vector<DictionaryEntry> listDictionaries (const std::vector<fs::path>& searchPath)
{
    return listed (searchPath).entries;
}

core::Result<fs::path> findDictionary (const std::string& nameOrFile, const std::vector<fs::path>& searchPath)
{
    const fs::path path (nameOrFile);
    const bool isPath = path.has_parent_path() || path.extension() == extension;
    if (isPath && isFile (path))
        return path;

    const auto [entries, unread, failure] = listed (searchPath);
    for (const auto& entry : entries)
        if (! isPath && entry.name == nameOrFile)
            return entry.path;
    if (! isPath && isFile (path))
        return path;
    if (! isPath && failure)
        return core::Error{ "the dictionary " + inQuotes (nameOrFile) +
                                " was not found, and a folder of dictionaries cannot be read",
                            unread.string(), failure.message(), "a readable folder" };
    return core::Error{ "there is no dictionary " + inQuotes (nameOrFile), inQuotes (nameOrFile),
                        isPath ? whyMissing (path) : "no such name", namesIn (entries) };
}

} // namespace unbraid::files
