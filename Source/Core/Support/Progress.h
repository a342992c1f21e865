// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace unbraid::core
{

/** Called now and then during long work, with the share that is done, 0 to 1; returns false to cancel it. [worker] on any thread of
    that work */
using Progress = std::function<bool (double share)>;

} // namespace unbraid::core
