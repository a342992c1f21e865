// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/GruTensors.h"

#include <utility>

namespace unbraid::core
{

Status readGru (const TensorReader& content, const std::string& prefix, GruLayer& layer)
{
    constexpr Eigen::Index maxUnits = maxEncoderUnits, maxInputs = maxEncoderUnits + 1;
    for (const auto& [field, weights] : { std::pair{ "input.weight", &layer.inputWeights },
                                          { "recurrent.weight", &layer.recurrentWeights } })
        if (auto read = content.readMatrix (prefix + field, 3 * maxUnits, maxInputs, *weights); ! read.ok())
            return read;
    for (const auto& [field, bias] :
         { std::pair{ "input.bias", &layer.inputBias }, { "recurrent.bias", &layer.recurrentBias } })
        if (auto read = content.readList (prefix + field, *bias); ! read.ok())
            return read;
    return Done{};
}

void writeGru (const std::string& prefix, const GruLayer& layer, TensorWriter& writer)
{
    writer.addMatrix (prefix + "input.weight", layer.inputWeights);
    writer.addMatrix (prefix + "recurrent.weight", layer.recurrentWeights);
    writer.addList (prefix + "input.bias", layer.inputBias);
    writer.addList (prefix + "recurrent.bias", layer.recurrentBias);
}

} // namespace unbraid::core
