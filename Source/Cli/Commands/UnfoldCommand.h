// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Ranks.h"

#include <string>
#include <vector>

namespace unbraid::cli
{

/** The work of `unbraid train --unfold`.
    arguments  those after the flag
    ranks      the processes that share it
    returns    the exit code */
int runUnfold (const std::vector<std::string>& arguments, training::Ranks& ranks);

} // namespace unbraid::cli
