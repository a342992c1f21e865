// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Paths.h"

#include "Platform/Libraries.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace unbraid::platform
{

namespace fs = std::filesystem;

const char listSeparator = ':';
const char* const temporaryFolderVariable = "TMPDIR";
const char* const programEnding = "";

std::string environment (const char* name)
{
    const auto* value = std::getenv (name);
    return value == nullptr ? std::string() : std::string (value);
}

fs::path userDataFolder()
{
    const fs::path home = environment ("HOME");
#ifdef __APPLE__
    return home.empty() ? home : home / "Library/Application Support";
#else
    // A relative $XDG_DATA_HOME is to be ignored, says the XDG specification.
    if (const fs::path data = environment ("XDG_DATA_HOME"); data.is_absolute())
        return data;
    return home.empty() ? home : home / ".local/share";
#endif
}

fs::path programFolder()
{
    return programFile().parent_path();
}

fs::path codeFolder()
{
    const auto named = libraryOf (reinterpret_cast<const void*> (&codeFolder));
    std::error_code failure; // of a program, the name it was called by may lead nowhere
    const auto file = fs::canonical (named, failure);
    return failure || ! named.is_absolute() ? programFolder() : file.parent_path();
}

std::optional<FileIdentity> identityOf (const fs::path& path)
{
    struct stat status = {};
    if (::stat (path.c_str(), &status) != 0)
        return {};
    return FileIdentity (status.st_dev, status.st_ino);
}

bool mayAddFiles (const fs::path& folder)
{
    return ::access (folder.c_str(), W_OK) == 0;
}

std::error_code replaceFile (const fs::path& from, const fs::path& to)
{
    if (std::rename (from.c_str(), to.c_str()) == 0)
        return {};
    return { errno, std::generic_category() };
}

void flushFolder (const fs::path& folder)
{
    const int descriptor = ::open (folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync (descriptor);
    ::close (descriptor);
}

bool nameMatches (const fs::path& file, const std::string& pattern)
{
    return ::fnmatch (pattern.c_str(), file.filename().c_str(), 0) == 0;
}

} // namespace unbraid::platform
