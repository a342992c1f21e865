// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Windows/Text.h"

#include <windows.h>

namespace unbraid::platform
{

std::wstring wideFrom (std::string_view utf8)
{
    const int numBytes = static_cast<int> (utf8.size());
    const int length = ::MultiByteToWideChar (CP_UTF8, 0, utf8.data(), numBytes, nullptr, 0);
    std::wstring wide (static_cast<size_t> (length), L'\0');
    ::MultiByteToWideChar (CP_UTF8, 0, utf8.data(), numBytes, wide.data(), length);
    return wide;
}

std::string utf8From (std::wstring_view wide)
{
    const int numUnits = static_cast<int> (wide.size());
    const int length =
        ::WideCharToMultiByte (CP_UTF8, 0, wide.data(), numUnits, nullptr, 0, nullptr, nullptr);
    std::string utf8 (static_cast<size_t> (length), '\0');
    ::WideCharToMultiByte (CP_UTF8, 0, wide.data(), numUnits, utf8.data(), length, nullptr, nullptr);
    return utf8;
}

std::error_code lastError() noexcept
{
    const DWORD reason = ::GetLastError();
    if (reason == ERROR_FILE_NOT_FOUND || reason == ERROR_PATH_NOT_FOUND)
        return std::make_error_code (std::errc::no_such_file_or_directory);
    return { static_cast<int> (reason), std::system_category() };
}

} // namespace unbraid::platform
