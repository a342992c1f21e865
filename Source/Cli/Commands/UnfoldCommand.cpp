// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/UnfoldCommand.h"

#include "Cli/Console/CommandLine.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/ProgressBar.h"
#include "Cli/Train/UnfoldArguments.h"
#include "Files/AtomicFile.h"
#include "Files/DictionaryFile.h"
#include "Platform/StopSignals.h"
#include "Unfolding/KeptMemory.h"
#include "Unfolding/Machine.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <utility>

namespace unbraid::cli
{

namespace
{
/** Shows the course of a training and keeps its curve. */
class CourseDisplay
{
public:
    /** A resumed training continues the existing curve. */
    explicit CourseDisplay (const UnfoldArguments& arguments)
    {
        std::ifstream file (arguments.curve);
        if (arguments.spec.resume && file)
            curve.assign (std::istreambuf_iterator (file), {});
        else if (arguments.recipe == "notes")
            curve.insert (curve.size() - 1, ",development onset F");
    }

    void show (const unfolding::UnfoldingProgress& progress)
    {
        std::string words = "step " + std::to_string (progress.step) + "/" +
                            std::to_string (progress.numSteps) + ", loss " + fixedPoint (progress.loss, 3);
        if (progress.best)
            words += ", best on development " + fixedPoint (progress.best->loss, 3) + " (" +
                     fixedPoint (progress.best->sdrGainDb, 2) + " dB)";
        if (const auto pace = hoursPerHour (progress); pace > 0.0)
            words += ", " + fixedPoint (pace, 0) + " h of mixtures an hour of processor";
        bar->show (static_cast<double> (progress.step) / progress.numSteps, words);
        if (progress.score)
            curve += std::to_string (progress.step) + "," + fixedPoint (progress.hoursProcessed, 2) + "," +
                     fixedPoint (progress.loss, 7) + "," + fixedPoint (progress.score->loss, 4) + "," +
                     fixedPoint (progress.score->sdrGainDb, 3) +
                     (progress.score->onsetF ? "," + fixedPoint (*progress.score->onsetF, 4) : "") + "\n";
        last = progress;
    }

    void showReading (const unfolding::ReadingProgress& progress)
    {
        bar->show (-1.0, "reading " + progress.latest.filename().string());
    }

    /** Leaves the line of the progress bar. */
    void end() { bar.reset(); }

    std::string finish()
    {
        end();
        if (! last.best)
            return {};
        return "learned from " + fixedPoint (last.hoursProcessed, 1) + " h of mixtures, " +
               fixedPoint (hoursPerHour (last), 0) + " h an hour of processor; on development " +
               "mixtures loss " + fixedPoint (last.best->loss, 4) + ", SDR " +
               fixedPoint (last.best->sdrGainDb, 2) + " dB better than the mixture\n";
    }

    [[nodiscard]] const std::string& writtenCurve() const { return curve; }

private:
    /** Hours of mixtures for an hour of processor, all threads together, since the first step that was shown. */
    [[nodiscard]] double hoursPerHour (const unfolding::UnfoldingProgress& progress)
    {
        constexpr double secondsPerHour = 3600.0;
        const double used = static_cast<double> (std::clock()) / CLOCKS_PER_SEC;
        if (! begun)
            begun = { progress.hoursProcessed, used };
        const double hours = (used - begun->usedSeconds) / secondsPerHour;
        return hours > 0.0 ? (progress.hoursProcessed - begun->hoursProcessed) / hours : 0.0;
    }

    /** Start of the measurement of the pace. */
    struct Beginning
    {
        double hoursProcessed;
        double usedSeconds;
    };

    std::optional<Beginning> begun{};
    std::optional<ProgressBar> bar{ std::in_place };
    unfolding::UnfoldingProgress last;
    std::string curve = "step,hours,loss,development loss,development SDR gain dB\n";
};

core::Result<unfolding::UnfoldingMaterial> readMaterial (const UnfoldingPlan& plan, CourseDisplay& display)
{
    unfolding::UnfoldingMaterial material;
    const auto onProgress = [&display] (const unfolding::ReadingProgress& progress)
    {
        display.showReading (progress);
        return ! platform::isStopWanted();
    };
    for (auto [corpus, destination] : { std::pair (&plan.training, &material.training),
                                        std::pair (&plan.development, &material.development) })
    {
        auto read = unfolding::readSounds (*corpus, onProgress);
        if (! read.ok())
            return read.error();
        for (const auto& oddity : read.value().oddities)
            warn (oddity);
        *destination = std::make_shared<const unfolding::SoundCorpus> (std::move (read).value());
    }
    return material;
}

/** The time that a part of a training may take, from the start of the program. */
class TimeLimit
{
public:
    explicit TimeLimit (double limitMinutes)
        : minutes (limitMinutes)
    {
    }

    /** Whether a training with work left has to stop here. */
    bool isReached (const unfolding::UnfoldingProgress& progress)
    {
        const std::chrono::duration<double, std::ratio<60>> passed = Clock::now() - begun;
        stoppedAt = minutes > 0.0 && passed.count() >= minutes ? progress.step : 0;
        return stoppedAt > 0 && progress.step < progress.numSteps;
    }

