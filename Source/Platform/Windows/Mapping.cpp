// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Mapping.h"

#include "Platform/Windows/Text.h"

#include <windows.h>

#include <io.h>

namespace unbraid::platform
{

std::span<const std::byte> mapFile (int descriptor, std::error_code& failure)
{
    failure = std::make_error_code (std::errc::invalid_argument); // no plain file, or no bytes
    auto* file = reinterpret_cast<HANDLE> (::_get_osfhandle (descriptor));
    LARGE_INTEGER size{};
    if (::GetFileType (file) != FILE_TYPE_DISK || ::GetFileSizeEx (file, &size) == 0 || size.QuadPart <= 0)
        return {};
    auto* mapping = ::CreateFileMappingW (file, nullptr, PAGE_READONLY, 0, 0, nullptr);
    const void* first = mapping == nullptr ? nullptr : ::MapViewOfFile (mapping, FILE_MAP_READ, 0, 0, 0);
    failure = first == nullptr ? lastError() : std::error_code();
    if (mapping != nullptr)
        ::CloseHandle (mapping); // the view stays
    if (first == nullptr)
        return {};
    return { static_cast<const std::byte*> (first), static_cast<size_t> (size.QuadPart) };
}

void unmapFile (std::span<const std::byte> bytes) noexcept
{
    if (! bytes.empty())
        ::UnmapViewOfFile (bytes.data());
}

} // namespace unbraid::platform
