// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ScoredArchive.h"

#include "Cli/Evaluate/ScoreColumns.h"

namespace unbraid::cli
{

namespace
{
/** The scores of one comparison, in the order of the columns. */
core::Result<Figures> scoresOf (const Comparison& comparison, const ScoringPlan& plan,
                                const std::vector<ScoreColumn>& columns)
{
    const auto group = ScoringGroup::prepare ({ comparison }, plan);
    if (! group.ok())
        return group.error();
    const auto row = group.value().score (0);
    if (! row.ok())
        return row.error();
    Figures scores;
    for (const auto& column : columns)
        scores.push_back (column.value (row.value()));
    return scores;
}
} // namespace

int evaluateArchive (const ScoredArchive& scored, const ArchiveOptions& options, WorkSharing& sharing)
{
    const auto& comparisons = scored.pairing.comparisons;
    const auto columns = scoreColumns (scored.plan.bss, scored.hasInput);
    Archive archive;
    for (const auto& column : columns)
        archive.columns.push_back (column.key);
    for (const auto& comparison : comparisons)
        archive.files.push_back (comparison.name);
    archive.work = [&] (size_t file) { return scoresOf (comparisons[file], scored.plan, columns); };
    const int exitCode = workThrough (archive, options, scored.threads, sharing);
    if (! sharing.keepsTable())
        return exitCode;
    for (const auto& error : scored.pairing.unpaired)
        fail (error);
    return scored.pairing.unpaired.empty() ? exitCode : exitFailed;
}

} // namespace unbraid::cli
