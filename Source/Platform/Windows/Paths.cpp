// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Paths.h"

#include "Platform/Libraries.h"
#include "Platform/Windows/Text.h"

#include <windows.h>

#include <shlwapi.h>

#include <cstdlib>

namespace unbraid::platform
{

namespace
{
namespace fs = std::filesystem;

constexpr DWORD sharedWithAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/** A handle of a file or a folder, for asking about it. */
class Asked
{
public:
    Asked (const fs::path& path, DWORD access)
        : handle (::CreateFileW (path.c_str(), access, sharedWithAll, nullptr, OPEN_EXISTING,
                                 FILE_FLAG_BACKUP_SEMANTICS, nullptr))
    {
    }
    ~Asked()
    {
        if (isOpen())
            ::CloseHandle (handle);
    }
    Asked (const Asked&) = delete;
    Asked& operator= (const Asked&) = delete;

    [[nodiscard]] bool isOpen() const { return handle != INVALID_HANDLE_VALUE; }

    const HANDLE handle;
};

fs::path folderOf (const fs::path& file)
{
    std::error_code failure;
    const auto resolved = fs::canonical (file, failure);
    return (failure ? file : resolved).parent_path();
}
} // namespace

const char listSeparator = ';'; // a colon follows the letter of a drive
const char* const temporaryFolderVariable = "TMP";
const char* const programEnding = ".exe";

std::string environment (const char* name)
{
    const auto* value = ::_wgetenv (wideFrom (name).c_str());
    return value == nullptr ? std::string() : utf8From (value);
}

fs::path userDataFolder()
{
    const auto* value = ::_wgetenv (L"APPDATA");
    return value == nullptr ? fs::path() : fs::path (value);
}

fs::path programFolder()
{
    return folderOf (programFile());
}

fs::path codeFolder()
{
    return folderOf (libraryOf (reinterpret_cast<const void*> (&codeFolder)));
}

std::optional<FileIdentity> identityOf (const fs::path& path)
{
    const Asked file (path, 0);
    BY_HANDLE_FILE_INFORMATION known{};
    if (! file.isOpen() || ::GetFileInformationByHandle (file.handle, &known) == 0)
        return {};
    const auto number = (std::uintmax_t{ known.nFileIndexHigh } << 32) | known.nFileIndexLow;
    return FileIdentity (known.dwVolumeSerialNumber, number);
}

bool mayAddFiles (const fs::path& folder)
{
    return Asked (folder, FILE_ADD_FILE).isOpen();
}

std::error_code replaceFile (const fs::path& from, const fs::path& to)
{
    if (::MoveFileExW (from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0)
        return {};
    return lastError();
}

void flushFolder (const fs::path& /*folder*/) {} // `replaceFile` waits for the disk

bool nameMatches (const fs::path& file, const std::string& pattern)
{
    return ::PathMatchSpecW (file.filename().c_str(), wideFrom (pattern).c_str()) != 0;
}

} // namespace unbraid::platform
