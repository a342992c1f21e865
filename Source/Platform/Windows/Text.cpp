// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Windows/Text.h"

#include <windows.h>

#include <array>
#include <cerrno>
#include <cwchar>

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

#ifdef __MINGW32__
extern "C" size_t unbraidMbrtowc (wchar_t* letter, const char* bytes, size_t count,
                                  mbstate_t* state) __asm__("__wrap_mbrtowc");

/** In the place of the C library's `mbrtowc`, by the linker's --wrap. By it libstdc++ makes paths of narrow text (its
    `fs_path.h`), and it takes each byte for a letter, as msvcrt.dll has no UTF-8, while paths are made narrow as UTF-8. A letter
    of two units takes the last of its bytes with the second.
    [any but audio] */
size_t unbraidMbrtowc (wchar_t* letter, const char* bytes, size_t count, mbstate_t* state)
{
    constexpr auto invalid = static_cast<size_t> (-1), incomplete = static_cast<size_t> (-2);
    thread_local mbstate_t own = 0;
    mbstate_t& second = state == nullptr ? own : *state;
    if (bytes == nullptr)
        return second = 0;
    if (count == 0)
        return incomplete;
    std::array<wchar_t, 2> units{ static_cast<wchar_t> (second), 0 };
    size_t length = 1;
    if (second == 0)
    {
        const auto first = static_cast<unsigned char> (*bytes);
        length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length > count)
            return incomplete;
        if (::MultiByteToWideChar (CP_UTF8, MB_ERR_INVALID_CHARS, bytes, static_cast<int> (length),
                                   units.data(), static_cast<int> (units.size())) == 0)
        {
            errno = EILSEQ;
            return invalid;
        }
    }
    second = units[1];
    if (letter != nullptr)
        *letter = units[0];
    if (units[0] == 0)
        return 0;
    return second == 0 ? length : length - 1;
}
#endif
