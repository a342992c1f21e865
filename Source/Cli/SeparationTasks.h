// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/FileSeparation.h"

#include <optional>

namespace unbraid::cli
{

/** Which sounds a separation writes, and where. */
struct OutputChoice
{
    std::filesystem::path folder;
    std::string extension = ".wav";
    std::optional<size_t> only; // write this source alone, with
    float otherGain = 0.0f;     // this much of the others left in it
    bool toStandardOutput = false;
    std::filesystem::path activations; // empty: not wanted
    bool activationsInFolder = false;  // `activations` is a folder with a file per input
    std::filesystem::path dictionary;  // the file, which no output may overwrite
};

/** The name that outputs of standard input begin with. */
constexpr const char* standardInputStem = "stdin";

/** One task per input; outputs are `folder/<input stem>.<source><extension>`, and activations where wanted,
    in a folder `<input stem>.activations.safetensors`. Nothing is written.
    inputs  files, or "-"
    Error: two outputs of one name, or an output that is an input or the dictionary.
    [worker] */
core::Result<std::vector<SeparationTask>> makeTasks (const std::vector<std::filesystem::path>& inputs,
                                                     const std::vector<std::string>& sources,
                                                     const OutputChoice& choice);

} // namespace unbraid::cli
