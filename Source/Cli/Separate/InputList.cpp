// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/InputList.h"

#include "Cli/Console/Console.h"
#include "Files/FileKind.h"
#include "Platform/Paths.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

bool isHidden (const fs::path& path)
{
    return path.filename().string().starts_with ('.');
}

/** Endings of what lies beside recordings and is none. */
constexpr std::array otherEndings{ ".asd",  ".bmp",  ".db",     ".flp",  ".gif",  ".gz",  ".ico",     ".ini",
                                   ".jpeg", ".jpg",  ".logicx", ".mid",  ".midi", ".npy", ".npz",     ".part",
                                   ".pdf",  ".pek",  ".pkl",    ".png",  ".rar",  ".sfk", ".svg",     ".tar",
                                   ".tif",  ".tiff", ".ttf",    ".webp", ".xlsx", ".zip", ".reapeaks" };

/** A text, a picture, notes or something else that nobody expects to be read as sound: by its name or its first bytes. */
bool isSurelyNoSound (const fs::path& path)
{
    const auto ending = files::endingOf (path);
    if (std::find (otherEndings.begin(), otherEndings.end(), ending) != otherEndings.end())
        return true;
    constexpr size_t enoughBytes = 512;
    std::string begin (enoughBytes, '\0');
    std::ifstream stream (path, std::ios::binary);
    stream.read (begin.data(), static_cast<std::streamsize> (begin.size()));
    begin.resize (static_cast<size_t> (std::max<std::streamsize> (0, stream.gcount())));
    const auto kind = files::kindOf (path);
    const bool isText = std::none_of (begin.begin(), begin.end(),
                                      [] (char c) { return static_cast<unsigned char> (c) < '\t'; });
    return kind != files::FileKind::sound && (kind != files::FileKind::other || isText);
}

/** What a search takes from a folder, and what it leaves there that might have been meant. */
class FoundFiles
{
public:
    std::vector<FoundSound> sounds;

    /** folder  it lies in, relative to the one that is searched */
    void look (const fs::directory_entry& item, const fs::path& folder)
    {
        std::error_code ignored;
        const auto& path = item.path();
        const bool isPlain = item.is_regular_file (ignored);
        if (isHidden (path) || item.is_directory (ignored))
            return;
        if (isPlain && files::isNamedAsSound (path))
            sounds.push_back ({ path, folder });
        else if (isPlain ? ! isSurelyNoSound (path) : files::isNamedAsSound (path))
            leaveOut (folder / path.filename());
    }

    /** name  relative to the folder that is searched */
    void leaveOut (const fs::path& name) { leftOut.push_back (name.string()); }

    /** Says once of each folder what is not read. */
    void warnOfLeftOut (const fs::path& searched)
    {
        static std::mutex mutex;
        static std::set<fs::path> told;
        const std::scoped_lock lock (mutex);
        if (leftOut.empty() || ! told.insert (searched).second)
            return;
        std::sort (leftOut.begin(), leftOut.end());
        constexpr size_t maxNamed = 20;
        const auto numMore = leftOut.size() - std::min (leftOut.size(), maxNamed);
        leftOut.resize (leftOut.size() - numMore);
        warn ("in '" + searched.string() +
              "' these are left out, since they are not files with the ending of a "
              "sound: " +
              joined (leftOut) +
              (numMore > 0 ? ", and " + std::to_string (numMore) + " more" : std::string()));
    }

private:
    std::vector<std::string> leftOut;
};

core::Error cannotList (const fs::path& folder, std::string found, std::string allowed)
{
    return { "the folder '" + folder.string() + "' cannot be used", folder.string(), std::move (found),
             std::move (allowed) };
}

core::Error noSounds (const fs::path& folder, const std::string& found)
{
    return { "the folder '" + folder.string() + "' holds no sound files", folder.string(), found,
             "files such as .wav or .flac" };
}

bool hasWildcard (const fs::path& path)
{
    return path.string().find_first_of ("*?") != std::string::npos;
}

fs::path folderOf (const fs::path& path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path (".");
}

/** The folders that a pattern names, sorted; a path without * and ? as it is. */
std::vector<fs::path> matchingFolders (const fs::path& pattern)
{
    if (! hasWildcard (pattern))
        return { pattern };
    std::vector<fs::path> found;
    for (const auto& parent : matchingFolders (folderOf (pattern)))
    {
        std::error_code failure;
        for (fs::directory_iterator item (parent, failure), end; ! failure && item != end;
             item.increment (failure))
            if (std::error_code ignored; item->is_directory (ignored) && ! isHidden (item->path()) &&
                                         platform::nameMatches (item->path(), pattern.filename().string()))
                found.push_back (item->path());
    }
    std::sort (found.begin(), found.end());
    return found;
}

