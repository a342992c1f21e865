// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace unbraid::platform
{

/** Call it first in `main`: from then on the standard streams carry bytes, and a terminal shows UTF-8 and understands escape
    sequences.
    returns  the words the program was started with, UTF-8, its own name first */
std::vector<std::string> startProgram (int argc, const char* const* argv);

/** True where the stream is a terminal. [any but audio] */
bool isTerminal (int descriptor) noexcept;

/** How wide the terminal of standard error is; 80 where it does not tell. [any but audio] */
size_t terminalColumns() noexcept;

/** From now on nothing is shown of what libraries print on C's `stderr`, as mpg123 does about a damaged frame; what the
    program itself prints, by `std::cerr`, still is. Does nothing where assertions are on, which print there too, and where
    the C library has no such variable. */
void silenceLibraries() noexcept;

} // namespace unbraid::platform
