// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/KindTensors.h"
#include "Core/Factorisation/Dictionary/Unfolding.h"

#include <array>
#include <string>

namespace unbraid::core
{

/** The tensors of a recurrent layer, behind a prefix that ends in a full stop. */
inline constexpr std::array gruFields{ "input.weight", "recurrent.weight", "input.bias", "recurrent.bias" };

/** [worker] */
Status readGru (const TensorReader& content, const std::string& prefix, GruLayer& layer);

/** [worker] */
void writeGru (const std::string& prefix, const GruLayer& layer, TensorWriter& writer);

} // namespace unbraid::core
