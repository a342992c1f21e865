// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

namespace unbraid::training
{

/** The error of a training that its callback cancelled. where  the stage: "reading", "iteration 12" */
inline core::Error trainingCancelled (std::string where = {})
{
    return { "the training was cancelled", std::move (where), "", "", true };
}

} // namespace unbraid::training