    /** Left for steps that are to come to an end within the limit: the last scores take time as well. */
    [[nodiscard]] double secondsForSteps() const
    {
        constexpr double leastShare = 0.1, forScores = 0.03;
        const std::chrono::duration<double, std::ratio<60>> passed = Clock::now() - begun;
        return 60.0 * std::max (leastShare * minutes, (1.0 - forScores) * minutes - passed.count());
    }

    /** Of a training that stopped here. */
    [[nodiscard]] std::string report (const std::filesystem::path& checkpoint) const
    {
        return "stopped at step " + std::to_string (stoppedAt) +
               ", as --minutes asks; the same command with --resume continues (" + checkpoint.string() +
               ")\n";
    }

    [[nodiscard]] bool hasStopped() const { return stoppedAt > 0; }

private:
    using Clock = std::chrono::steady_clock;

    const Clock::time_point begun = Clock::now();
    double minutes;
    int stoppedAt = 0;
};

/** Says what would make a training faster. */
void advise()
{
    if (const auto library = unfolding::blasLibrary(); unfolding::isReferenceBlas (library))
        std::cerr << "Matrix products go to the reference BLAS, which is several times slower than an "
                     "optimised one; "
                     "on Debian install libopenblas0-pthread. ("
                  << library << ")\n";
}

/** Writes a dictionary, or of one that was adapted the change alone. */
core::Status save (const UnfoldArguments& arguments, const UnfoldingPlan& plan,
                   const core::Dictionary& learned)
{
    return plan.base ? files::saveChange (arguments.out, *plan.base, learned, arguments.changeRank)
                     : files::saveDictionary (arguments.out, learned);
}

void tellInputs (const UnfoldingPlan& plan, FileGuard& files)
{
    for (const auto* corpus : { &plan.training, &plan.development })
    {
        for (const auto& source : corpus->sources)
            for (const auto& file : source.paths)
                files.reads (file);
        std::error_code ignored;
        for (const auto& song : corpus->songs)
            for (const auto& stem : std::filesystem::directory_iterator (song, ignored))
                files.reads (stem.path());
    }
}

int train (const UnfoldArguments& arguments, const std::string& command, FileGuard& files,
           training::Ranks& ranks)
{
    TimeLimit limit (arguments.minutes);
    unfolding::keepTensorMemory();
    const auto plan = orRefuse (planFrom (arguments, command));
    orRefuse (unfolding::validate (plan.spec));
    tellInputs (plan, files);
    const auto checked = ranks.isFirst() ? checkOutputs (plan.spec.checkpoint, plan.spec.resume, files)
                                         : core::Status (core::Done{});
    orRefuse (training::agreeWithFirst (ranks, checked));
    advise();
    CourseDisplay display (arguments);
    const auto material = readMaterial (plan, display);
    const auto read = material.ok() ? core::Status (core::Done{}) : material.error();
    if (auto agreed = training::agreeWithAll (ranks, read); ! agreed.ok())
        return fail (stoppedTraining (agreed.error(), plan.spec.checkpoint));
    core::Status curveWritten = core::Done{};
    const auto onProgress = [&] (const unfolding::UnfoldingProgress& progress)
    {
        display.show (progress);
        if (progress.score && ! arguments.curve.empty())
            curveWritten = files::writeWholeFile (arguments.curve, display.writtenCurve());
        return curveWritten.ok() && ! platform::isStopWanted() && ! limit.isReached (progress);
    };
    const auto onKeep = [&] (const core::Dictionary& kept) { return save (arguments, plan, kept); };
    auto spec = plan.spec;
    if (spec.optimiser.steps == 0)
        spec.optimiser.seconds = limit.secondsForSteps();
    const auto dictionary = unfolding::trainUnfolded (spec, material.value(), onProgress, onKeep, &ranks);
    display.end();
    if (! ranks.isFirst()) // the first one says how it ended
        return exitDone;
    orFail (curveWritten);
    if (! dictionary.ok() && dictionary.error().cancelled && limit.hasStopped())
    {
        std::cout << limit.report (plan.spec.checkpoint);
        return exitDone;
    }
    if (! dictionary.ok())
        return fail (stoppedTraining (dictionary.error(), plan.spec.checkpoint));
    orFail (save (arguments, plan, dictionary.value()));
    std::cout << display.finish() << oneLine (arguments.out) << "\n";
    return exitDone;
}
} // namespace

int runUnfold (const std::vector<std::string>& arguments, training::Ranks& ranks)
{
    CommandLine program ("unbraid train --unfold",
                         "Learn an unfolded dictionary: a matrix for each update of a frame, by "
                         "gradients through the updates.");
    UnfoldArguments options;
    options.common.divergence = "kl";
    options.common.spectrum = "magnitude";
    const auto defaultModes = std::exchange (options.modes, {});
    addUnfoldOptions (program, options);
    program.example ("unbraid train --unfold --source speech=voices noise=noises --out mine.safetensors",
                     "an unfolded dictionary of speech in noise");
    std::vector<std::string> words{ "unbraid", "train", "--unfold" };
    words.insert (words.end(), arguments.begin(), arguments.end());
    program.example (
        "unbraid train --unfold --adapt speech --source speech=me noise=office --out mine.safetensors",
        "a small change of speech for one voice in one place");
    program.run (
        [&] (FileGuard& files)
        {
            if (options.modes.empty()) // those of the command line replace the default ones
                options.modes = defaultModes;
            return train (options, commandLine (words), files, ranks);
        });
    return program.execute (arguments);
}

} // namespace unbraid::cli
