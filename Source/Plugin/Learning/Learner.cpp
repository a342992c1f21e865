// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/Learner.h"

#include "Core/Support/Caught.h"
#include "Platform/Machine.h"
#include "Plugin/Learning/PrivateFolder.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

struct Learner::Lesson
{
    core::Dictionary dictionary;
    std::string message;
    std::string doubts{};
};

namespace
{
/** Duration of the sound, in words: "18.2 s of sound". */
std::string soundText (const training::SourceReport& report)
{
    const double seconds = static_cast<double> (report.numFrames) * report.frameSeconds;
    return core::numberText (0.1 * std::round (10.0 * seconds)) + " s of sound";
}
} // namespace

Learner::Learner (std::filesystem::path captureFolder)
    : folder (std::move (captureFolder))
{
}

Learner::~Learner()
{
    cancel();
    if (worker.joinable())
        worker.join();
}

core::Status Learner::checkFree() const
{
    if (progress().stage == LearnStage::training && ! isCancelled())
        return cannotLearn ("learner", "one that is still learning", "one at a time");
    return core::Done{};
}

core::Status Learner::start (LearnRequest request)
{
    if (auto isFree = checkFree(); ! isFree.ok())
        return isFree;
    auto task = checkedTask (std::move (request));
    if (! task.ok())
        return task.error();
    const auto source = task.value().request.source;
    const int numIterations = task.value().spec.iterations;
    const auto good = std::make_shared<const LearnTask> (std::move (task).value());
    return begin (numIterations, source, [this, good] { return learn (*good); });
}

core::Status Learner::start (FitRequest request)
{
    for (auto good : { checkFree(), checkFit (request) })
        if (! good.ok())
            return good;
    const auto kept = std::make_shared<const FitRequest> (std::move (request));
    return begin (training::FitSpec().iterations, "fit", [this, kept] { return fit (*kept); });
}

core::Status Learner::start (VoiceRequest request, const std::string& name)
{
    for (auto good : { checkFree(), checkVoice (request.base.get()) })
        if (! good.ok())
            return good;
    const auto kept = std::make_shared<const VoiceRequest> (std::move (request));
    const auto learnVoice = [kept, name]() -> core::Result<Lesson>
    {
        auto voice = voiceOf (*kept);
        if (! voice.ok())
            return voice.error();
        const auto& recording = voice.value().recording;
        auto doubts = voiceDoubts (recording);
        return Lesson{ std::move (voice.value().dictionary),
                       name + ": " + voiceText (recording) + (doubts.empty() ? "" : "; " + doubts),
                       std::move (doubts) };
    };
    return begin (1, name, learnVoice);
}

core::Status Learner::start (KitRequest request, const std::string& name)
{
    if (auto isFree = checkFree(); ! isFree.ok())
        return isFree;
    const auto kept = std::make_shared<const KitRequest> (std::move (request));
    return begin (1, name, [this, kept, name] { return learnKit (*kept, name); });
}

core::Status Learner::begin (int numIterations, const std::string& name, Task task)
{
    if (worker.joinable())
        worker.join();
    {
        const std::scoped_lock lock (mutex);
        cancelled = std::stop_source();
        enough = std::stop_source();
        enter (LearnStage::training);
        now.numIterations = numIterations;
        result.reset();
    }
    try
    {
        worker = std::thread ([this, name, todo = std::move (task)] { run (name, todo); });
    }
    catch (const std::system_error& failure)
    {
        const std::scoped_lock lock (mutex);
        enter (LearnStage::idle);
        return cannotLearn ("thread", failure.what(), "");
    }
    return core::Done{};
}

void Learner::cancel()
{
    const std::scoped_lock lock (mutex);
    cancelled.request_stop();
    if (! result)
        return;
    result.reset();
    enter (LearnStage::cancelled);
}

void Learner::finishNow()
{
    const std::scoped_lock lock (mutex);
    enough.request_stop();
}

bool Learner::isCancelled() const
{
    const std::scoped_lock lock (mutex);
    return cancelled.stop_requested();
}

std::stop_token Learner::enoughToken() const
{
    const std::scoped_lock lock (mutex);
    return enough.get_token();
}

LearnProgress Learner::progress() const
{
    const std::scoped_lock lock (mutex);
    return now;
}

std::optional<core::Dictionary> Learner::takeResult()
{
    const std::scoped_lock lock (mutex);
    return std::exchange (result, std::nullopt);
}

