// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace unbraid::files
{

/** The purpose of a dictionary, from its model card: the first sentence of the first paragraph, and the second where the
    first is short, without links, pictures, emphasis and backticks. Empty: there is no paragraph. [any] */
std::string aboutFrom (const std::string& markdown);

/** Its purpose, in a few words without a full stop: the first sentence of `aboutFrom`. [any] */
std::string purposeFrom (const std::string& markdown);

/** The recordings that it was trained on, as a card says it behind "Trained on". Empty: it does not. [any] */
std::string trainedOnFrom (const std::string& markdown);

/** "Good for ..." and "Not for ...", a sentence and a line each, as far as a model card has them. [any] */
std::string usesFrom (const std::string& markdown);

} // namespace unbraid::files
