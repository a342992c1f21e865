// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Evaluate/ComparedMethods.h"
#include "Cli/Evaluate/ScoreRow.h"
#include "Cli/Separate/SeparationPlan.h"

namespace unbraid::cli
{

/** How all comparisons of a run are scored. */
struct ScoringPlan
{
    std::optional<SeparationPlan> separation; // empty: estimates are read
    std::optional<evaluation::BssVersion> bss;
    MethodChoice methods;
    bool fullBand = false;
    std::map<std::string, std::filesystem::path> mixed; // all true sounds of --mixture
    std::map<std::string, std::string> classes;         // by name; empty: the source is the class
};

/** Comparisons that share one input, with all sounds that they share: read, separated and correlated once. */
class ScoringGroup
{
public:
    /** Comparisons in their order: those of one input together, at the position of the first. */
    static std::vector<std::vector<Comparison>> groupByInput (const std::vector<Comparison>& comparisons);

    /** The true sounds of the input are those of --mixture, or the reference; what the input holds beyond
        their sum, if it is more than -60 dB of it, is one more true sound: the noise of a noisy recording. A
        true sound that cannot be read or compared is a part of that, and the failure of its own row alone.
        [worker] Error: an input that cannot be read, or those of the stages. */
    static core::Result<ScoringGroup> prepare (std::vector<Comparison> comparisons, const ScoringPlan& plan);

    [[nodiscard]] size_t numRows() const { return comparisons.size(); }

    /** Scores one of the comparisons. [worker], several at once. */
    [[nodiscard]] core::Result<ScoreRow> score (size_t row) const; // warns of a reference without scores

private:
    explicit ScoringGroup (const ScoringPlan& chosen)
        : plan (&chosen)
    {
    }

    core::Status readSounds();
    [[nodiscard]] core::Result<NamedRecording> readTruth (const std::filesystem::path& path) const;
    void warnOfUnread() const;
    void addRest();
    core::Status separate();
    core::Status correlate();
    [[nodiscard]] core::Result<NamedRecording> estimateOf (const Comparison& comparison) const;
    core::Status addMethods (const TrueSound& truth, const ScoreChoice& choice, ScoreRow& row) const;

    const ScoringPlan* plan;
    std::vector<Comparison> comparisons;
    std::optional<NamedRecording> input;
    std::vector<NamedRecording> references; // true sounds of the input
    std::map<std::filesystem::path, core::Error> unread;
    std::vector<std::string> names;       // their sources; none for the rest
    std::vector<Eigen::MatrixXf> sources; // where they are separated here
    std::optional<evaluation::BssEval> bss;
    std::vector<ComparedMethod> methods;
};

} // namespace unbraid::cli
