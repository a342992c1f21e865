// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Evaluate/ScoreColumns.h"

namespace unbraid::cli
{

/** The rows for people: aligned, with the mean below, and from three rows on the median; "-" where there is
    no score, no column where no row has one. Where methods were compared, or classes hold several rows, a second
    table gives the means of each class by method. */
std::string scoreTable (const std::vector<ScoreRow>& rows, const std::vector<ScoreColumn>& columns);

} // namespace unbraid::cli
