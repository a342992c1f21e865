// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/JsonOutput.h"

#include <Eigen/Core>

namespace unbraid::cli
{

/** Where the atoms of a learned transform lie: of each the mean frequency of its power spectrum and the standard deviation, Hz, in the order of the rows.
    transform  [window x window] an atom a row; an even window
    [worker] */
Json transformJson (const Eigen::MatrixXf& transform, double sampleRateHz);

} // namespace unbraid::cli
