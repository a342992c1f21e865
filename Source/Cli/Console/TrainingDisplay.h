// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/ProgressBar.h"
#include "Training/Trainer.h"

#include <filesystem>
#include <optional>

namespace unbraid::cli
{

/** Shows the progress of a training, and keeps its reports. */
class TrainingDisplay
{
public:
    explicit TrainingDisplay (const std::vector<training::SourceMaterial>& materials);

    void show (const training::TrainingProgress& progress);

    /** Takes the bar away; one line for each source that was learned: atoms, duration processed, divergences. */
    [[nodiscard]] std::string finish();

    /** Writes the curve: source, iteration, frames processed, divergence a bin.
        [worker] error: as files::AtomicFile */
    [[nodiscard]] core::Status writeCurve (const std::filesystem::path& path) const;

private:
    using Clock = std::chrono::steady_clock;

    void follow (const std::string& source);
    [[nodiscard]] std::string words (const training::TrainingProgress& progress) const;
    void keep (const training::TrainingProgress& progress);

    std::vector<std::string> names;
    size_t current = 0;
    Clock::time_point begun = Clock::now(); // of the current source
    Eigen::Index framesBefore = -1;         // frames of a resumed source when it went on
    std::string reports;
    std::string curve = "source,iteration,frames,divergence\n";
    std::optional<ProgressBar> bar;
};

} // namespace unbraid::cli
