// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/HitGates.h"

#include "Core/Guidance/DrumNotes.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr float strikeSeconds = 0.04f; // from a hit: it may begin
} // namespace

void HitGates::prepare (const std::vector<Source>& sources, double sampleRateHz)
{
    const auto samples = [sampleRateHz] (float seconds)
    { return static_cast<Eigen::Index> (std::lround (static_cast<double> (seconds) * sampleRateHz)); };
    strikeSamples = samples (strikeSeconds);
    drums.clear();
    for (const auto& source : sources)
    {
        const auto ring = drumRing (source.name).value_or (DrumRing{});
        drums.push_back ({ samples (ring.holdSeconds), samples (ring.totalSeconds) });
    }
    for (int note = 0; note < numNotes; ++note)
    {
        const auto source = struckSource (sources, note);
        struck[static_cast<size_t> (note)] = source ? static_cast<int> (*source) : -1;
    }
    reset();
}

void HitGates::reset() noexcept
{
    for (auto& drum : drums)
        drum.hit = never;
    queued.clear();
    now = 0;
    hasReceivedHits = false;
}

void HitGates::queue (const NoteEvent& event, Eigen::Index position) noexcept
{
    queued.add (event, position, [this] (const EventQueue::Waiting& oldest) noexcept { apply (oldest); });
}

void HitGates::moveTo (Eigen::Index end) noexcept
{
    queued.takeUntil (end, [this] (const EventQueue::Waiting& next) noexcept { apply (next); });
    now = end;
}

void HitGates::apply (const EventQueue::Waiting& happening) noexcept
{
    const auto& [event, position] = happening;
    if (event.kind != NoteEvent::Kind::on || event.pitch < 0 || event.pitch >= numNotes)
        return;
    const int source = struck[static_cast<size_t> (event.pitch)];
    if (source < 0)
        return;
    drums[static_cast<size_t> (source)].hit = position;
    hasReceivedHits = true;
}

HitGate HitGates::gate (size_t source) const noexcept
{
    const Drum& drum = drums[source];
    if (! hasReceivedHits || drum.ringSamples == 0)
        return {};
    const Eigen::Index passed = now - drum.hit;
    if (passed > drum.ringSamples)
        return { false, false, 0.0f };
    return { passed <= strikeSamples, true, levelAfter (drum, passed) };
}

/** Falls by 60 dB from the end of its hold to the end of its ring. */
float HitGates::levelAfter (const Drum& drum, Eigen::Index passed) noexcept
{
    if (passed <= drum.holdSamples)
        return 1.0f;
    return std::pow (10.0f, -3.0f * static_cast<float> (passed - drum.holdSamples) /
                                static_cast<float> (drum.ringSamples - drum.holdSamples));
}

} // namespace unbraid::core
