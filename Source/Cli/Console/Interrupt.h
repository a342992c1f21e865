// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::cli
{

/** From now on Ctrl-C, a closed terminal and a polite kill only raise a flag, so that work can stop and
    remove its temporary files; standard input ends for who waits for it. The second Ctrl-C ends the program
    at once. A closed pipe and a file grown too large become errors of writing. */
void catchInterrupts();

/** True once the user wants the work to stop. [any] */
bool interrupted() noexcept;

} // namespace unbraid::cli
