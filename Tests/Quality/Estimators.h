// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Quality/Scoring.h"

#include <cstdlib>
#include <functional>
#include <iostream>

namespace unbraid::quality
{

/** An estimate of each stem of a mixture, in their order. */
using Estimator = std::function<std::vector<Eigen::VectorXf> (const Mixture&)>;

/** The value, or the end of the program with its error: for programs that write tables. */
template <class T>
T orExit (core::Result<T> result)
{
    if (result.ok())
        return std::move (result).value();
    std::cerr << result.error().message() << '\n';
    std::exit (1);
}

/** The mixture itself. */
Estimator unprocessed();

/** What a simple device does against rumble: evaluation::fixedHighPass. */
Estimator fixedHighPass();

/** For each source the fixed band where it mostly is, the mixture where no band helps; among `kick`, `snare` and
    `hi-hat` three bands that meet. */
Estimator fixedBands();

/** The oracle mask at the geometry of a dictionary. */
Estimator oracle (const core::Dictionary& dictionary);

/** The engine: the estimate of each stem is the source of its name; of a stem that no source is called, all sources
    together that no stem is called. */
Estimator engine (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                  core::LatencyMode mode = core::LatencyMode::balanced);

/** The engine as a dictionary's mixer starts it. */
Estimator preset (const core::Dictionary& dictionary, core::LatencyMode mode = core::LatencyMode::balanced);

} // namespace unbraid::quality
