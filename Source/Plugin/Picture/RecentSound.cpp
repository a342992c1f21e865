// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/RecentSound.h"

#include <array>
#include <cmath>
#include <vector>

namespace unbraid::plugin
{

namespace
{
constexpr double marginSeconds = 2.0; // may be written over while it is copied
constexpr int maxTries = 4;
} // namespace

/** Sample n of the path lies at n modulo the capacity. Who reads a sample that was written over also sees the end that
    was announced before. */
struct RecentSound::Ring
{
    Ring (double sampleRateHz, Eigen::Index numChannels)
        : rateHz (sampleRateHz)
        , channels (static_cast<size_t> (numChannels))
        , kept (std::llround (keptSeconds * sampleRateHz))
        , capacity (kept + std::llround (marginSeconds * sampleRateHz))
        , memory (channels * static_cast<size_t> (capacity))
    {
        for (auto& sample : memory)
            sample.store (1.0f, std::memory_order_relaxed); // touches the pages
    }

    [[nodiscard]] std::atomic<float>& at (size_t channel, std::int64_t position) noexcept
    {
        return memory[channel * static_cast<size_t> (capacity) + static_cast<size_t> (position % capacity)];
    }
    void beginAt (std::int64_t position) noexcept;
    [[nodiscard]] bool copyTo (FrozenSound& sound) noexcept;

    double rateHz;
    size_t channels;
    std::int64_t kept, capacity; // samples
    std::vector<std::atomic<float>> memory;
    std::atomic<std::int64_t> origin{ 0 };    // of what is kept without a gap
    std::atomic<std::int64_t> announced{ 0 }; // the end of what is being written
    std::atomic<std::int64_t> end{ 0 };
    std::atomic<unsigned> beginnings{ 0 };
};

void RecentSound::Ring::beginAt (std::int64_t position) noexcept
{
    beginnings.fetch_add (1);
    origin = position;
    announced = position;
    end = position;
}

/** False where the sound began anew meanwhile. */
bool RecentSound::Ring::copyTo (FrozenSound& sound) noexcept
{
    const unsigned beginning = beginnings;
    const std::int64_t last = end;
    const std::int64_t first = std::max<std::int64_t> (origin, last - kept);
    if (last < first) // half begun
        return false;
    sound.sampleRateHz = rateHz;
    sound.begin = first;
    sound.samples.resize (last - first, static_cast<Eigen::Index> (channels));
    for (size_t channel = 0; channel < channels; ++channel)
        for (std::int64_t position = first; position < last; ++position)
            sound.samples (position - first, static_cast<Eigen::Index> (channel)) =
                at (channel, position).load (std::memory_order_acquire);
    return beginning == beginnings && first >= announced - capacity;
}

RecentSound::RecentSound() = default;

RecentSound::~RecentSound() = default;

void RecentSound::open (double sampleRateHz, Eigen::Index numChannels)
{
    const Ring* const now = ring.get();
    if (now != nullptr && now->rateHz == sampleRateHz && now->channels == static_cast<size_t> (numChannels))
        return;
    ring.lend (std::make_unique<Ring> (sampleRateHz, numChannels));
}

void RecentSound::close()
{
    ring.takeBack();
}

void RecentSound::add (const std::array<const float*, 2>& channels, Eigen::Index numSamples,
                       std::int64_t position) noexcept
{
    const auto borrowed = ring.borrow();
    if (! borrowed)
        return;
    if (position != borrowed->end.load (std::memory_order_relaxed))
        borrowed->beginAt (position);
    borrowed->announced = position + numSamples;
    for (size_t channel = 0; channel < borrowed->channels; ++channel)
        for (Eigen::Index n = 0; n < numSamples; ++n)
            borrowed->at (channel, position + n).store (channels[channel][n], std::memory_order_release);
    borrowed->end.store (position + numSamples, std::memory_order_release);
}

FrozenSound RecentSound::copy() const
{
    FrozenSound sound;
    bool isWhole = false;
    for (int tries = 0; ring.get() != nullptr && ! isWhole && tries < maxTries; ++tries)
        isWhole = ring.get()->copyTo (sound);
    return isWhole ? sound : FrozenSound();
}

} // namespace unbraid::plugin
