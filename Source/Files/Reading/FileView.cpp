// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Reading/FileView.h"

#include "Platform/Descriptors.h"

#include <sndfile.h> // SEEK_SET and SEEK_END

#include <algorithm>
#include <utility>

namespace unbraid::files
{

FileView::FileView (int descriptorToRead)
    : fileDescriptor (descriptorToRead)
{
    add (0, std::max<std::int64_t> (0, platform::seek (descriptorToRead, 0, SEEK_END)));
    platform::rewind (descriptorToRead);
    isUnchanged = true;
}

FileView FileView::ofNothing (int descriptorToRead)
{
    FileView view;
    view.fileDescriptor = descriptorToRead;
    return view;
}

void FileView::add (std::vector<std::byte> bytes)
{
    const auto length = static_cast<std::int64_t> (bytes.size());
    parts.push_back ({ std::move (bytes), 0, length });
    total += length;
}

void FileView::add (std::int64_t begin, std::int64_t end)
{
    parts.push_back ({ {}, begin, std::max<std::int64_t> (0, end - begin) });
    total += parts.back().length;
}

std::ptrdiff_t FileView::read (std::int64_t position, std::span<std::byte> bytes) const noexcept
{
    std::ptrdiff_t done = 0;
    for (const Part& part : parts)
    {
        if (position >= part.length)
        {
            position -= part.length;
            continue;
        }
        const auto rest = static_cast<std::int64_t> (bytes.size()) - done;
        const auto count = static_cast<size_t> (std::min (rest, part.length - position));
        const auto wanted = bytes.subspan (static_cast<size_t> (done), count);
        if (! part.bytes.empty())
            std::copy_n (part.bytes.begin() + position, count, wanted.begin());
        else if (platform::seek (fileDescriptor, part.begin + position, SEEK_SET) < 0)
            return -1;
        else if (const auto got = platform::readFully (fileDescriptor, wanted); got < std::ssize (wanted))
            return got < 0 ? -1 : done + got;
        done += static_cast<std::ptrdiff_t> (count);
        position = 0;
        if (done == std::ssize (bytes))
            break;
    }
    return done;
}

} // namespace unbraid::files
