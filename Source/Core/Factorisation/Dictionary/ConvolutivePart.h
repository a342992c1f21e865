// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/DictionaryChecks.h"
#include "Core/Factorisation/Dictionary/KindTensors.h"

namespace unbraid::core
{

/** The part of a dictionary that only convolutive ones have: its rules, and its tensor `W.tails`
    (Docs/DictionaryFormat.md). All [worker]. */

/** The latency modes that such a dictionary can serve. */
std::vector<std::string> convolutiveModes();

/** For a convolutive dictionary that keeps the rules of every dictionary. */
Problem checkTails (const Dictionary& dictionary);

/** See KindTensors. */
std::set<std::string> tailNames (const TensorReader& content);
Status readTails (const TensorReader& content, Dictionary& dictionary);
void writeTails (const Dictionary& dictionary, TensorWriter& writer);

} // namespace unbraid::core
