// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Files/Dictionaries/Tensors.h"

#include <set>

namespace unbraid::files
{

/** The tensors of an unfolded dictionary, `layers.N.*`, `output.W`, `b` and `encoder.*`: Docs/DictionaryFormat.md. */

/** The names that `content` needs, given which of them it has; none for a plain dictionary. Layers are counted
    from 0 on without gap. [worker] */
std::set<std::string> unfoldingNames (const Safetensors& content);

/** Reads what is there; left empty for a plain dictionary. Checks form only: what the values may be is for
    core::validate. [worker] */
core::Status readUnfolding (const Safetensors& content, std::optional<core::Unfolding>& unfolding);

/** [worker].  `unfolding` must outlive `writer`. */
void writeUnfolding (const core::Unfolding& unfolding, TensorWriter& writer);

} // namespace unbraid::files
