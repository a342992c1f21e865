// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace unbraid::cli
{

/** The candidate that the word was probably meant to be: as few letters as possible left out, added, changed or swapped
    with their neighbour, and no more than a third of them. Empty where none is near.
    [any] */
std::string nearest (const std::string& word, const std::vector<std::string>& candidates);

/** " Did you mean 'separate'?", or nothing where no candidate is near. [any] */
std::string suggestion (const std::string& word, const std::vector<std::string>& candidates);

} // namespace unbraid::cli
