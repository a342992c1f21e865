// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::live
{

/** From now on Ctrl-C, a polite kill and a closed terminal only raise a flag; the second one ends the program at
    once. */
void catchStopSignals();

/** True once the program is to end. [any] */
bool isStopWanted() noexcept;

} // namespace unbraid::live
