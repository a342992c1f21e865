// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace unbraid::core
{

/** Called now and then during long work, with the share that is done, 0 to 1, or below 0 where it is not known; returns
    false to cancel it. [worker] on any thread of that work */
using Progress = std::function<bool (double share)>;

/** The same with details of the work: which iteration, what it cost. */
template <typename Details>
using ProgressOf = std::function<bool (const Details&)>;

} // namespace unbraid::core
