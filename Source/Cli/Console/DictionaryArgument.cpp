// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/DictionaryArgument.h"

#include "Cli/Console/Spelling.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"

namespace unbraid::cli
{

core::Result<std::filesystem::path> dictionaryPath (const std::string& nameOrFile)
{
    const auto folders = files::dictionarySearchPath();
    auto found = files::findDictionary (nameOrFile, folders);
    if (found.ok())
        return found;
    std::vector<std::string> names;
    for (const auto& entry : files::listDictionaries (folders))
        names.push_back (entry.name);
    core::Error error = found.error();
    if (const auto meant = suggestion (nameOrFile, names); ! meant.empty())
        error.what += "." + meant;
    return error;
}

core::Result<core::Dictionary> dictionaryArgument (const std::string& nameOrFile)
{
    const auto path = dictionaryPath (nameOrFile);
    if (! path.ok())
        return path.error();
    return files::loadDictionary (path.value());
}

} // namespace unbraid::cli
