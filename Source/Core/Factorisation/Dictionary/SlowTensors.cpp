// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SlowTensors.h"

#include "Core/Factorisation/Dictionary/GruTensors.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
constexpr const char* ofGru = "encoder.slow.gru.";
constexpr const char* outputWeight = "encoder.slow.output.weight";
} // namespace

std::set<std::string> slowNames (const TensorReader& content)
{
    std::set<std::string> names{ outputWeight };
    for (const auto* field : gruFields)
        names.insert (std::string (ofGru) + field);
    const bool hasAny = std::any_of (names.begin(), names.end(),
                                     [&] (const std::string& name) { return content.contains (name); });
    return hasAny ? names : std::set<std::string>{};
}

Status readSlowMemory (const TensorReader& content, std::optional<SlowMemory>& slow)
{
    if (slowNames (content).empty())
        return Done{};
    SlowMemory& read = slow.emplace();
    if (auto gru = readGru (content, ofGru, read.layer); ! gru.ok())
        return gru;
    return content.readMatrix (outputWeight, maxEncoderUnits, maxSlowUnits, read.outputWeights);
}

void writeSlowMemory (const SlowMemory& slow, TensorWriter& writer)
{
    writeGru (ofGru, slow.layer, writer);
    writer.addMatrix (outputWeight, slow.outputWeights);
}

} // namespace unbraid::core
