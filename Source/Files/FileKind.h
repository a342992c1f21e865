// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace unbraid::files
{

/** The kind of a file's content, by its first bytes and never by its name. */
enum class FileKind
{
    nothing, // no file, or an empty one
    sound,
    midi,
    picture, // PNG
    dictionary,
    activations,
    factors,    // of a recording taken apart
    table,      // CSV of a training; results of an archive, CSV or JSON lines
    checkpoint, // of a training
    other
};

/** Looks into the file. A folder, a device and a file that cannot be read are `other`. [worker] */
FileKind kindOf (const std::filesystem::path& file);

/** Judges the first bytes of a file. [worker] */
FileKind kindOfContent (std::string_view beginning);

/** The ending of a name in small letters, with its dot. [any] */
std::string endingOf (const std::filesystem::path& file);

/** True where the ending of a name is one of recordings or of videos: those are taken from folders. [any] */
bool isNamedAsSound (const std::filesystem::path& file);

/** "a recording", "a MIDI file", ... [worker] */
const char* nameOf (FileKind kind);

} // namespace unbraid::files
