// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SpeakerTensors.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <algorithm>
#include <array>

namespace unbraid::core
{

namespace
{
constexpr const char* ownWeight = "speaker.weight";
constexpr const char* ownBias = "speaker.bias";
constexpr const char* encoderWeight = "speaker.encoder.weight";
constexpr const char* gainWeight = "speaker.gain.weight";
constexpr const char* refinerWeight = "speaker.refiner.weight";
} // namespace

std::set<std::string> speakerNames (const TensorReader& content, bool hasRefiner)
{
    std::set<std::string> names{ ownWeight, ownBias, encoderWeight, gainWeight };
    if (hasRefiner)
        names.insert (refinerWeight);
    const bool hasAny = std::any_of (names.begin(), names.end(),
                                     [&] (const std::string& name) { return content.contains (name); });
    return hasAny ? names : std::set<std::string>{};
}

Status readSpeaker (const TensorReader& content, bool hasRefiner, std::optional<SpeakerEncoder>& speaker)
{
    if (speakerNames (content, hasRefiner).empty())
        return Done{};
    constexpr Eigen::Index maxValues = maxSpeakerValues;
    SpeakerEncoder& read = speaker.emplace();
    struct Wanted
    {
        const char* name;
        Eigen::Index maxRows;
        Eigen::Index maxColumns;
        Eigen::MatrixXf* matrix;
    };
    for (const auto& wanted : { Wanted{ ownWeight, maxValues, numVoiceStatistics, &read.weights },
                                Wanted{ encoderWeight, maxEncoderUnits, maxValues, &read.toEncoder },
                                Wanted{ gainWeight, maxEncoderUnits, maxValues, &read.toGain } })
        if (auto matrix = content.readMatrix (wanted.name, wanted.maxRows, wanted.maxColumns, *wanted.matrix);
            ! matrix.ok())
            return matrix;
    if (auto list = content.readList (ownBias, read.bias); ! list.ok())
        return list;
    if (! hasRefiner)
        return Done{};
    return content.readMatrix (refinerWeight, maxRowUnits, maxValues, read.toRefiner);
}

void writeSpeaker (const SpeakerEncoder& speaker, TensorWriter& writer)
{
    writer.addMatrix (ownWeight, speaker.weights);
    writer.addList (ownBias, speaker.bias);
    writer.addMatrix (encoderWeight, speaker.toEncoder);
    writer.addMatrix (gainWeight, speaker.toGain);
    if (speaker.toRefiner.size() > 0)
        writer.addMatrix (refinerWeight, speaker.toRefiner);
}

} // namespace unbraid::core
