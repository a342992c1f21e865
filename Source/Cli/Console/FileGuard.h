// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Files/FileKind.h"
#include "Platform/Paths.h"

#include <filesystem>
#include <set>
#include <vector>

namespace unbraid::cli
{

/** Keeps a command from destroying what it was given. Every command gets one (CommandLine makes it) and gives it each
    file that it reads and each that it will write, before the first is written: those that its options name are
    registered already, those that follow from them (a file for each source, what a folder holds) the command adds. */
class FileGuard
{
public:
    /** Files of another kind may be replaced, and checkpoints: `--overwrite`. Inputs never. */
    void allowOverwriting() { mayOverwrite = true; }
    [[nodiscard]] bool overwrites() const { return mayOverwrite; }

    /** A file that must stay as it is; one that is not there needs no care. "-" is standard input. */
    void reads (const std::filesystem::path& file);

    /** A file that will be written; an empty name is standard output. */
    void writes (const std::filesystem::path& file, files::FileKind kind);

    /** Error: an output that is an input, by whatever name or link; two outputs of one name; an output in whose place
        lies a folder, a device or a file of another kind; a folder that cannot be written.
        [worker] */
    [[nodiscard]] core::Status check() const;

private:
    struct Output
    {
        std::filesystem::path path;
        files::FileKind kind;
    };

    [[nodiscard]] core::Status check (const Output& output) const;

    std::set<platform::FileIdentity> inputs;
    std::vector<Output> outputs;
    bool mayOverwrite = false;
};

/** All outputs of a training and its checkpoint, which --resume continues from; empty: it keeps none.
    Error: as `FileGuard::check`; nothing to resume; or, where nothing is to be resumed, a checkpoint of an earlier run that
    would be lost.
    [worker] */
core::Status checkOutputs (const std::filesystem::path& checkpoint, bool resumes, FileGuard& files);

} // namespace unbraid::cli
