// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::cli
{

/** As many threads as were asked for, or fewer where the system does not let the program have so many files open.
    threads    0: all the machine has
    filesEach  that a thread has open at once
    [worker] */
int threadsWithin (int threads, int filesEach);

} // namespace unbraid::cli
