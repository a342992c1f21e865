// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Train/UnfoldArguments.h"

namespace unbraid::cli
{

/** Fills in the recordings and songs of a plan, which is otherwise complete.
    materials  of the training; loses what is kept apart for development
    [worker] errors: wrong use; folders that cannot be read */
core::Status findRecordings (const UnfoldArguments& arguments, Materials& materials, UnfoldingPlan& plan);

} // namespace unbraid::cli