/** The sounds of a folder and of those inside it, in no order. Error: names the folder that cannot be read. */
core::Result<std::vector<FoundSound>> searchBelow (const fs::path& folder)
{
    FoundFiles found;
    std::vector<fs::path> left{ fs::path() }; // relative to the folder
    while (! left.empty())
    {
        const fs::path inner = std::move (left.back());
        const fs::path searched = inner.empty() ? folder : folder / inner;
        left.pop_back();
        std::error_code failure;
        for (fs::directory_iterator item (searched, failure), end; ! failure && item != end;
             item.increment (failure))
        {
            std::error_code ignored;
            if (item->is_directory (ignored) && ! isHidden (item->path()) && ! item->is_symlink (ignored))
                left.push_back (inner / item->path().filename());
            else if (item->is_directory (ignored) &&
                     ! isHidden (item->path())) // a link to one, perhaps in a circle
                found.leaveOut (inner / item->path().filename());
            else
                found.look (*item, inner);
        }
        if (failure)
            return cannotList (searched, failure.message(), "folders that can be read");
    }
    found.warnOfLeftOut (folder);
    return std::move (found.sounds);
}

/** The sounds right in a folder, sorted; or the path itself.
    warns  of what is not taken */
core::Result<std::vector<fs::path>> soundsIn (const fs::path& argument, bool warns)
{
    std::error_code failure;
    if (! fs::is_directory (argument, failure))
        return std::vector{ argument };
    FoundFiles found;
    for (fs::directory_iterator item (argument, failure), end; ! failure && item != end;
         item.increment (failure))
        found.look (*item, {});
    if (failure)
        return cannotList (argument, failure.message(), "a folder that can be read");
    if (warns)
        found.warnOfLeftOut (argument);
    if (found.sounds.empty())
        return noSounds (argument, "none in it (folders inside it are left out)");
    std::vector<fs::path> paths;
    for (auto& sound : found.sounds)
        paths.push_back (std::move (sound.path));
    std::sort (paths.begin(), paths.end());
    return paths;
}

/** The sounds that a pattern names, sorted. Error: the one folder that it names cannot be used. */
core::Result<std::vector<fs::path>> soundsOfPattern (const fs::path& pattern)
{
    const fs::path parent = folderOf (pattern);
    std::vector<fs::path> found;
    for (const auto& folder : matchingFolders (parent))
    {
        auto sounds = soundsIn (folder, false);
        if (! sounds.ok() && ! hasWildcard (parent))
            return sounds;
        if (! sounds.ok())
            continue; // one of many: it has no sounds, as another may
        std::copy_if (sounds.value().begin(), sounds.value().end(), std::back_inserter (found),
                      [&] (const auto& sound)
                      { return platform::nameMatches (sound, pattern.filename().string()); });
    }
    return found;
}
} // namespace

core::Result<std::vector<fs::path>> soundFiles (const fs::path& argument)
{
    return soundsIn (argument, true);
}

core::Result<std::vector<fs::path>> matchingSounds (const std::vector<fs::path>& patterns)
{
    std::vector<fs::path> all;
    for (const auto& pattern : patterns)
    {
        std::error_code failure;
        const bool isPattern = hasWildcard (pattern) && ! fs::exists (pattern, failure);
        const auto found = isPattern ? soundsOfPattern (pattern) : soundFiles (pattern);
        if (! found.ok())
            return found.error();
        if (found.value().empty())
            return core::Error{ "no sound file is named like '" + pattern.string() + "'", pattern.string(),
                                "no such sound file", "a pattern that matches some" };
        all.insert (all.end(), found.value().begin(), found.value().end());
    }
    return all;
}

core::Result<std::vector<FoundSound>> findSounds (const fs::path& argument, Subfolders subfolders)
{
    std::error_code failure;
    if (subfolders == Subfolders::searched && fs::is_directory (argument, failure))
    {
        auto found = searchBelow (argument);
        if (! found.ok())
            return found;
        if (found.value().empty())
            return noSounds (argument, "none in it, nor in the folders inside it");
        std::sort (found.value().begin(), found.value().end(),
                   [] (const auto& a, const auto& b) { return a.path < b.path; });
        return found;
    }
    const auto listed = soundFiles (argument);
    if (! listed.ok())
        return listed.error();
    std::vector<FoundSound> found;
    for (const auto& path : listed.value())
        found.push_back ({ path, {} });
    return found;
}

bool isWithin (const fs::path& path, const fs::path& folder)
{
    const auto resolved = [] (const fs::path& spelling)
    {
        std::error_code failure;
        const auto whole = fs::weakly_canonical (fs::absolute (spelling, failure), failure);
        return whole.has_filename() ? whole : whole.parent_path(); // without a slash at its end
    };
    const auto inner = resolved (path), outer = resolved (folder);
    return std::mismatch (outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

core::Result<std::map<std::string, fs::path>> soundsByName (const fs::path& folder, Subfolders subfolders)
{
    std::error_code failure;
    if (! fs::is_directory (folder, failure))
        return cannotList (folder, failure ? failure.message() : "not a folder", "a folder of sound files");
    const auto files = findSounds (folder, subfolders);
    if (! files.ok())
        return files.error();
    std::map<std::string, fs::path> named;
    for (const auto& [file, subfolder] : files.value())
        if (const auto [other, isNew] = named.emplace ((subfolder / file.stem()).string(), file); ! isNew)
            return cannotList (folder, other->second.filename().string() + " and " + file.filename().string(),
                               "one file of each name");
    return named;
}

} // namespace unbraid::cli
