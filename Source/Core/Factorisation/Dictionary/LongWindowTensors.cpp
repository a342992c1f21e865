// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/LongWindowTensors.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <array>

namespace unbraid::core
{

namespace
{
/** A tensor, and what the file has where it is needed; null: always. */
struct LongTensor
{
    const char* name;
    const char* beside;
    Eigen::MatrixXf LongWindow::*weights;
    Eigen::Index maxRows;
    Eigen::Index maxColumns;
};

constexpr std::array longTensors{ LongTensor{ "encoder.long.weight", nullptr, &LongWindow::encoder,
                                              maxEncoderUnits, longWindowParts* maxBins },
                                  LongTensor{ "encoder.rows.long.weight", "encoder.rows.input.weight",
                                              &LongWindow::rows, maxRowUnits, longWindowParts* contextRows },
                                  LongTensor{ "refiner.long.weight", "refiner.input.weight",
                                              &LongWindow::refiner, maxRowUnits,
                                              longWindowParts* contextRows } };
} // namespace

std::set<std::string> longWindowNames (const TensorReader& content)
{
    std::set<std::string> names;
    bool isThere = false;
    for (const auto& tensor : longTensors)
    {
        isThere = isThere || content.contains (tensor.name);
        if (tensor.beside == nullptr || content.contains (tensor.beside))
            names.insert (tensor.name);
    }
    return isThere ? names : std::set<std::string>{};
}

Status readLongWindow (const TensorReader& content, std::optional<LongWindow>& window)
{
    const auto names = longWindowNames (content);
    if (names.empty())
        return Done{};
    LongWindow& read = window.emplace();
    for (const auto& tensor : longTensors)
        if (names.contains (tensor.name))
            if (auto matrix =
                    content.readMatrix (tensor.name, tensor.maxRows, tensor.maxColumns, read.*tensor.weights);
                ! matrix.ok())
                return matrix;
    return Done{};
}

void writeLongWindow (const LongWindow& window, TensorWriter& writer)
{
    for (const auto& tensor : longTensors)
        if (const auto& weights = window.*tensor.weights; weights.size() > 0)
            writer.addMatrix (tensor.name, weights);
}

} // namespace unbraid::core
