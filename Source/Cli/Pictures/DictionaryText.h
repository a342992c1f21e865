// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/JsonOutput.h"
#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <string>

namespace unbraid::cli
{

/** Description of a dictionary for people: a few aligned lines. */
std::string asText (const core::Dictionary& dictionary);

/** The same for programs. */
Json asJson (const core::Dictionary& dictionary);

/** "16 kHz, window 32 ms, hop 8 ms". */
std::string geometryText (const core::Dictionary& dictionary);

/** "Itakura-Saito", "beta 0.5". */
std::string divergenceText (const core::Dictionary& dictionary);

/** "power spectrum" or "magnitude spectrum". */
std::string spectrumText (const core::Dictionary& dictionary);

} // namespace unbraid::cli
