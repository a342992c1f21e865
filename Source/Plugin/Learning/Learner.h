// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Learning/FitTask.h"
#include "Plugin/Learning/KitTask.h"
#include "Plugin/Learning/LearnTask.h"
#include "Plugin/Learning/VoiceTask.h"

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace unbraid::plugin
{

enum class LearnStage
{
    idle,
    training,
    done,
    failed,
    cancelled
};

/** The progress of learning. */
struct LearnProgress
{
    LearnStage stage = LearnStage::idle;
    double share = 0.0; // 0 to 1, never falling
    int iteration = 0;  // 0 while the sound is read
    int numIterations = 0;
    double divergence = 0.0;        // a bin
    std::vector<float> divergences; // of the iterations until now
    std::vector<float> heldOut; // the same of what is kept back; empty: there is too little sound for that
    double secondsLeft = 0.0;   // an estimate; 0: not known
    std::string message;        // done: what was learned; failed: why not
    std::string doubts;         // done: what was wrong with the sound; empty: nothing
};

/** Learns a source from captured sound or recordings in the background, one at a time, and joins it to a dictionary; or
    fits a dictionary to sound, or has it learn a voice, or learns a kit. The sound is kept in a private folder while it learns, and removed afterwards.

    A dictionary of its own has a mixer with `residual_atoms`, unless the source is `noise` or `residual`:
    what the one source does not explain needs somewhere to go.

    Sound of a lower rate than the dictionary's is taken too: nothing is learned above half its rate then,
    and the message says so. */
class Learner
{
public:
    /** captureFolder  where the folder of the sound is made; empty: the system's for temporary files */
    explicit Learner (std::filesystem::path captureFolder = {});

    /** Cancels and waits: for one iteration, or for the reading of the sound. [message] */
    ~Learner();
    Learner (const Learner&) = delete;
    Learner& operator= (const Learner&) = delete;

    /** Starts to learn; a result that was not taken is dropped, and one that was cancelled is waited for, as
        in the destructor.
        [message] Errors: one that is still at it, a name that is none, atoms outside 1 to 256, a sound that
        is silent, not finite, of less than half a second above silence or at no whole rate of 8 to 192
        kHz, and whatever `training::withLearnedSource` would refuse in the end. */
    core::Status start (LearnRequest request);

    /** Starts to fit, in the same way. [message] errors: one that is still at it, as `checkFit` */
    core::Status start (FitRequest request);

    /** Starts to learn a voice, in the same way. [message] errors: one that is still at it, as `checkVoice` */
    core::Status start (VoiceRequest request, const std::string& name);

    /** Starts to learn a kit, in the same way. [message] error: one that is still at it */
    core::Status start (KitRequest request, const std::string& name);

    /** Ends it, with nothing: no result follows, not even one that was ready. [any] but audio */
    void cancel();

    /** Ends it after the current iteration with what was learned by then. [any] but audio */
    void finishNow();

    /** [any] but audio */
    [[nodiscard]] LearnProgress progress() const;

    /** The dictionary, once, after the stage `done`. [message] */
    std::optional<core::Dictionary> takeResult();

private:
    struct Lesson;
    using Task = std::function<core::Result<Lesson>()>;

    [[nodiscard]] core::Status checkFree() const;
    core::Status begin (int numIterations, const std::string& name, Task task);
    void run (const std::string& name, const Task& task);
    core::Result<Lesson> learn (const LearnTask& task);
    core::Result<Lesson> fit (const FitRequest& request);
    core::Result<core::Dictionary> train (const LearnTask& task, training::SourceReport& report);
    core::Result<Lesson> learnKit (const KitRequest& request, const std::string& name);
    bool note (const training::TrainingProgress& progress);
    bool noteShare (double share);
    void enter (LearnStage stage); // with the mutex
    [[nodiscard]] std::stop_token enoughToken() const;
    [[nodiscard]] bool isCancelled() const;

    std::filesystem::path folder;
    std::thread worker;
    mutable std::mutex mutex; // of all below
    std::stop_source cancelled, enough;
    LearnProgress now;
    std::chrono::steady_clock::time_point firstIteration;
    std::optional<core::Dictionary> result;
};

} // namespace unbraid::plugin
