// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/Archive.h"
#include "Cli/Evaluate/ScoringGroup.h"

namespace unbraid::cli
{

/** The comparisons of an archive and how they are scored. */
struct ScoredArchive
{
    const Pairing& pairing;
    const ScoringPlan& plan;
    bool hasInput = false;
    int threads = 0; // 0: all the machine has
};

/** Scores every comparison by itself and writes its scores to the table; files without a partner are printed.
    returns  the exit code
    [worker] */
int evaluateArchive (const ScoredArchive& scored, const ArchiveOptions& options, WorkSharing& sharing);

} // namespace unbraid::cli
