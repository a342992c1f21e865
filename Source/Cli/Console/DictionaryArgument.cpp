// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/DictionaryArgument.h"

#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"

namespace unbraid::cli
{

core::Result<std::filesystem::path> dictionaryPath (const std::string& nameOrFile)
{
    return files::findDictionary (nameOrFile, files::dictionarySearchPath());
}

core::Result<core::Dictionary> dictionaryArgument (const std::string& nameOrFile)
{
    const auto path = dictionaryPath (nameOrFile);
    if (! path.ok())
        return path.error();
    return files::loadDictionary (path.value());
}

} // namespace unbraid::cli
