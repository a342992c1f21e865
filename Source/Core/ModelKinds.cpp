// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Models/ConvolutiveModel.h"
#include "Core/Models/NmfModel.h"
#include "Core/Models/UnfoldedModel.h"

namespace unbraid::core
{

namespace
{
std::vector<const ModelKind*>& table()
{
    static std::vector<const ModelKind*> kinds{
        &unfoldedKind,
        &convolutiveKind,
        &plainKind,
    };
    return kinds;
}
} // namespace

std::span<const ModelKind* const> modelKinds() noexcept
{
    return table();
}

void addModelKind (const ModelKind& kind)
{
    table().insert (table().begin(), &kind);
}

} // namespace unbraid::core
