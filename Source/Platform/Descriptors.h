// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

/** Open files by their numbers. They carry bytes, never text, and are not passed on to programs that are started. Whatever
    fails leaves its reason in errno. */
namespace unbraid::platform
{

constexpr int standardInput = 0;
constexpr int standardOutput = 1;
constexpr int standardError = 2;

/** Below 0 where the file cannot be opened. [worker] */
int openForReading (const std::filesystem::path& path) noexcept;

/** Makes a file that was not there before, and opens it for reading and writing. Below 0 where it cannot be made, with
    errno EEXIST where the name is taken. [worker] */
int createFile (const std::filesystem::path& path) noexcept;

/** A file without a name, in the system's folder for temporary files: it is gone as soon as nobody has it open, however
    the program ends. Below 0 where it cannot be made. [worker] */
int createUnnamedFile();

/** False where the system reports only now that something was not written. [worker] */
bool closeFile (int descriptor) noexcept;

/** Waits until everything written is on the disk. [worker] */
bool flushToDisk (int descriptor) noexcept;

/** One read, which may end early. Returns how many bytes were read, 0 at the end; -1 when it failed, also for a signal
    (errno EINTR). [worker] */
std::ptrdiff_t readSome (int descriptor, std::span<std::byte> bytes) noexcept;

/** One write, which may end early. Returns how many bytes were written; -1 as above. [worker] */
std::ptrdiff_t writeSome (int descriptor, std::span<const std::byte> bytes) noexcept;

/** Reads until `bytes` is full or the stream ends. Returns how many were read; -1 when reading failed. [worker] */
std::ptrdiff_t readFully (int descriptor, std::span<std::byte> bytes) noexcept;

/** Writes all of `bytes`. [worker] */
bool writeFully (int descriptor, std::span<const std::byte> bytes) noexcept;

/** Back to the beginning. False where the stream has none. [worker] */
bool rewind (int descriptor) noexcept;

/** whence   SEEK_SET, SEEK_CUR or SEEK_END of <cstdio>
    returns  the new position, below 0 where the stream has none. [worker] */
std::int64_t seek (int descriptor, std::int64_t offset, int whence) noexcept;

} // namespace unbraid::platform
