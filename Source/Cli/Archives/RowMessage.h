// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/ResultTable.h"
#include "Training/Ranks.h"

namespace unbraid::cli
{

/** Appends a row to a message between processes, and takes it from one. */
void append (const ResultRow& row, training::Bytes& message);
ResultRow rowFrom (training::MessageReader& message);

} // namespace unbraid::cli
