// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/LearnSession.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

namespace unbraid::plugin
{

namespace
{
constexpr double maxCapturedSeconds = 60.0;

std::string noiseName (const core::Dictionary* base)
{
    if (base != nullptr)
        for (const auto& source : base->sources)
            if (core::adaptsWhilePlaying (source.name))
                return source.name;
    return "noise";
}
} // namespace

LearnSession::~LearnSession()
{
    cancel();
}

core::Status LearnSession::startCapture (const LearnOptions& options, double sampleRateHz,
                                         Eigen::Index numChannels)
{
    if (auto isIdle = checkIdle ("the capture cannot start"); ! isIdle.ok())
        return isIdle;
    if (! (sampleRateHz > 0.0))
        return core::Error{ "the capture cannot start", "sound", "none: the host has not started it", {} };
    chosen = options;
    captureFrom = options.from;
    openBuffer (sampleRateHz, numChannels);
    return core::Done{};
}

void LearnSession::openBuffer (double sampleRateHz, Eigen::Index numChannels)
{
    buffer.lend (std::make_unique<CaptureBuffer> (sampleRateHz, numChannels, maxCapturedSeconds));
}

bool LearnSession::followRate (double sampleRateHz)
{
    const auto* const old = buffer.get();
    if (old == nullptr || ! (sampleRateHz > 0.0) || old->sampleRateHz() == sampleRateHz)
        return false;
    openBuffer (sampleRateHz, old->numChannels());
    return true;
}

void LearnSession::add (const std::array<const float*, 2>& channels, Eigen::Index numSamples,
                        double sampleRateHz) noexcept
{
    const auto borrowed = buffer.borrow();
    if (! borrowed)
        return;
    const std::array<const float*, 2> present{ channels[0],
                                               channels[1] != nullptr ? channels[1] : channels[0] };
    if (present[0] != nullptr && borrowed->sampleRateHz() == sampleRateHz)
        borrowed->add (present.data(), numSamples);
}

core::Status LearnSession::checkIdle (const char* what) const
{
    if (buffer.get() != nullptr || isTraining)
        return core::Error{ what, "learning", "one under way", "one at a time" };
    return core::Done{};
}

/** The request of the options, without its sound. */
LearnRequest LearnSession::requestFor (From materialFrom, std::shared_ptr<const core::Dictionary> base)
{
    LearnRequest request;
    const bool isNoise = chosen.as == LearnAs::noise;
    request.source = isNoise ? noiseName (base.get()) : chosen.name.toStdString();
    request.isTarget = ! isNoise;
    request.numAtoms = chosen.numAtoms;
    request.base = chosen.as == LearnAs::newDictionary ? nullptr : std::move (base);
    from = materialFrom;
    source = request.source;
    return request;
}

core::Status LearnSession::begun (core::Status started)
{
    isTraining = started.ok();
    lastResult.clear();
    lastDoubts.clear();
    return started;
}

core::Status LearnSession::begunVoice (From materialFrom, VoiceRequest request)
{
    from = materialFrom;
    source = chosen.name.toStdString();
    return begun (learner.start (std::move (request), source));
}

core::Status LearnSession::begunKit (From materialFrom, KitRequest request)
{
    from = materialFrom;
    source = chosen.name.toStdString();
    return begun (learner.start (std::move (request), source));
}

core::Status LearnSession::train (std::shared_ptr<const core::Dictionary> base)
{
    const auto captured = buffer.takeBack();
    if (captured == nullptr)
        return core::Error{ "the learning cannot start", "sound", "none was captured", {} };
    if (chosen.as == LearnAs::voice)
        return begunVoice (From::capture,
                           { std::move (base), captured->sampleRateHz(), captured->samples(), {} });
    if (chosen.as == LearnAs::kit)
        return begunKit (From::capture, { captured->sampleRateHz(), captured->samples(), {} });
    auto request = requestFor (From::capture, std::move (base));
    request.sampleRateHz = captured->sampleRateHz();
    request.samples = captured->samples();
    return begun (learner.start (std::move (request)));
}

core::Status LearnSession::trainOn (const std::vector<ListedRecording>& recordings,
                                    const LearnOptions& options, std::shared_ptr<const core::Dictionary> base)
{
    constexpr double minSeconds = 0.5;
    if (auto isIdle = checkIdle ("the learning cannot start"); ! isIdle.ok())
        return isIdle;
    chosen = options;
    auto request = requestFor (From::recordings, std::move (base));
    double audibleSeconds = 0.0;
    for (const auto& recording : recordings)
    {
        if (! recording.isChecked)
            return cannotLearn ("recordings", "some that are still looked through", "a moment's patience");
        if (! recording.error.empty())
            continue;
        request.files.push_back (recording.file);
        request.sampleRateHz = std::max (request.sampleRateHz, recording.sampleRateHz);
        audibleSeconds += recording.audibleSeconds;
    }
    if (audibleSeconds < minSeconds)
        return cannotLearn ("recordings", core::numberText (audibleSeconds) + " s that can be heard",
                            "at least " + core::numberText (minSeconds) + " s in all");
    if (chosen.as == LearnAs::voice)
        return begunVoice (From::recordings, { request.base, request.sampleRateHz, {}, request.files });
    if (chosen.as == LearnAs::kit && request.files.size() > 1)
        return cannotLearn ("recordings", std::to_string (request.files.size()),
                            "one, of the whole kit, struck one drum at a time");
    if (chosen.as == LearnAs::kit)
        return begunKit (From::recordings, { 0.0, {}, request.files.front() });
    return begun (learner.start (std::move (request)));
}

core::Status LearnSession::fit (FitRequest request)
{
    if (auto isIdle = checkIdle ("the fitting cannot start"); ! isIdle.ok())
        return isIdle;
    chosen = {};
    chosen.as = LearnAs::newSource; // it stays the dictionary that it was
    from = From::marks;
    source.clear();
    return begun (learner.start (std::move (request)));
}

void LearnSession::cancel()
{
    buffer.takeBack();
    if (isTraining)
        learner.cancel();
    isTraining = false;
}

std::optional<core::Result<core::Dictionary>> LearnSession::takeResult()
{
    const auto progress = learner.progress();
    if (! isTraining || progress.stage == LearnStage::training)
        return {};
    isTraining = false;
    if (auto dictionary = learner.takeResult())
    {
        lastResult = progress.message;
        lastDoubts = progress.doubts;
        return core::Result<core::Dictionary> (std::move (*dictionary));
    }
    return core::Result<core::Dictionary> (core::Error{ progress.message, {}, {}, {} });
}

LearnStatus LearnSession::status()
{
    LearnStatus status;
    status.maxSeconds = maxCapturedSeconds;
    status.result = lastResult;
    status.isFit = isTraining && from == From::marks;
    status.isVoice = (isTraining || buffer.get() != nullptr) && chosen.as == LearnAs::voice;
    if (isTraining)
    {
        const auto progress = learner.progress();
        status.stage = LearnStatus::Stage::training;
        status.progress = progress.share;
        status.divergence = progress.divergence;
        status.iteration = progress.iteration;
        status.numIterations = progress.numIterations;
        status.secondsLeft = progress.secondsLeft;
        status.divergenceByIteration = progress.divergences;
        status.heldOutByIteration = progress.heldOut;
    }
    else if (const auto* const captured = buffer.get())
    {
        status.stage = LearnStatus::Stage::capturing;
        status.capturedSeconds = captured->seconds();
        status.capturedPeak = captured->peak();
    }
    return status;
}

} // namespace unbraid::plugin
