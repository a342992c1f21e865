// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/KindTensors.h"
#include "Core/Factorisation/Dictionary/Unfolding.h"

#include <optional>
#include <set>
#include <string>

namespace unbraid::core
{

/** The tensors of the encoder of a voice, where the content has any of them; with the weights of a refiner where
    there is one. [worker] */
[[nodiscard]] std::set<std::string> speakerNames (const TensorReader& content, bool hasRefiner);

/** Reads them; a dictionary that learns no voice has none. [worker] */
Status readSpeaker (const TensorReader& content, bool hasRefiner, std::optional<SpeakerEncoder>& speaker);

/** [worker] */
void writeSpeaker (const SpeakerEncoder& speaker, TensorWriter& writer);

} // namespace unbraid::core
