// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureHistory.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr double useSeconds = 8.0; // over which use is averaged

void addTo (std::vector<float>& sums, std::span<const float> values)
{
    for (size_t i = 0; i < sums.size() && i < values.size(); ++i)
        sums[i] += values[i];
}
} // namespace

void PictureHistory::clear()
{
    kept.clear();
    pending.numFrames = 0;
    newest.clear();
    means.clear();
    lastPosition = -1;
    ++changes;
    ++beginnings;
}

void PictureHistory::take (const plugin::PictureFrame& frame, double rateHz)
{
    if (rateHz <= 0.0 || frame.hopSeconds <= 0.0 || frame.power.empty())
        return;
    if (frame.position <= lastPosition || ! juce::approximatelyEqual (rateHz, pending.rateHz))
        clear();
    lastPosition = frame.position;
    if (! belongs (frame))
        finishColumn();
    const int numBins = static_cast<int> (frame.power.size());
    if (! rows.isFor (frame.binHz, numBins))
        rows.prepare (frame.binHz, numBins);
    nyquist = frame.binHz * (numBins - 1);
    pending.rateHz = rateHz;
    add (frame);
    follow (frame);
    const int wanted =
        static_cast<int> (std::ceil (minColumnSeconds / frame.hopSeconds - 1.0e-6)); // frames per column
    if (pending.numFrames >= wanted)
        finishColumn();
}

bool PictureHistory::belongs (const plugin::PictureFrame& frame) const
{
    return pending.numFrames == 0 ||
           (frame.number == pending.number + 1 && frame.dictionary == pending.dictionary &&
            juce::approximatelyEqual (frame.hopSeconds, pending.hopSeconds) &&
            juce::approximatelyEqual (frame.binHz, pending.binHz) &&
            frame.masks.size() / frame.power.size() == pending.numSources &&
            frame.activations.size() == pending.numAtoms);
}

void PictureHistory::add (const plugin::PictureFrame& frame)
{
    if (pending.numFrames == 0)
    {
        pending.numSources = frame.masks.size() / frame.power.size();
        pending.numAtoms = frame.activations.size();
        pending.power.assign (PictureRows::count, 0.0f);
        pending.masked.assign (pending.numSources * PictureRows::count, 0.0f);
        pending.activations.assign (pending.numAtoms, 0.0f);
        rowPower.resize (PictureRows::count);
        maskedPower.resize (pending.masked.size());
    }
    pending.number = frame.number;
    pending.position = frame.position;
    pending.dictionary = frame.dictionary;
    pending.hopSeconds = frame.hopSeconds;
    pending.binHz = frame.binHz;
    ++pending.numFrames;
    rows.apply (frame.power, frame.masks, rowPower, maskedPower);
    addTo (pending.power, rowPower);
    addTo (pending.masked, maskedPower);
    addTo (pending.activations, frame.activations);
}

void PictureHistory::follow (const plugin::PictureFrame& frame)
{
    newest.assign (frame.activations.begin(), frame.activations.end());
    if (means.size() != newest.size() || lastDictionary != frame.dictionary)
        means = newest;
    lastDictionary = frame.dictionary;
    const auto share = static_cast<float> (std::min (1.0, frame.hopSeconds / useSeconds));
    for (size_t i = 0; i < means.size(); ++i)
        if (std::isfinite (newest[i]))
            means[i] += share * (newest[i] - means[i]);
}

void PictureHistory::finishColumn()
{
    if (pending.numFrames == 0)
        return;
    auto column = freeColumn();
    column->position = pending.position;
    column->rateHz = pending.rateHz;
    column->end = static_cast<double> (pending.position) / pending.rateHz;
    column->begin = column->end - pending.hopSeconds * pending.numFrames;
    column->dictionary = pending.dictionary;
    column->numSources = static_cast<int> (pending.numSources);
    column->levels.resize (PictureRows::count);
    column->masks.resize (pending.masked.size());
    column->activations.resize (pending.numAtoms);
    const float share = 1.0f / static_cast<float> (pending.numFrames);
    for (size_t row = 0; row < PictureRows::count; ++row)
    {
        column->levels[row] = PictureColumn::codeOfPower (share * pending.power[row]);
        const float scale = pending.power[row] > 0.0f ? 255.0f / pending.power[row] : 0.0f;
        for (size_t i = row; i < pending.masked.size(); i += PictureRows::count)
            column->masks[i] =
                static_cast<std::uint8_t> (juce::jlimit (0.0f, 255.0f, scale * pending.masked[i] + 0.5f));
    }
    for (size_t i = 0; i < pending.numAtoms; ++i)
        column->activations[i] = PictureColumn::codeOfActivation (share * pending.activations[i]);
    pending.numFrames = 0;
    kept.push_back (std::move (column));
    trim();
    ++changes;
}

void PictureHistory::trim()
{
    while (kept.front()->end < kept.back()->end - keptSeconds)
    {
        if (kept.front().use_count() == 1) // no frozen picture shows it
            unused.push_back (std::const_pointer_cast<PictureColumn> (kept.front()));
        kept.pop_front();
    }
    if (unused.size() > 4)
        unused.resize (4);
}

std::shared_ptr<PictureColumn> PictureHistory::freeColumn()
{
    if (unused.empty())
        return std::make_shared<PictureColumn>();
    auto column = std::move (unused.back());
    unused.pop_back();
    return column;
}

} // namespace unbraid::editor
