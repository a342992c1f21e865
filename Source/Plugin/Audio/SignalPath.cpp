// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/SignalPath.h"

#include "Core/Spectral/Audible.h"
#include "Core/Support/Realtime.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
constexpr double takeOverSeconds = 0.02;

float peakOf (const float* samples, Eigen::Index numSamples) noexcept
{
    return Eigen::Map<const Eigen::ArrayXf> (samples, numSamples).abs().maxCoeff();
}
} // namespace

void SignalPath::install (std::unique_ptr<SeparationEngine> engine)
{
    engines.clear();
    next.reset();
    current = std::move (engine);
    published.store (current.get(), std::memory_order_release);
    const auto& spec = current->spec();
    fadeSamples = std::max<Eigen::Index> (1, std::lround (takeOverSeconds * spec.sampleRateHz));
    input.setZero (maxChunk, spec.inputChannels);
    youngShare.setZero (maxChunk);
    position = 0;
    isFresh = true;
    ++numBeginnings;
}

void SignalPath::offer (std::unique_ptr<SeparationEngine> engine)
{
    engines.offer (std::move (engine));
}

void SignalPath::reset() noexcept
{
    if (next != nullptr)
        finishTakeOver();
    if (current != nullptr)
        current->reset();
    isFresh = true;
    ++numBeginnings;
}

void SignalPath::takeOffer() noexcept
{
    if (next != nullptr)
        return;
    next = engines.take();
    processedByNext = 0;
    if (next != nullptr && isFresh) // nothing to fade from
        finishTakeOver();
}

void SignalPath::finishTakeOver() noexcept
{
    std::swap (current, next);
    published.store (current.get(), std::memory_order_release);
    engines.retire (std::move (next));
    ++numBeginnings;
}

void SignalPath::queueNote (const core::NoteEvent& event, Eigen::Index offset) noexcept
{
    takeOffer();
    for (auto* engine : { current.get(), next.get() })
        if (engine != nullptr)
            engine->queueNote (event, offset);
}

void SignalPath::process (const BusPointers& buses, Eigen::Index numSamples,
                          const Controls& controls) noexcept
{
    const core::ScopedFlushToZero flushing;
    numFound = 0;
    takeOffer();
    if (current == nullptr)
        return;
    current->aimAt (controls);
    if (next != nullptr)
        next->aimAt (controls);
    for (Eigen::Index from = 0; from < numSamples; from += maxChunk)
        processChunk (buses, from, std::min (maxChunk, numSamples - from));
}

void SignalPath::processChunk (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept
{
    readInput (buses, from, numSamples);
    const std::array<const float*, 2> chunk{ input.col (0).data(), input.col (input.cols() - 1).data() };
    recent.add (chunk, numSamples, position);
    current->watch (&feed, position);
    current->process (chunk.data(), numSamples);
    takeNotes (from);
    if (next != nullptr)
    {
        next->process (chunk.data(), numSamples);
        advanceTakeOver (numSamples);
    }
    writeMix (buses, from, numSamples);
    writeStrips (buses, from, numSamples);
    position += numSamples;
    isFresh = false;
    if (next != nullptr && processedByNext >= next->warmUpSamples() + fadeSamples)
        finishTakeOver();
}

void SignalPath::readInput (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept
{
    for (Eigen::Index channel = 0; channel < input.cols(); ++channel)
    {
        const float* samples = buses.input[static_cast<size_t> (channel)];
        if (samples == nullptr)
            input.col (channel).head (numSamples).setZero();
        else
            std::transform (samples + from, samples + from + numSamples, input.col (channel).data(),
                            core::audible);
        meters.input.raiseTo (peakOf (input.col (channel).data(), numSamples));
    }
}

void SignalPath::takeNotes (Eigen::Index from) noexcept
{
    for (auto [note, offset] : current->notes())
        if (numFound < found.size())
            found[numFound++] = { note, offset + static_cast<int> (from) };
}

void SignalPath::advanceTakeOver (Eigen::Index numSamples) noexcept
{
    const Eigen::Index faded = processedByNext - next->warmUpSamples();
    for (Eigen::Index i = 0; i < numSamples; ++i)
        youngShare[i] =
            std::clamp (static_cast<float> (faded + i + 1) / static_cast<float> (fadeSamples), 0.0f, 1.0f);
    processedByNext += numSamples;
}

void SignalPath::write (float* out, const float* old, const float* young,
                        Eigen::Index numSamples) const noexcept
{
    const auto value = [] (const float* samples, Eigen::Index i)
    { return samples == nullptr ? 0.0f : samples[i]; };
    if (next == nullptr && old != nullptr)
        std::copy_n (old, numSamples, out);
    else if (next == nullptr)
        std::fill_n (out, numSamples, 0.0f);
    else
        for (Eigen::Index i = 0; i < numSamples; ++i)
            out[i] = value (old, i) + youngShare[i] * (value (young, i) - value (old, i));
}

void SignalPath::writeMix (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept
{
    for (Eigen::Index channel = 0; channel < current->spec().mixChannels; ++channel)
        if (float* out = buses.mix[static_cast<size_t> (channel)])
        {
            write (out + from, current->mix (channel), next != nullptr ? next->mix (channel) : nullptr,
                   numSamples);
            const float peak = peakOf (out + from, numSamples);
            meters.mix.raiseTo (static_cast<size_t> (channel), peak);
            if (current->spec().mixChannels == 1)
                meters.mix.raiseTo (peak);
        }
}

void SignalPath::writeStrips (const BusPointers& buses, Eigen::Index from, Eigen::Index numSamples) noexcept
{
    for (int index = 0; index < numStrips; ++index)
        for (Eigen::Index channel = 0; channel < 2; ++channel)
        {
            const float* old = current->strip (index, channel);
            if (old != nullptr)
                meters.strips[static_cast<size_t> (index)].raiseTo (static_cast<size_t> (channel),
                                                                    peakOf (old, numSamples));
            if (float* out = buses.strips[static_cast<size_t> (index)][static_cast<size_t> (channel)])
                write (out + from, old, next != nullptr ? next->strip (index, channel) : nullptr, numSamples);
        }
}

} // namespace unbraid::plugin
