// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace unbraid::training
{

/** Runs work (0) .. work (count - 1), each once, on up to `numThreads` threads that take the next item when
    they are free; returns when all are done. An exception from an item is thrown again here, after that. */
void runInParallel (size_t count, int numThreads, const std::function<void (size_t)>& work);

/** As many threads as the machine runs at once. */
int defaultThreads() noexcept;

} // namespace unbraid::training
