// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/RecordingComponents.h"

#include <filesystem>
#include <string>

namespace unbraid::cli
{

/** Writes what a method found beside the sounds as a safetensors file: its factors, frequencies, times and the objective of
    each iteration, as Docs/Decompose.md has them.
    model  its name
    [worker] errors: those of writing */
core::Status saveFactors (const std::filesystem::path& file, const offline::RecordingComponents& components,
                          const std::string& model);

/** W and H of such a file, or of any with tensors of these names; empty where it lacks one.
    [worker] errors: missing, damaged, neither of the two, dimensions that none has here */
core::Result<training::Factors> readFactors (const std::filesystem::path& file);

} // namespace unbraid::cli
