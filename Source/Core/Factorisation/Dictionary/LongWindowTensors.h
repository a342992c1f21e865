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

/** The tensors of a long window, where one of them is there; none else. Those of networks that the file lacks are not among them.
    [worker] */
std::set<std::string> longWindowNames (const TensorReader& content);

/** Fills it in where the file has one; sets nothing where it has none. [worker] errors: as TensorReader */
Status readLongWindow (const TensorReader& content, std::optional<LongWindow>& window);

/** [worker] */
void writeLongWindow (const LongWindow& window, TensorWriter& writer);

} // namespace unbraid::core
