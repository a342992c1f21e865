// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/TrainingDisplay.h"

#include "Cli/Console/Console.h"
#include "Files/AtomicFile.h"

#include <algorithm>
#include <cmath>

namespace unbraid::cli
{

namespace
{
constexpr double longSound = 120.0; // seconds; above it minutes are shown, then hours

std::string duration (double seconds)
{
    if (seconds < longSound)
        return fixedPoint (seconds, 0) + " s";
    if (seconds < 60.0 * longSound)
        return fixedPoint (seconds / 60.0, 0) + " min";
    return fixedPoint (seconds / 3600.0, 1) + " h";
}

std::string reportText (const std::string& source, const training::SourceReport& report)
{
    const auto secondsOf = [&report] (Eigen::Index frames)
    { return duration (static_cast<double> (frames) * report.frameSeconds); };
    std::string line = source + ": " + counted (report.numAtoms, "atom") + " from " +
                       secondsOf (report.numFrames) + " of sound, divergence " +
                       fixedPoint (report.divergence, 4) + " a bin";
    return line + (report.heldOut ? ", " + fixedPoint (*report.heldOut, 4) + " on " +
                                        secondsOf (report.numHeldOut) + " held out\n"
                                  : ", nothing held out\n");
}
} // namespace

TrainingDisplay::TrainingDisplay (const std::vector<training::SourceMaterial>& materials)
{
    for (const auto& material : materials)
        names.push_back (material.name);
    bar.emplace();
    bar->show (0.0, "reading");
}

void TrainingDisplay::show (const training::TrainingProgress& progress)
{
    follow (progress.source);
    if (progress.report)
    {
        reports += reportText (progress.source, *progress.report);
        return;
    }
    keep (progress);
    const double share =
        (static_cast<double> (current) + progress.share) / static_cast<double> (names.size());
    bar->show (share, words (progress));
}

/** Prints notes under the name of their source and their own. */
void TrainingDisplay::follow (const std::string& source)
{
    const auto before = current;
    while (current + 1 < names.size() && ! source.starts_with (names[current]))
        ++current;
    if (current == before)
        return;
    begun = Clock::now();
    framesBefore = -1;
}

std::string TrainingDisplay::words (const training::TrainingProgress& progress) const
{
    if (progress.iteration == 0)
        return progress.source + ", reading";
    std::string text = progress.source + " " + std::to_string (progress.iteration);
    if (progress.numIterations > 0)
        text += "/" + std::to_string (progress.numIterations);
    text += ", divergence " + fixedPoint (progress.divergence, 4);
    const double seconds = std::chrono::duration<double> (Clock::now() - begun).count();
    const auto numProcessed = progress.framesProcessed - std::max<Eigen::Index> (0, framesBefore);
    if (numProcessed > 0 && seconds > 0.5)
        text += ", " + fixedPoint (static_cast<double> (numProcessed) / seconds / 1000.0, 1) + "k frames/s";
    return text;
}

void TrainingDisplay::keep (const training::TrainingProgress& progress)
{
    if (progress.iteration == 0)
        return;
    if (framesBefore < 0)
        framesBefore = progress.framesProcessed;
    curve += progress.source + "," + std::to_string (progress.iteration) + "," +
             std::to_string (progress.framesProcessed) + "," + fixedPoint (progress.divergence, 6) + "\n";
}

std::string TrainingDisplay::finish()
{
    bar.reset();
    return reports;
}

core::Status TrainingDisplay::writeCurve (const std::filesystem::path& path) const
{
    return files::writeWholeFile (path, curve);
}

} // namespace unbraid::cli
