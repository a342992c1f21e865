// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/DictionaryChecks.h"
#include "Core/Factorisation/Dictionary/KindTensors.h"

namespace unbraid::core
{

/** The part of a dictionary that only unfolded ones have: its rules, and its tensors `layers.N.*`, `output.W`, `b`,
    `encoder.*` and `refiner.*` (Docs/DictionaryFormat.md). All [worker]. */

/** For an unfolded dictionary that keeps the rules of every dictionary. */
Problem checkUnfolding (const Dictionary& dictionary);

/** See KindTensors. Layers are counted from 0 on without gap. */
std::set<std::string> unfoldingNames (const TensorReader& content);
Status readUnfolding (const TensorReader& content, Dictionary& dictionary);
void writeUnfolding (const Dictionary& dictionary, TensorWriter& writer);

} // namespace unbraid::core
