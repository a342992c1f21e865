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
};

/** The name that outputs of standard input begin with. */
constexpr const char* standardInputStem = "stdin";

/** One task per input; outputs are `folder/<input stem>.<source><extension>`. Nothing is written.
    inputs  files, or "-"
    Error: two outputs of one name, or an output that is an input.
    [worker] */
core::Result<std::vector<SeparationTask>> makeTasks (const std::vector<std::filesystem::path>& inputs,
                                                     const std::vector<std::string>& sources,
                                                     const OutputChoice& choice);

} // namespace unbraid::cli
