// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/DictionaryStore.h"

#include "Files/ModelCard.h"

#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "JuceHeader.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace unbraid::plugin::dictionaries
{

namespace
{
namespace fs = std::filesystem;

/** Dictionaries by hash; unused ones are removed. */
class Table
{
public:
    std::shared_ptr<const SharedDictionary> share (core::Dictionary dictionary)
    {
        const auto bytes = files::serialiseDictionary (dictionary);
        const auto hash = juce::SHA256 (bytes.data(), bytes.size()).toHexString().toStdString();
        const std::scoped_lock locked (guard);
        std::erase_if (known, [] (const auto& entry) { return entry.second.expired(); });
        if (const auto found = known.find (hash); found != known.end())
            if (auto shared = found->second.lock())
                return shared;
        auto made =
            std::make_shared<const SharedDictionary> (SharedDictionary{ hash, std::move (dictionary) });
        known[hash] = made;
        return made;
    }

private:
    std::mutex guard;
    std::map<std::string, std::weak_ptr<const SharedDictionary>> known;
};

Table& table()
{
    static Table shared;
    return shared;
}

core::Result<LoadedDictionary> loadFile (const fs::path& path)
{
    auto dictionary = files::loadDictionary (path);
    if (! dictionary.ok())
        return dictionary.error();
    return LoadedDictionary{ path.stem().string(),
                             isFactoryFile (path),
                             false,
                             table().share (std::move (dictionary).value()),
                             path,
                             files::trainedOnFrom (cardOf (path)) };
}
} // namespace

std::string cardOf (const fs::path& file)
{
    const juce::File card (fs::path (file).replace_extension (".md").string());
    return card.loadFileAsString().toStdString();
}

std::vector<fs::path> searchPath()
{
    return files::dictionarySearchPath();
}

bool isFactoryFile (const fs::path& file)
{
    const auto folders = files::factoryDictionaryPath();
    std::error_code ignored;
    const auto folder = fs::weakly_canonical (file, ignored).parent_path();
    return std::any_of (folders.begin(), folders.end(),
                        [&] (const fs::path& factory)
                        { return fs::weakly_canonical (factory, ignored) == folder; });
}

core::Result<LoadedDictionary> load (const std::string& nameOrFile)
{
    const auto path = files::findDictionary (nameOrFile, searchPath());
    if (! path.ok())
        return path.error();
    return loadFile (path.value());
}

core::Result<LoadedDictionary> loadFactory (const std::string& name, const std::string& hash)
{
    core::Result<LoadedDictionary> best = core::Error{
        "the session's factory dictionary is not installed", name, "no dictionary of that name", {}
    };
    for (const auto& folder : files::factoryDictionaryPath())
    {
        const auto path = files::findDictionary (name, { folder });
        if (! path.ok() || ! isFactoryFile (path.value()))
            continue;
        auto loaded = loadFile (path.value());
        if (! best.ok() || (loaded.ok() && loaded.value().shared->hash == hash))
            best = std::move (loaded);
    }
    return best;
}

core::Result<LoadedDictionary> loadVoice (const std::string& name)
{
    const auto path = files::findDictionary (name, { files::userDictionaryFolder() });
    auto loaded = path.ok() ? loadFile (path.value()) : path.error();
    if (! loaded.ok() || ! core::knowsVoice (loaded.value().shared->content))
        return core::Error{ "the voice that the session was saved with is not on this computer", name,
                            "no voice of that name", "one that was learned here" };
    return loaded;
}

LoadedDictionary share (core::Dictionary dictionary, const std::string& name)
{
    return { name, false, false, table().share (std::move (dictionary)), {} };
}

} // namespace unbraid::plugin::dictionaries
