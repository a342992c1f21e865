// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Offline/Synthesis/SynthesisModels.h"

#include <optional>
#include <string>

namespace unbraid::cli
{

/** The most components, of two digits in the names of files. */
constexpr Eigen::Index maxComponents = 99;

/** What the command line says of a decomposition. */
struct DecomposeArguments
{
    std::string components;
    std::string model = "is-nmf";
    std::optional<std::string> divergence;
    std::optional<std::string> beta; // "auto", or as divergence
    std::string criterion = "ard";
    std::optional<double> windowMs; // 93, and 40 of transform-learning
    double overlapPercent = 50.0;
    double templateMs = 500.0;
    double floorDb = -30.0;
    std::optional<float> sparsity;
    std::optional<float> coupling;
    std::optional<std::string> transform; // start
    training::DecompositionSpec spec;     // the rest
};

/** Describes them to a command. */
void addDecomposeArguments (CommandLine& command, DecomposeArguments& arguments);

/** Error: wrong use; values or combinations that mean nothing. [worker] */
core::Result<offline::ComponentSpec> componentSpecFrom (const DecomposeArguments& arguments);

} // namespace unbraid::cli
