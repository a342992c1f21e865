// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/FilePlayer.h"

#include "Core/Support/Caught.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::live
{

namespace
{
using Eigen::Index;

constexpr double glideSeconds = 0.005;
} // namespace

core::Result<PlayedSound> FilePlayer::readWhole (const std::filesystem::path& file, double rateHz)
{
    return readPlayedSound (file, rateHz);
}

FilePlayer::FilePlayer (Read reader)
    : read (std::move (reader))
    , worker ([this] { run(); })
{
}

FilePlayer::~FilePlayer()
{
    {
        const std::scoped_lock locked (guard);
        isEnding = true;
    }
    wake.notify_one();
    worker.join();
}

void FilePlayer::open (const std::filesystem::path& file)
{
    {
        const std::scoped_lock locked (guard);
        wanted.file = file;
        ++wanted.numOpened;
    }
    wake.notify_one();
}

void FilePlayer::setRate (double rateHz)
{
    {
        const std::scoped_lock locked (guard);
        deviceRateHz = wanted.rateHz = rateHz;
        glideStep = static_cast<float> (1.0 / std::max (1.0, glideSeconds * rateHz));
    }
    wake.notify_one();
}

void FilePlayer::seek (double seconds)
{
    const std::scoped_lock locked (guard);
    const double position = std::clamp (seconds, 0.0, length);
    seekSeconds.store (position, std::memory_order_relaxed);
    playedSeconds.store (position, std::memory_order_relaxed); // shown at once, also while nothing runs
}

FilePlayer::Status FilePlayer::status()
{
    sounds.collect();
    const std::scoped_lock locked (guard);
    Status status;
    status.file = loaded.file;
    status.isLoading = isReading || hasWork();
    status.isPlaying = length > 0.0 && isWanted.load (std::memory_order_relaxed);
    status.seconds = length;
    status.fileSeconds = fileLength;
    status.oddity = fileOddity;
    status.positionSeconds = std::min (length, playedSeconds.load (std::memory_order_relaxed));
    status.error = newestError;
    return status;
}

void FilePlayer::run()
{
    bool goesOn = true;
    while (goesOn)
        if (auto played =
                core::caught ("the file cannot be played", {}, [this, &goesOn] { return playNext (goesOn); });
            ! played.ok())
            refuse (played.error());
}

/** Waits for a file and reads it.
    goesOn  false: the player ends */
core::Status FilePlayer::playNext (bool& goesOn)
{
    std::unique_lock locked (guard);
    wake.wait (locked, [this] { return isEnding || hasWork(); });
    goesOn = ! isEnding;
    if (isEnding)
        return core::Done{};
    tried = wanted;
    const auto now = tried;
    isReading = true;
    locked.unlock();
    auto sound = read (now.file, now.rateHz);
    if (! sound.ok())
        return sound.error();
    locked.lock();
    isReading = false;
    if (! hasWork()) // else something else is wanted by now
        offer (std::move (sound).value());
    return core::Done{};
}

/** A new file is played from its start; one that was read again for another rate continues where it was. */
void FilePlayer::offer (PlayedSound sound)
{
    const bool isNew = tried.numOpened != loaded.numOpened;
    const double startSeconds = isNew ? 0.0 : playedSeconds.load (std::memory_order_relaxed);
    const auto numFrames = sound.samples.rows();
    auto made = std::make_unique<Sound>();
    made->start = static_cast<Index> (startSeconds * sound.sampleRateHz) % numFrames;
    length = static_cast<double> (numFrames) / sound.sampleRateHz;
    fileLength = sound.fileSeconds;
    fileOddity = sound.oddity;
    static_cast<PlayedSound&> (*made) = std::move (sound);
    loaded = tried;
    newestError.clear();
    playedSeconds.store (startSeconds, std::memory_order_relaxed);
    if (isNew)
        play();
    sounds.offer (std::move (made));
}

/** Goes back to the file before, which is read again if the rate has changed meanwhile. */
void FilePlayer::refuse (core::Error error)
{
    const std::scoped_lock locked (guard);
    isReading = false;
    if (hasWork())
        return;
    if (error.where.empty())
        error.where = tried.file.string();
    newestError = error.message();
    wanted.file = loaded.file;
    wanted.numOpened = loaded.numOpened;
    tried = loaded;
    tried.rateHz = loaded.file.empty() ? wanted.rateHz : loaded.rateHz;
}

void FilePlayer::takeOffer() noexcept
{
    auto fresh = sounds.take();
    if (fresh == nullptr)
        return;
    sounds.retire (std::exchange (current, std::move (fresh)));
    next = current->start;
    share = 0.0f;
}

void FilePlayer::process (const std::array<float*, 2>& channels, Index numSamples) noexcept
{
    takeOffer();
    // Right after a change of the device's rate what is there has the old one.
    if (current == nullptr || current->sampleRateHz != deviceRateHz)
        return;
    const auto& samples = current->samples;
    if (const double position = seekSeconds.exchange (-1.0, std::memory_order_relaxed); position >= 0.0)
        next = static_cast<Index> (position * deviceRateHz) % samples.rows();
    const bool isPlaying = isWanted.load (std::memory_order_relaxed);
    if (share == 0.0f && ! isPlaying)
        return;
    for (Index n = 0; n < numSamples; ++n)
    {
        share = std::clamp (share + (isPlaying ? glideStep : -glideStep), 0.0f, 1.0f);
        for (size_t side = 0; side < channels.size(); ++side)
        {
            float& sample = channels[side][n];
            const float played = samples (next, static_cast<Index> (side));
            sample = share == 1.0f ? played : share * played + (1.0f - share) * sample;
        }
        next = next + 1 == samples.rows() ? 0 : next + 1;
    }
    playedSeconds.store (static_cast<double> (next) / deviceRateHz, std::memory_order_relaxed);
}

} // namespace unbraid::live