void Learner::run (const std::string& name, const Task& task)
{
    platform::lowerThreadPriority();
    auto learned = core::caught ("the learning failed", name, task);
    const std::scoped_lock lock (mutex);
    if (cancelled.stop_requested())
        enter (LearnStage::cancelled);
    else if (! learned.ok())
    {
        now.stage = LearnStage::failed;
        now.message = learned.error().message();
    }
    else
    {
        now.stage = LearnStage::done;
        now.share = 1.0;
        now.message = std::move (learned.value().message);
        now.doubts = std::move (learned.value().doubts);
        result = std::move (learned.value().dictionary);
    }
}

core::Result<Learner::Lesson> Learner::learn (const LearnTask& task)
{
    training::SourceReport report;
    auto learned = train (task, report);
    if (! learned.ok())
        return learned.error();
    const auto& files = task.request.files;
    learned.value().trainedOn = soundText (report) + (files.empty() ? ", captured by its user"
                                                                    : " of " + std::to_string (files.size()) +
                                                                          " recordings of its user");
    auto whole = joinedTo (task.request.base, std::move (learned).value());
    if (! whole.ok())
        return whole.error();
    std::string message =
        task.request.source + ": " + std::to_string (report.numAtoms) + " atoms from " + soundText (report);
    if (task.request.sampleRateHz < task.spec.sampleRateHz)
        message += ", which ends at " + core::numberText (0.5 * task.request.sampleRateHz) + " Hz";
    return Lesson{ std::move (whole).value(), std::move (message) };
}

core::Result<core::Dictionary> Learner::train (const LearnTask& task, training::SourceReport& report)
{
    const auto capture = PrivateFolder::create (folder);
    if (! capture.ok())
        return capture.error();
    auto files = soundFiles (task, capture.value()->path());
    if (! files.ok())
        return files.error();
    training::TrainingSpec spec = task.spec;
    spec.enough = enoughToken();
    training::SourceMaterial material{ task.request.source, std::move (files).value(),
                                       task.request.numAtoms };
    material.isTarget = task.request.isTarget;
    return training::train (spec, { material },
                            [&] (const training::TrainingProgress& progress)
                            {
                                report = progress.report.value_or (report);
                                return note (progress);
                            });
}

core::Result<Learner::Lesson> Learner::fit (const FitRequest& request)
{
    const auto privateFolder = PrivateFolder::create (folder);
    if (! privateFolder.ok())
        return privateFolder.error();
    training::FitSpec spec;
    spec.command = "fitted by the plugin, " + std::to_string (request.marks.size()) + " marks";
    spec.enough = enoughToken();
    auto fitted = fitTo (request, spec, privateFolder.value()->path(),
                         [this] (const training::TrainingProgress& progress) { return note (progress); });
    if (! fitted.ok())
        return fitted.error();
    const double seconds = 0.1 * std::round (10.0 * secondsOf (request.sound));
    return Lesson{ std::move (fitted).value(), "fitted to " + core::numberText (seconds) + " s of sound by " +
                                                   std::to_string (request.marks.size()) + " marks" };
}

core::Result<Learner::Lesson> Learner::learnKit (const KitRequest& request, const std::string& name)
{
    const auto privateFolder = PrivateFolder::create (folder);
    if (! privateFolder.ok())
        return privateFolder.error();
    auto kit =
        kitOf (request, privateFolder.value()->path(), [this] (double share) { return noteShare (share); });
    if (! kit.ok())
        return kit.error();
    return Lesson{ std::move (kit.value().dictionary), name + ": " + kit.value().hits };
}

void Learner::enter (LearnStage stage)
{
    now = {};
    now.stage = stage;
}

bool Learner::noteShare (double share)
{
    const std::scoped_lock lock (mutex);
    now.share = std::max (now.share, share);
    return ! cancelled.stop_requested();
}

bool Learner::note (const training::TrainingProgress& progress)
{
    const std::scoped_lock lock (mutex);
    if (progress.iteration > now.iteration)
    {
        now.share = std::max (now.share, progress.share);
        now.iteration = progress.iteration;
        now.divergence = progress.divergence;
        if (now.divergences.empty())
            firstIteration = std::chrono::steady_clock::now();
        now.divergences.push_back (static_cast<float> (progress.divergence));
        if (progress.heldOut)
            now.heldOut.push_back (static_cast<float> (*progress.heldOut));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - firstIteration;
        const auto numTimed = static_cast<double> (now.divergences.size() - 1);
        if (numTimed > 0.0)
            now.secondsLeft = took.count() / numTimed * (now.numIterations - now.iteration);
    }
    return ! cancelled.stop_requested();
}

} // namespace unbraid::plugin
