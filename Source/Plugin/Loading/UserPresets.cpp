// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/UserPresets.h"

#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Plugin/Loading/PresetMixer.h"

#include <algorithm>
#include <cctype>

namespace unbraid::plugin
{

namespace
{
namespace fs = std::filesystem;

constexpr auto ending = ".safetensors";
constexpr auto allowedNames = "1 to 64 letters of any script, digits, spaces, - and _";

/** Names of files that every system can hold and a command line can ask for. */
bool isFileName (const std::string& name)
{
    constexpr std::ptrdiff_t longest = 64; // characters
    const auto length =
        std::count_if (name.begin(), name.end(), [] (unsigned char c) { return (c & 0xc0u) != 0x80u; });
    return ! name.empty() && length <= longest &&
           std::all_of (name.begin(), name.end(),
                        [] (unsigned char c)
                        { return std::isalnum (c) != 0 || c >= 0x80 || c == '-' || c == '_' || c == ' '; });
}

std::string quoted (const std::string& name)
{
    return '"' + name.substr (0, 40) + '"';
}

core::Error cannotRename (const std::string& where, const std::string& found, const std::string& allowed)
{
    return { "the preset cannot be renamed", where, found, allowed };
}

bool isAmongUsers (const fs::path& file)
{
    const auto folder = files::userDictionaryFolder();
    std::error_code ignored; // they are then unequal
    return ! file.empty() && ! folder.empty() && fs::equivalent (file.parent_path(), folder, ignored);
}

bool isTaken (const std::string& name)
{
    const auto all = files::listDictionaries (dictionaries::searchPath());
    return std::any_of (all.begin(), all.end(), [&] (const auto& entry) { return entry.name == name; });
}
} // namespace

core::Result<fs::path> userPresetFolder()
{
    const auto folder = files::userDictionaryFolder();
    std::error_code failure;
    if (! folder.empty())
        fs::create_directories (folder, failure);
    if (folder.empty() || failure)
        return core::Error{ "the preset cannot be saved", "folder " + folder.string(), failure.message(),
                            "one that can be written" };
    return folder;
}

core::Result<LoadedDictionary> saveAmongUsers (const LoadedDictionary& loaded, const Parameters& parameters,
                                               const SourceColours& colours, const std::string& name)
{
    const auto cannot = [] (const std::string& where, const std::string& found, const std::string& allowed) {
        return core::Error{ "the preset cannot be saved", where, found, allowed };
    };
    if (loaded.shared == nullptr)
        return cannot ("dictionary", "none", "one that plays");
    if (! isFileName (name))
        return cannot ("name", quoted (name), allowedNames);
    const auto folder = userPresetFolder();
    if (! folder.ok())
        return folder.error();
    auto dictionary = loaded.shared->content;
    storePreset (parameters, dictionary);
    colours.store (dictionary);
    const auto file = folder.value() / (name + ending);
    if (auto saved = files::saveDictionary (file, dictionary); ! saved.ok())
        return saved.error();
    auto saved = dictionaries::share (std::move (dictionary), name);
    saved.file = file;
    return saved;
}

core::Status checkVoiceName (const std::string& name)
{
    const auto cannot = [] (const std::string& found, const std::string& allowed) {
        return core::Error{ "the voice cannot be saved", "name", found, allowed };
    };
    if (! isFileName (name))
        return cannot (quoted (name), allowedNames);
    if (isTaken (name) && ! dictionaries::loadVoice (name).ok())
        return cannot (quoted (name) + ", which is taken", "another one");
    return core::Done{};
}

core::Status deleteVoice (const LoadedDictionary& loaded)
{
    const auto cannot = [] (const std::string& where, const std::string& found, const std::string& allowed) {
        return core::Error{ "the voice cannot be deleted", where, found, allowed };
    };
    if (loaded.shared == nullptr || ! core::knowsVoice (loaded.shared->content))
        return cannot ("dictionary", quoted (loaded.name), "a voice that was learned");
    if (! isAmongUsers (loaded.file))
        return cannot ("dictionary", loaded.file.empty() ? "one that lies in no file" : loaded.file.string(),
                       "one of the folder " + files::userDictionaryFolder().string());
    const auto there = dictionaries::load (loaded.file.string());
    if (! there.ok() || there.value().shared->hash != loaded.shared->hash)
        return cannot (loaded.file.string(), there.ok() ? "another voice" : "no such file",
                       "the voice that plays");
    std::error_code failure;
    fs::remove (loaded.file, failure);
    if (failure)
        return cannot (loaded.file.string(), failure.message(), {});
    return core::Done{};
}

core::Result<RenamedPreset> renameAmongUsers (const std::string& name, const std::string& newName)
{
    const auto folder = files::userDictionaryFolder();
    const RenamedPreset moved{ folder / (name + ending), folder / (newName + ending) };
    std::error_code failure;
    if (folder.empty() || ! isFileName (name) || ! fs::is_regular_file (moved.from, failure))
        return cannotRename ("preset", quoted (name), "one of your own");
    if (! isFileName (newName))
        return cannotRename ("name", quoted (newName), allowedNames);
    if (isTaken (newName))
        return cannotRename ("name", quoted (newName) + ", which is taken", "another one");
    fs::rename (moved.from, moved.to, failure);
    if (failure)
        return cannotRename (moved.from.string(), failure.message(), {});
    std::error_code ignored; // most have no card
    fs::rename (fs::path (moved.from).replace_extension (".md"),
                fs::path (moved.to).replace_extension (".md"), ignored);
    return moved;
}

} // namespace unbraid::plugin
