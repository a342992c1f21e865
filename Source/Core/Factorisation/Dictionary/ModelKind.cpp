// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ModelKind.h"

#include <algorithm>
#include <string_view>

namespace unbraid::core
{

std::string ModelKind::withArticle() const
{
    const bool beginsWithVowel = std::string_view ("aeiou").find (name[0]) != std::string_view::npos;
    return (beginsWithVowel ? "an " : "a ") + std::string (name) + " one";
}

const ModelKind& modelKind (const Dictionary& dictionary) noexcept
{
    const auto kinds = modelKinds();
    const auto found =
        std::find_if (kinds.begin(), kinds.end(),
                      [&dictionary] (const ModelKind* kind) { return kind->recognises (dictionary); });
    return found == kinds.end() ? *kinds.back() : **found;
}

ModelTraits modelTraits (const Dictionary& dictionary) noexcept
{
    return modelKind (dictionary).traits (dictionary);
}

} // namespace unbraid::core
