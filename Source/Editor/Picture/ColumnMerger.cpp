// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/ColumnMerger.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

const PictureColumn* ColumnMerger::merge (const PictureColumns& columns, double begin, double end)
{
    const auto endsBefore = [] (double time, const auto& column) { return time < column->end; };
    const auto first = std::upper_bound (columns.begin(), columns.end(), begin, endsBefore);
    const auto behind = std::upper_bound (first, columns.end(), end, endsBefore);
    if (first == behind)
        return first != columns.end() && (*first)->begin <= 0.5 * (begin + end) ? first->get() : nullptr;
    if (behind - first == 1)
        return first->get();
    sum (columns, static_cast<size_t> (first - columns.begin()),
         static_cast<size_t> (behind - columns.begin()));
    return &merged;
}

void ColumnMerger::sum (const PictureColumns& columns, size_t first, size_t behind)
{
    const auto& last = *columns[behind - 1];
    merged = last;
    power.assign (last.levels.size(), 0.0f);
    masks.assign (last.masks.size(), 0.0f);
    activations.assign (last.activations.size(), 0.0f);
    float count = 0.0f;
    for (size_t i = first; i < behind; ++i)
    {
        const auto& column = *columns[i];
        if (column.dictionary != last.dictionary || column.masks.size() != masks.size() ||
            column.activations.size() != activations.size())
            continue; // the dictionary changed in between: the newer one is shown
        count += 1.0f;
        for (size_t row = 0; row < power.size(); ++row)
        {
            const float rowPower = PictureColumn::powerOfCode (column.levels[row]);
            power[row] += rowPower;
            for (size_t index = row; index < masks.size(); index += power.size())
                masks[index] += rowPower * static_cast<float> (column.masks[index]);
        }
        for (size_t atom = 0; atom < activations.size(); ++atom)
            activations[atom] += PictureColumn::activationOfCode (column.activations[atom]);
    }
    for (size_t row = 0; row < power.size(); ++row)
    {
        merged.levels[row] = PictureColumn::codeOfPower (power[row] / count);
        const float scale = power[row] > 0.0f ? 1.0f / power[row] : 0.0f;
        for (size_t index = row; index < masks.size(); index += power.size())
            merged.masks[index] = static_cast<std::uint8_t> (std::lrint (masks[index] * scale));
    }
    for (size_t atom = 0; atom < activations.size(); ++atom)
        merged.activations[atom] = PictureColumn::codeOfActivation (activations[atom] / count);
}

} // namespace unbraid::editor
