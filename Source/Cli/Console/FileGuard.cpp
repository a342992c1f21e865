// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/FileGuard.h"

#include "Files/AtomicFile.h"

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using files::FileKind;

constexpr int maxLinks = 40; // as the kernel allows

/** Without links and dots, also where a link leads to nothing yet and where folders are still to be made. */
fs::path resolved (fs::path path)
{
    std::error_code failure;
    for (int links = 0; links < maxLinks && fs::is_symlink (path, failure); ++links)
    {
        const auto target = fs::read_symlink (path, failure);
        path = target.is_absolute() ? target : path.parent_path() / target;
    }
    auto canonical = fs::weakly_canonical (fs::absolute (path, failure), failure);
    return failure ? path : canonical;
}

/** The folder of the file, or the nearest above it that exists. */
fs::path existingFolder (const fs::path& file)
{
    fs::path folder = file.parent_path();
    std::error_code failure;
    while (! folder.empty() && folder != folder.root_path() && ! fs::exists (folder, failure))
        folder = folder.parent_path();
    return folder;
}

core::Status checkFolder (const fs::path& file, const fs::path& asNamed)
{
    const auto folder = existingFolder (file);
    std::error_code failure;
    if (fs::exists (folder, failure) && ! fs::is_directory (folder, failure))
        return core::Error{ "the folder of '" + asNamed.string() +
                                "' cannot be made, since a file has its name",
                            folder.string(), "a file", "a folder, or a new name" };
    if (! platform::mayAddFiles (folder))
        return core::Error{ "you may not write to the folder of '" + asNamed.string() + "'", folder.string(),
                            "no permission to write", "another folder" };
    return core::Done{};
}
} // namespace

void FileGuard::reads (const fs::path& file)
{
    if (file.empty() || file == "-")
        return;
    if (const auto identity = platform::identityOf (file))
        inputs.insert (*identity);
}

void FileGuard::writes (const fs::path& file, FileKind kind)
{
    if (! file.empty())
        outputs.push_back ({ file, kind });
}

core::Status FileGuard::check() const
{
    std::set<fs::path> names;
    for (const auto& output : outputs)
    {
        if (! names.insert (resolved (output.path)).second)
            return core::Error{ "two outputs would have one name, and one of them would be lost",
                                output.path.string(), "the same name twice", "a name for each" };
        if (auto checked = check (output); ! checked.ok())
            return checked;
    }
    std::set<fs::path> folders;
    for (const auto& name : names)
        folders.insert (name.parent_path());
    for (const auto& folder : folders)
        files::removeLeftovers (folder);
    return core::Done{};
}

core::Status FileGuard::check (const Output& output) const
{
    const auto path = resolved (output.path);
    const auto identity = platform::identityOf (path);
    if (! identity)
        return checkFolder (path, output.path);
    if (inputs.contains (*identity))
        return core::Error{ "'" + output.path.string() + "' is an input and would be overwritten",
                            output.path.string(), "an input", "another name for the output" };
    if (std::error_code failure; ! fs::is_regular_file (path, failure))
        return core::Error{ "the file '" + output.path.string() + "' cannot be written", output.path.string(),
                            "a folder or a device", "a plain file or a new name" };
    const auto present = files::kindOf (path);
    if (! mayOverwrite && present != FileKind::nothing && present != output.kind)
        return core::Error{ "'" + output.path.string() + "' exists and is not " +
                                files::nameOf (output.kind) + "; add --overwrite to replace it",
                            output.path.string(), files::nameOf (present),
                            std::string ("a new name, ") + files::nameOf (output.kind) + ", or --overwrite" };
    return core::Done{};
}

core::Status checkOutputs (const fs::path& checkpoint, bool resumes, FileGuard& files)
{
    std::error_code failure;
    const bool exists = fs::exists (checkpoint, failure);
    if (resumes && ! exists)
        return core::Error{ "there is no training to resume: it ended, or never began", checkpoint.string(),
                            "no such file", "the same command without --resume, to start anew" };
    if (! resumes && exists && ! files.overwrites())
        return core::Error{
            "there is a checkpoint of an earlier training; add --resume to continue that, or --overwrite to "
            "start anew",
            checkpoint.string(), "a checkpoint", "--resume or --overwrite"
        };
    files.writes (checkpoint, FileKind::checkpoint);
    return files.check();
}

} // namespace unbraid::cli
