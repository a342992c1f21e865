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
constexpr const char* hiddenWeight = "speaker.hidden.weight";
constexpr const char* hiddenBias = "speaker.hidden.bias";
constexpr const char* inputWeight = "speaker.input.weight";
constexpr const char* inputBias = "speaker.input.bias";
constexpr const char* outputWeight = "speaker.output.weight";
constexpr const char* outputBias = "speaker.output.bias";
constexpr const char* encoderWeight = "speaker.encoder.weight";
constexpr const char* gainWeight = "speaker.gain.weight";
constexpr const char* refinerWeight = "speaker.refiner.weight";
} // namespace

std::set<std::string> speakerNames (const TensorReader& content, bool hasRefiner)
{
    std::set<std::string> names{ hiddenWeight, hiddenBias, inputWeight,   inputBias,
                                 outputWeight, outputBias, encoderWeight, gainWeight };
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
    constexpr Eigen::Index maxUnits = maxSpeakerUnits, maxValues = maxSpeakerValues;
    SpeakerEncoder& read = speaker.emplace();
    struct Wanted
    {
        const char* name;
        Eigen::Index maxRows;
        Eigen::Index maxColumns;
        Eigen::MatrixXf* matrix;
    };
    for (const auto& wanted : { Wanted{ hiddenWeight, maxSpeakerHidden, 2 * maxBins, &read.hiddenWeights },
                                Wanted{ inputWeight, maxUnits + 1, maxSpeakerHidden, &read.inputWeights },
                                Wanted{ outputWeight, maxValues, 2 * maxUnits, &read.outputWeights },
                                Wanted{ encoderWeight, maxEncoderUnits, maxValues, &read.toEncoder },
                                Wanted{ gainWeight, maxEncoderUnits, maxValues, &read.toGain } })
        if (auto matrix = content.readMatrix (wanted.name, wanted.maxRows, wanted.maxColumns, *wanted.matrix);
            ! matrix.ok())
            return matrix;
    for (const auto& [name, bias] : { std::pair{ hiddenBias, &read.hiddenBias },
                                      { inputBias, &read.inputBias },
                                      { outputBias, &read.outputBias } })
        if (auto list = content.readList (name, *bias); ! list.ok())
            return list;
    if (! hasRefiner)
        return Done{};
    return content.readMatrix (refinerWeight, maxRowUnits, maxValues, read.toRefiner);
}

void writeSpeaker (const SpeakerEncoder& speaker, TensorWriter& writer)
{
    writer.addMatrix (hiddenWeight, speaker.hiddenWeights);
    writer.addList (hiddenBias, speaker.hiddenBias);
    writer.addMatrix (inputWeight, speaker.inputWeights);
    writer.addList (inputBias, speaker.inputBias);
    writer.addMatrix (outputWeight, speaker.outputWeights);
    writer.addList (outputBias, speaker.outputBias);
    writer.addMatrix (encoderWeight, speaker.toEncoder);
    writer.addMatrix (gainWeight, speaker.toGain);
    if (speaker.toRefiner.size() > 0)
        writer.addMatrix (refinerWeight, speaker.toRefiner);
}

} // namespace unbraid::core
