// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace unbraid::files
{

/** A file that appears under its name whole or not at all: written to a temporary file in the same folder,
    renamed by `commit`, removed by the destructor when it was not committed. A file already there keeps its
    permissions; a link is followed; devices and folders are refused.

    The one exception is made by `createNamed`, for what cannot be made again. */
class AtomicFile
{
public:
    /** Selects whether `commit` waits for the disk, so that a power cut cannot lose the old and the new file both. */
    enum class Sync
    {
        toDisk,
        none
    };

    /** Creates the temporary file.
        [worker].  Error: the folder cannot be made or written, or `target` is not a plain file. */
    static core::Result<AtomicFile> create (const std::filesystem::path& target);

    /** Creates a file that has its name from now on and stays, committed or not, however the program ends: for a live
        recording, of which there is no other copy.
        [worker].  Error: as `create`, and a file of that name. */
    static core::Result<AtomicFile> createNamed (const std::filesystem::path& target);

    ~AtomicFile();
    AtomicFile (AtomicFile&& other) noexcept;
    AtomicFile& operator= (AtomicFile&& other) noexcept;

    /** Appends bytes. Error: the disk is full or failed. [worker] */
    core::Status write (std::span<const std::byte> bytes);

    /** Closes the file and gives it its name, if it has another; may be called once. [worker] */
    core::Status commit (Sync sync = Sync::toDisk);

    /** Commits several files, all or none: where one of them cannot get its name, the files that had these names before
        are there as they were. Does not wait for the disk. Not for files that are named already.
        [worker] */
    static core::Status commitTogether (std::vector<AtomicFile> files);

    /** The open temporary file, for a library that writes by itself; AtomicFile closes it. [worker] */
    [[nodiscard]] int descriptor() const noexcept { return fileDescriptor; }

    /** The name the file will have. [any] */
    [[nodiscard]] const std::filesystem::path& target() const noexcept { return targetPath; }

private:
    AtomicFile (std::filesystem::path target, std::filesystem::path temporary, int descriptor);
    void discard() noexcept;
    std::error_code close (Sync sync) noexcept;

    std::filesystem::path targetPath;
    std::filesystem::path temporaryPath; // empty: it has its name
    int fileDescriptor = -1;
};

/** Removes what killed programs left of files that never were complete: temporary files of processes that are gone, an
    hour after they were last written (another machine's processes cannot be asked). Their names end in a checksum, so that
    no file is removed that AtomicFile did not make.
    [worker] */
void removeLeftovers (const std::filesystem::path& folder);

/** Writes a whole file at once.
    [worker] errors: as AtomicFile */
core::Status writeWholeFile (const std::filesystem::path& path, std::span<const std::byte> bytes);
core::Status writeWholeFile (const std::filesystem::path& path, const std::string& text);

} // namespace unbraid::files
