// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/FileGuard.h"
#include "Cli/Separate/FileSeparation.h"
#include "Cli/Separate/InputList.h"

#include <optional>

namespace unbraid::cli
{

/** Sources that are written as one sound: one, or all leaves of one that is split further. */
struct NamedSources
{
    std::string name;
    std::vector<size_t> sources;
};

/** Which sounds a separation writes, and where. */
struct OutputChoice
{
    std::filesystem::path folder;
    std::filesystem::path file; // instead of a name in the folder, of the one sound that is written
    std::string extension = ".wav";
    std::optional<NamedSources> only;    // write this source alone, or
    std::optional<NamedSources> without; // everything but this source, with
    float unwantedGain = 0.0f;           // this much of what is not wanted left in it
    bool toStandardOutput = false;       // of standard input; or of the one input, where --out says so
    bool outIsStandardOutput = false;
    std::filesystem::path activations; // empty: not wanted
    bool activationsInFolder = false;  // `activations` is a folder with a file per input
};

/** The name that outputs of standard input begin with. */
constexpr const char* standardInputStem = "stdin";

/** One task per input; outputs are `folder/<input stem>.<source><extension>`, of everything but a source
    `folder/<input stem>.without-<source><extension>`, and activations where wanted,
    in a folder `<input stem>.activations.safetensors`; inputs of subfolders have theirs in folders of the same names.
    Nothing is written.
    inputs  files, or "-"
    guard   knows all other files that are read; receives the inputs and the outputs
    Error: two inputs whose outputs have one name, or as `FileGuard::check`.
    [worker] */
core::Result<std::vector<SeparationTask>> makeTasks (const std::vector<FoundSound>& inputs,
                                                     const std::vector<std::string>& sources,
                                                     const OutputChoice& choice, FileGuard& guard);

} // namespace unbraid::cli
