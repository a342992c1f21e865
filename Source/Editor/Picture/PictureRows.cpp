// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureRows.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr float minPower = 1.0e-14f; // -140 dB: less cannot be seen
constexpr float maxPower = 1.0e6f;
const double octaves = std::log2 (PictureRows::highestHz / PictureRows::lowestHz);
} // namespace

double PictureRows::rowOf (double hz)
{
    return count * std::log2 (juce::jmax (1.0e-3, hz) / lowestHz) / octaves;
}

double PictureRows::frequencyOf (double row)
{
    return lowestHz * std::exp2 (row * octaves / count);
}

bool PictureRows::isFor (double binHz, int numBins) const
{
    return juce::approximatelyEqual (binHz, preparedBinHz) && numBins == preparedBins;
}

PictureRows::Row PictureRows::rowFor (int row, double binHz, int numBins)
{
    const double low = frequencyOf (row) / binHz, high = frequencyOf (row + 1) / binHz;
    Row result;
    if (high - low >= 1.0)
    {
        result.first = static_cast<int> (std::ceil (low));
        result.end = juce::jmin (numBins, static_cast<int> (std::ceil (high)));
        return result;
    }
    const double centre = frequencyOf (row + 0.5) / binHz;
    result.first = juce::jlimit (0, numBins - 2, static_cast<int> (centre));
    result.share = static_cast<float> (juce::jlimit (0.0, 1.0, centre - result.first));
    return result;
}

void PictureRows::prepare (double binHz, int numBins)
{
    preparedBinHz = binHz;
    preparedBins = numBins;
    rows.clear();
    if (binHz <= 0.0 || numBins < 2)
        return;
    for (int row = 0; row < count && frequencyOf (row) < binHz * (numBins - 1); ++row)
        rows.push_back (rowFor (row, binHz, numBins));
    cleaned.resize (static_cast<size_t> (numBins));
    logarithms.resize (static_cast<size_t> (numBins));
}

void PictureRows::apply (std::span<const float> power, std::span<const float> masks,
                         std::span<float> rowPower, std::span<float> maskedPower)
{
    std::fill (rowPower.begin(), rowPower.end(), 0.0f);
    std::fill (maskedPower.begin(), maskedPower.end(), 0.0f);
    if (rows.empty() || power.size() < cleaned.size())
        return;
    for (size_t i = 0; i < cleaned.size(); ++i) // a NaN becomes silence
        cleaned[i] = power[i] > minPower ? std::min (power[i], maxPower) : minPower;
    size_t numLogarithms = 0;
    for (const auto& row : rows)
        if (row.end <= row.first)
            numLogarithms = static_cast<size_t> (row.first) + 2;
    for (size_t i = 0; i < numLogarithms; ++i)
        logarithms[i] = std::log (cleaned[i]);
    for (size_t i = 0; i < rows.size(); ++i)
    {
        const auto row = rows[i];
        if (row.end <= row.first)
        {
            const float* nearest = logarithms.data() + row.first;
            rowPower[i] = std::exp (nearest[0] + row.share * (nearest[1] - nearest[0]));
            continue;
        }
        float sum = 0.0f;
        for (int bin = row.first; bin < row.end; ++bin)
            sum += cleaned[static_cast<size_t> (bin)];
        rowPower[i] = sum / static_cast<float> (row.end - row.first);
    }
    const size_t numSources = masks.size() / cleaned.size();
    for (size_t source = 0; source < numSources && (source + 1) * count <= maskedPower.size(); ++source)
        applyMask (masks.data() + source * cleaned.size(), rowPower, maskedPower.data() + source * count);
}

void PictureRows::applyMask (const float* mask, std::span<const float> rowPower, float* masked) const
{
    for (size_t i = 0; i < rows.size(); ++i)
    {
        const auto row = rows[i];
        if (row.end <= row.first)
        {
            const float low = mask[row.first], high = mask[row.first + 1];
            masked[i] = rowPower[i] * (low + row.share * (high - low));
            continue;
        }
        float sum = 0.0f;
        for (int bin = row.first; bin < row.end; ++bin)
            sum += mask[bin] * cleaned[static_cast<size_t> (bin)];
        masked[i] = sum / static_cast<float> (row.end - row.first);
    }
}

} // namespace unbraid::editor
