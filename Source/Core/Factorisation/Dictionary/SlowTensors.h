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

/** The tensors of a slow memory, where the content has any of them. [worker] */
[[nodiscard]] std::set<std::string> slowNames (const TensorReader& content);

/** Reads them; an encoder without a slow memory has none. [worker] */
Status readSlowMemory (const TensorReader& content, std::optional<SlowMemory>& slow);

/** [worker] */
void writeSlowMemory (const SlowMemory& slow, TensorWriter& writer);

} // namespace unbraid::core
