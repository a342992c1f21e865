// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/LearnSession.h"

#include <chrono>
#include <thread>

namespace unbraid::plugin
{

namespace
{
constexpr double mostCapturedSeconds = 60.0;

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
    if (buffer != nullptr || isTraining)
        return core::Error{ "the capture cannot start", "learning", "one under way", "one at a time" };
    if (! (sampleRateHz > 0.0))
        return core::Error{ "the capture cannot start", "sound", "none: the host has not started it", {} };
    chosen = options;
    from = options.from;
    buffer = std::make_unique<CaptureBuffer> (sampleRateHz, numChannels, mostCapturedSeconds);
    slot.store (buffer.get(), std::memory_order_release);
    return core::Done{};
}

void LearnSession::add (const std::array<const float*, 2>& channels, Eigen::Index numSamples) noexcept
{
    auto* taken = slot.exchange (nullptr, std::memory_order_acquire);
    if (taken == nullptr)
        return;
    const std::array<const float*, 2> present{ channels[0],
                                               channels[1] != nullptr ? channels[1] : channels[0] };
    if (present[0] != nullptr)
        taken->add (present.data(), numSamples);
    slot.store (taken, std::memory_order_release);
}

/** The audio thread may hold it for the length of a block. */
std::unique_ptr<CaptureBuffer> LearnSession::takeBuffer()
{
    while (buffer != nullptr && slot.exchange (nullptr, std::memory_order_acquire) == nullptr)
        std::this_thread::sleep_for (std::chrono::milliseconds (1));
    return std::move (buffer);
}

core::Status LearnSession::train (std::shared_ptr<const core::Dictionary> base)
{
    const auto captured = takeBuffer();
    if (captured == nullptr)
        return core::Error{ "the learning cannot start", "sound", "none was captured", {} };
    LearnRequest request;
    const bool isNoise = chosen.as == LearnAs::noise;
    request.source = isNoise ? noiseName (base.get()) : chosen.name.toStdString();
    request.isTarget = ! isNoise;
    request.numAtoms = chosen.numAtoms;
    request.base = chosen.as == LearnAs::newDictionary ? nullptr : std::move (base);
    request.sampleRateHz = captured->sampleRateHz();
    request.samples = captured->samples();
    auto started = learner.start (std::move (request));
    isTraining = started.ok();
    return started;
}

void LearnSession::cancel()
{
    takeBuffer();
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
        return core::Result<core::Dictionary> (std::move (*dictionary));
    return core::Result<core::Dictionary> (core::Error{ progress.message, {}, {}, {} });
}

LearnStatus LearnSession::status()
{
    LearnStatus status;
    status.mostSeconds = mostCapturedSeconds;
    if (isTraining)
    {
        const auto progress = learner.progress();
        status.stage = LearnStatus::Stage::training;
        status.progress = progress.share;
        status.divergence = progress.divergence;
    }
    else if (buffer != nullptr)
    {
        status.stage = LearnStatus::Stage::capturing;
        status.capturedSeconds = buffer->seconds();
        status.capturedPeak = buffer->peak();
    }
    return status;
}

} // namespace unbraid::plugin
